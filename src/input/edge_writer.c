/* Writing a graph as a list of edges that reads back as the same graph. Names are tried on the
 * tokenizer, and the first lines on the reader: there is no second idea here of what they take. */
#include "input/edge_writer.h"

#include "base/c_locale.h"
#include "base/memory.h"
#include "base/status.h"
#include "input/edge_checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

char n2v_edges_separator(const char *path) {
  static const struct {
    const char *text;
    char separator;
  } endings[] = {{".txt", ' '}, {".edges", ' '}, {".edgelist", ' '}, {".tsv", '\t'}, {".csv", ','}};
  size_t length = n2v_packed_stem(path);
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    size_t ending = strlen(endings[i].text);
    if (length > ending && strncasecmp(path + length - ending, endings[i].text, ending) == 0)
      return endings[i].separator;
  }
  return 0;
}

static bool has_any(const char *name, size_t length, const char *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (memchr(name, bytes[i], length))
      return true;
  return false;
}

/* In a list separated by commas a name is put into quotes where the reader needs them. */
static bool wants_quotes(const char *name, size_t length) {
  return *name == '#' || *name == '%' || has_any(name, length, ",;|{\"", 5);
}

/* The name as the list has it; gives its length, at most 2 * length + 2. */
static size_t spell(const char *name, size_t length, char separator, char *out) {
  size_t used = 0;
  bool quotes = separator == ',' && wants_quotes(name, length);
  if (quotes)
    out[used++] = '"';
  for (size_t i = 0; i < length; i++) {
    if (quotes && name[i] == '"')
      out[used++] = '"';
    out[used++] = name[i];
  }
  if (quotes)
    out[used++] = '"';
  return used;
}

/* Whether a line of the name twice is read as the name twice: the tokenizer is asked. */
static bool is_read_back(const char *spelled, size_t spelled_length, const char *name,
                         size_t length, char separator, char *line, char *scratch) {
  const n2v_dialect dialect = {.separator = separator == ' ' ? 0 : separator};
  n2v_row row;
  memcpy(line, spelled, spelled_length);
  line[spelled_length] = separator;
  memcpy(line + spelled_length + 1, spelled, spelled_length);
  line[2 * spelled_length + 1] = '\n';
  if (n2v_is_comment(&dialect, line))
    return false;
  n2v_row_cut(&dialect, line, &row);
  if (row.count != 2 || row.attributes.length)
    return false;
  for (int i = 0; i < 2; i++)
    if (row.at[i].blank ||
        n2v_field_name(&dialect, &row.at[i], scratch, spelled_length) != length ||
        memcmp(scratch, name, length) != 0)
      return false;
  return true;
}

/* Why the reader would not read the name back, or NULL. `room`: 8 * length + 16 bytes. */
static const char *what_is_wrong(const char *name, size_t length, char separator, char *room) {
  if (length == 0)
    return "is empty";
  if (has_any(name, length, " \t\n\v\f\r", 7)) /* the zero byte at their end too */
    return "holds white space or a zero byte";
  if (length >= 3 && memcmp(name, "\xef\xbb\xbf", 3) == 0)
    return "begins with a byte order mark";
  if (n2v_is_missing_name(name, length))
    return "stands for a missing one";
  if (separator != ',' && (*name == '#' || *name == '%'))
    return "begins like a comment";
  if (separator != ',' && has_any(name, length, ",;|", 3))
    return "holds a comma, semicolon or bar, which may separate";
  size_t spelled = spell(name, length, separator, room);
  return is_read_back(room, spelled, name, length, separator, room + spelled,
                      room + 3 * spelled + 2)
             ? NULL
             : "holds quotes or braces";
}

static n2v_status check_names(const n2v_graph *graph, const char *path, char separator,
                              n2v_error *err) {
  size_t longest = 0, length;
  for (uint32_t v = 0; v < graph->nodes; v++) {
    n2v_names_get(graph->names, v, &length);
    longest = length > longest ? length : longest;
  }
  char *room = n2v_alloc(8 * longest + 16, 1);
  if (!room)
    return n2v_fail_memory(err, "a name", 8 * longest);
  n2v_status status = N2V_OK;
  for (uint32_t v = 0; v < graph->nodes && status == N2V_OK; v++) {
    const char *name = n2v_names_get(graph->names, v, &length);
    const char *what = what_is_wrong(name, length, separator, room);
    if (what)
      status = n2v_fail(err, N2V_EINPUT,
                        "%s: the name '%.*s' %s and would not be read back from this file%s; a "
                        "binary graph (.csr) holds every name",
                        path, (int)(length < 80 ? length : 80), name, what,
                        separator == ',' ? "" : ": .csv may do");
  }
  n2v_free(room);
  return status;
}

void n2v_csv_put_name(FILE *stream, const char *name, size_t length) {
  if (!wants_quotes(name, length)) {
    fwrite_unlocked(name, 1, length, stream);
    return;
  }
  putc_unlocked('"', stream);
  for (size_t i = 0; i < length; i++) {
    if (name[i] == '"')
      putc_unlocked('"', stream);
    putc_unlocked(name[i], stream);
  }
  putc_unlocked('"', stream);
}

