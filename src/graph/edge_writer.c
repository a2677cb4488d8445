#include "graph/edge_writer.h"

#include "base/atomic_file.h"
#include "base/status.h"

#include <stdbool.h>
#include <string.h>

static bool has_any(const char *name, size_t length, const char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (memchr(name, bytes[i], length))
      return true;
  return false;
}

/* Whether a name between blanks makes its line look separated by c, see n2v_fields_separator. */
static bool looks_cut(const char *name, size_t length, char c) {
  int count = 0;
  for (size_t i = 0; i < length; i++)
    count += name[i] == c;
  return count > 2 || name[0] == c || name[length - 1] == c;
}

/* In a list separated by commas a name is put into quotes where the reader needs them. */
static bool wants_quotes(const char *name, size_t length) {
  return *name == '#' || *name == '%' || has_any(name, length, ",;{", 3);
}

/* Why the reader would not read the name back, or NULL. */
static const char *what_is_wrong(const char *name, size_t length, char separator) {
  if (length == 0)
    return "is empty";
  if (has_any(name, length, " \t\n\v\f\r", 7)) /* the zero byte at their end too */
    return "holds white space or a zero byte";
  if (separator == ',')
    return memchr(name, '"', length) ? "holds a quote" : NULL;
  if (*name == '#' || *name == '%')
    return "begins like a comment";
  if (memchr(name, '{', length))
    return "holds a brace, which begins networkx' attributes";
  if (looks_cut(name, length, ',') || looks_cut(name, length, ';'))
    return "looks like a list separated by commas or semicolons";
  return NULL;
}

static n2v_status check_names(const n2v_graph *graph, const char *path, char separator,
                              n2v_error *err) {
  for (uint32_t v = 0; v < graph->nodes; v++) {
    size_t length;
    const char *name = n2v_names_get(graph->names, v, &length);
    const char *what = what_is_wrong(name, length, separator);
    if (what)
      return n2v_fail(err, N2V_EINPUT,
                      "%s: the name '%.*s' %s and would not be read back from this file%s; a "
                      "binary graph (.csr) holds every name",
                      path, (int)(length < 80 ? length : 80), name, what,
                      separator == ',' ? "" : ": .csv may do");
  }
  return N2V_OK;
}

static void put_name(FILE *stream, const n2v_graph *graph, uint32_t node, char separator) {
  size_t length;
  const char *name = n2v_names_get(graph->names, node, &length);
  bool quotes = separator == ',' && wants_quotes(name, length);
  if (quotes)
    putc_unlocked('"', stream);
  fwrite_unlocked(name, 1, length, stream);
  if (quotes)
    putc_unlocked('"', stream);
}

n2v_status n2v_edges_write(const n2v_graph *graph, const char *path, char separator,
                           n2v_error *err) {
  n2v_atomic_file file;
  n2v_status status = check_names(graph, path, separator, err);
  if (status == N2V_OK)
    status = n2v_atomic_open(&file, path, err);
  if (status != N2V_OK)
    return status;
  for (uint32_t v = 0; v < graph->nodes; v++)
    for (uint64_t i = graph->offsets[v]; i < graph->offsets[v + 1]; i++) {
      if (!graph->directed && graph->neighbours[i] < v)
        continue;
      put_name(file.stream, graph, v, separator);
      putc_unlocked(separator, file.stream);
      put_name(file.stream, graph, graph->neighbours[i], separator);
      if (graph->weights)
        fprintf(file.stream, "%c%.9g", separator, (double)graph->weights[i]);
      putc_unlocked('\n', file.stream);
    }
  return n2v_atomic_commit(&file, err);
}
