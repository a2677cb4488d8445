#include "input/edge_writer.h"

#include "base/status.h"
#include "input/dialect.h"

#include <string.h>

static bool has_any(const char *name, size_t length, const char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (memchr(name, bytes[i], length))
      return true;
  return false;
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
  if (length >= 3 && memcmp(name, "\xef\xbb\xbf", 3) == 0)
    return "begins with a byte order mark";
  if (separator == ',')
    return memchr(name, '"', length) ? "holds a quote" : NULL;
  if (*name == '#' || *name == '%')
    return "begins like a comment";
  if (has_any(name, length, ",;", 2))
    return "holds a comma or semicolon, which may separate";
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

/* Whether the edge list has this arc: of an undirected edge it has one. */
static bool is_listed(const n2v_graph *graph, uint32_t v, uint64_t arc) {
  return graph->directed || graph->neighbours[arc] >= v;
}

static void put_edges(FILE *stream, const n2v_graph *graph, char separator) {
  for (uint32_t v = 0; v < graph->nodes && !ferror(stream); v++)
    for (uint64_t i = graph->offsets[v]; i < graph->offsets[v + 1]; i++) {
      if (!is_listed(graph, v, i))
        continue;
      put_name(stream, graph, v, separator);
      putc_unlocked(separator, stream);
      put_name(stream, graph, graph->neighbours[i], separator);
      if (graph->weights)
        fprintf(stream, "%c%.9g", separator, (double)graph->weights[i]);
      putc_unlocked('\n', stream);
    }
}

static n2v_fields fields_of(const n2v_graph *graph, uint32_t from, uint32_t to) {
  n2v_fields f = {.count = 2};
  f.at[0].begin = n2v_names_get(graph->names, from, &f.at[0].length);
  f.at[1].begin = n2v_names_get(graph->names, to, &f.at[1].length);
  return f;
}

/* Whether the reader would take the first edge for column names. With a weight it cannot. */
static bool begins_like_header(const n2v_graph *graph) {
  n2v_fields lines[2] = {{.count = 0}};
  int found = 0;
  for (uint32_t v = 0; v < graph->nodes && found < 2; v++)
    for (uint64_t i = graph->offsets[v]; i < graph->offsets[v + 1] && found < 2; i++)
      if (is_listed(graph, v, i))
        lines[found++] = fields_of(graph, v, graph->neighbours[i]);
  return found && !graph->weights && n2v_is_header(&lines[0], &lines[1]);
}

n2v_status n2v_edges_add(const n2v_graph *graph, const char *path, char separator,
                         n2v_outputs *outputs, n2v_error *err) {
  n2v_atomic_file *file;
  n2v_status status = check_names(graph, path, separator, err);
  if (status == N2V_OK)
    status = n2v_outputs_open(outputs, path, &file, err);
  if (status != N2V_OK)
    return status;
  if (begins_like_header(graph))
    fprintf(file->stream, "source%ctarget\n", separator);
  put_edges(file->stream, graph, separator);
  return N2V_OK;
}

n2v_status n2v_edges_write(const n2v_graph *graph, const char *path, char separator,
                           n2v_error *err) {
  n2v_outputs outputs = {0};
  return n2v_outputs_end(&outputs, n2v_edges_add(graph, path, separator, &outputs, err), err);
}