static void put_name(FILE *stream, const n2v_graph *graph, uint32_t node, char separator) {
  size_t length;
  const char *name = n2v_names_get(graph->names, node, &length);
  if (separator == ',')
    n2v_csv_put_name(stream, name, length);
  else
    fwrite_unlocked(name, 1, length, stream);
}

/* Whether the edge list has this arc: of an undirected edge it has one. */
static bool is_listed(const n2v_graph *graph, uint32_t v, uint64_t arc) {
  return graph->directed || graph->neighbours[arc] >= v;
}

/* At most `most` edges. */
static void put_edges(FILE *stream, const n2v_graph *graph, char separator, uint64_t most) {
  locale_t before = n2v_c_locale_enter();
  for (uint32_t v = 0; v < graph->nodes && most && !ferror(stream); v++)
    for (uint64_t i = graph->offsets[v]; i < graph->offsets[v + 1] && most; i++) {
      if (!is_listed(graph, v, i))
        continue;
      put_name(stream, graph, v, separator);
      putc_unlocked(separator, stream);
      put_name(stream, graph, graph->neighbours[i], separator);
      if (graph->weights)
        fprintf(stream, "%c%.9g", separator, (double)graph->weights[i]);
      putc_unlocked('\n', stream);
      most--;
    }
  n2v_c_locale_leave(before);
}

static void put_header(FILE *stream, const n2v_graph *graph, char separator) {
  fprintf(stream, graph->weights ? "source%ctarget%cweight\n" : "source%ctarget\n", separator,
          separator);
}

/* Whether all names are whole numbers of at most so much. */
static bool are_ids(const n2v_graph *graph, double most) {
  for (uint32_t v = 0; v < graph->nodes; v++) {
    size_t length;
    double id;
    const char *name = n2v_names_get(graph->names, v, &length);
    if (!n2v_text_number(name, name + length, &id) || id > most)
      return false;
  }
  return true;
}

/* A first edge that would be taken for the number of nodes and of the lines that follow. */
static bool begins_like_count(const n2v_graph *graph, const char *line) {
  char *end;
  uint64_t nodes = strtoull(line, &end, 10);
  return end > line && !graph->weights && *end != '\n' &&
         strtoull(end + 1, NULL, 10) + 1 == graph->edges && are_ids(graph, (double)nodes);
}

/* Whether the reader, which is asked, would take the first lines for anything but edges. */
static n2v_status wants_header(const n2v_graph *graph, char separator, bool *wanted,
                               n2v_error *err) {
  char *lines = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&lines, &size);
  if (!stream)
    return n2v_fail_memory(err, "the first lines", 1 << 16);
  put_edges(stream, graph, separator, N2V_SAMPLE);
  const bool failed = ferror(stream) != 0;
  if (fclose(stream) != 0 || failed || !lines) { /* lines: glibc's fclose may give 0 without */
    free(lines);
    return n2v_fail_memory(err, "the first lines", 1 << 16);
  }
  n2v_table_is_plain(lines, size, separator == ' ' ? 0 : separator, graph->weights != NULL, wanted);
  *wanted = !*wanted || (size && begins_like_count(graph, lines));
  free(lines);
  return N2V_OK;
}

static void put_list(FILE *stream, const n2v_graph *graph, char separator, bool header) {
  if (header)
    put_header(stream, graph, separator);
  put_edges(stream, graph, separator, UINT64_MAX);
}

/* All that may be wrong is found before anything is opened. */
static n2v_status prepare(const n2v_graph *graph, const char *path, char separator, bool *header,
                          n2v_error *err) {
  n2v_status status = check_names(graph, path, separator, err);
  return status == N2V_OK ? wants_header(graph, separator, header, err) : status;
}

n2v_status n2v_edges_add(const n2v_graph *graph, const char *path, char separator,
                         n2v_outputs *outputs, n2v_error *err) {
  n2v_atomic_file *file;
  bool header;
  n2v_status status = prepare(graph, path, separator, &header, err);
  if (status == N2V_OK)
    status = n2v_outputs_open(outputs, path, &file, err);
  if (status == N2V_OK)
    put_list(file->stream, graph, separator, header);
  return status;
}

n2v_status n2v_edges_print(const n2v_graph *graph, const char *path, char separator, FILE *stream,
                           n2v_error *err) {
  bool header;
  n2v_status status = prepare(graph, path, separator, &header, err);
  if (status == N2V_OK)
    put_list(stream, graph, separator, header);
  return status;
}

n2v_status n2v_edges_write(const n2v_graph *graph, const char *path, char separator,
                           n2v_error *err) {
  n2v_outputs outputs = {0};
  return n2v_outputs_end(&outputs, n2v_edges_add(graph, path, separator, &outputs, err), err);
}
