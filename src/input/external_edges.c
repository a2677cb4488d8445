/* Edges that memory does not hold: read through a window, their names as 64-bit keys, and sorted on
 * the disk. Names met are sorted, too, and external_join.c puts the two together. When a name turns
 * out to be no integer, two names to have one key, or the first line to be a count, all begins
 * again. The table is understood, and doubted, by the rules of reading in memory. */
#include "input/external_edges.h"

#include "base/clock.h"
#include "base/figures.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "graph/hash.h"
#include "graph/interner.h"
#include "input/external_builder.h"
#include "input/readers.h"
#include "input/window.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
  WINDOW_SHARE = 16,      /* of the memory */
  LEAST_WINDOW = 1 << 20, /* bytes */
  MOST_WINDOW = 64 << 20,
  MOST_SEEDS = 8
};

#define OUTSIDE "not a row and column of the matrix"

/* -------------------------------------------------------------------------------------- reading */

/* Names met lately are not added again. */
static n2v_status add_name(n2v_external_builder *b, const n2v_token *name, uint64_t *key,
                           n2v_error *err) {
  *key = n2v_external_key(b, name->name, name->length);
  uint64_t other = *key >> 63 ? n2v_hash_bytes(name->name, name->length) : 0;
  uint64_t *seen = b->seen[n2v_mix64(*key) % N2V_NAMES_SEEN];
  if (seen[0] == *key && seen[1] == other)
    return N2V_OK;
  seen[0] = *key;
  seen[1] = other;
  return n2v_external_add_name(&b->graph, name->name, name->length, err);
}

static bool in_matrix(const n2v_external_builder *b, const n2v_token *name) {
  return name->key >= n2v_integer_key(1) && name->key <= n2v_integer_key(b->table.matrix.nodes);
}

/* Whether the first edge's nodes have another edge. */
static void see_edge(n2v_external_builder *b, uint64_t source, uint64_t target) {
  const uint64_t *first = b->first;
  if (b->records == 1) {
    memcpy(b->first, (uint64_t[]){source, target}, sizeof b->first);
    b->first_weight = (float)b->parser.value;
    b->found.first_apart = true;
  } else if (source == first[0] || source == first[1] || target == first[0] || target == first[1]) {
    b->found.first_apart = false;
  }
}

static n2v_status add_record(n2v_external_builder *b, const n2v_text *text, const char *line,
                             uint64_t number, n2v_error *err) {
  const n2v_token *names = b->parser.names;
  uint64_t source = 0;
  n2v_pending edge = {.line = number, .weight = (float)b->parser.value};
  b->records++;
  if (b->table.kind == N2V_INPUT_MATRIX && !(in_matrix(b, &names[0]) && in_matrix(b, &names[1])))
    return n2v_text_fail(text, line, OUTSIDE, err);
  n2v_status status = add_name(b, &names[0], &source, err);
  if (status == N2V_OK)
    status = add_name(b, &names[1], &edge.key, err);
  see_edge(b, source, edge.key);
  if (status == N2V_OK)
    status = n2v_sorter_add(b->by_source, source, &edge, n2v_pending_bytes(b), err);
  if (status == N2V_OK && b->table.directed && b->table.matrix.symmetric && source != edge.key) {
    uint64_t target = edge.key;
    edge.key = source;
    status = n2v_sorter_add(b->by_source, target, &edge, n2v_pending_bytes(b), err);
  }
  return status;
}

/* Lines from `line` on. */
static n2v_status read_lines(n2v_external_builder *b, const n2v_text *text, const char *line,
                             n2v_error *err) {
  uint64_t number = line ? n2v_text_line_number(text, line) : 0;
  n2v_status status = N2V_OK;
  for (; line && line < text->end && status == N2V_OK; line = b->parser.next, number++) {
    n2v_line_kind kind = n2v_line_parse(&b->parser, line);
    b->comments += kind == N2V_LINE_COMMENT;
    if (kind == N2V_LINE_RECORD) {
      status = add_record(b, text, line, number, err);
    } else if (kind == N2V_LINE_WRONG) {
      status = n2v_text_fail(text, line, b->parser.what, err);
    } else if (kind == N2V_LINE_NOT_INTEGERS && b->table.kind == N2V_INPUT_MATRIX) {
      return n2v_text_fail(text, line, OUTSIDE, err);
    } else if (kind == N2V_LINE_NOT_INTEGERS) {
      b->not_integers = true;
      return N2V_OK;
    }
  }
  return status;
}

static n2v_status add_rows(n2v_external_builder *b, n2v_error *err) {
  n2v_status status = N2V_OK;
  for (uint64_t i = 1; i <= b->table.matrix.nodes && status == N2V_OK; i++) {
    char name[24];
    int length = snprintf(name, sizeof name, "%llu", (unsigned long long)i);
    status = n2v_external_add_name(&b->graph, name, (size_t)length, err);
  }
  return status;
}

/* The first lines stay, for the table points into them. */
static n2v_status copy_head(n2v_external_builder *b, const n2v_window *w, n2v_error *err) {
  const n2v_text *text = &w->text;
  size_t size = (size_t)(text->end - text->begin);
  if (size > LEAST_WINDOW) {
    const char *least = text->begin + LEAST_WINDOW - 1;
    size =
        (size_t)((const char *)memchr(least, '\n', (size_t)(text->end - least)) + 1 - text->begin);
  }
  bool all = w->ended && w->used == w->filled && text->begin + size == text->end;
  char *copy = n2v_alloc(size ? size : 1, 1);
  if (!copy)
    return n2v_fail_memory(err, "the first lines", size);
  memcpy(copy, text->begin, size);
  b->head = (n2v_text){.input = {.name = b->path, .bytes = copy, .size = size},
                       .begin = copy,
                       .end = copy + size,
                       .lines_before = text->lines_before,
                       .data_lines = all             ? 0
                                     : b->data_lines ? b->data_lines
                                                     : UINT64_MAX};
  return N2V_OK;
}

static n2v_status start(n2v_external_builder *b, const n2v_window *w, n2v_error *err) {
  n2v_status status = copy_head(b, w, err);
  if (status == N2V_OK)
    status = n2v_table_find(&b->head, b->params, b->memory, &b->table, err);
  if (status != N2V_OK)
    return status;
  n2v_watch_init(&b->found.watch, &b->table, b->params);
  if (b->table.kind == N2V_INPUT_MATRIX)
    b->size_line = n2v_text_line_number(&b->head, b->table.matrix.line);
  n2v_external_rules rules = {.directed = b->table.directed,
                              .weighted = b->table.format.value != N2V_NO_COLUMN,
                              .duplicates = b->params->duplicates,
                              .memory = b->memory,
                              .path = b->output,
                              .progress = b->progress};
  n2v_line_parser_init(&b->parser, &b->table.format, b->integers);
  status = n2v_external_open(&b->graph, &rules, err);
  if (status == N2V_OK)
    status = n2v_external_sorter(b, n2v_pending_bytes(b), &b->by_source, err);
  if (status == N2V_OK && b->table.kind == N2V_INPUT_MATRIX)
    status = add_rows(b, err);
  return status;
}

static size_t window_bytes(uint64_t memory) {
  uint64_t bytes = memory / WINDOW_SHARE;
  return bytes < LEAST_WINDOW ? LEAST_WINDOW : bytes > MOST_WINDOW ? MOST_WINDOW : (size_t)bytes;
}

/* Whether the first line may be the number of those behind it, now that they are counted. */
static bool may_be_counted(const n2v_external_builder *b) {
  if (b->table.kind != N2V_INPUT_EDGES || b->table.header_line)
    return false;
  if (b->table.counts[1])
    return b->table.counts[1] != b->records;
  return b->integers &&
         (b->first[1] == n2v_integer_key(b->records - 1) ||
          (b->first[0] == b->first[1] && b->first_weight == (float)(b->records - 1)));
}

/* The newline that ends the last window may be missing from the file: the parser needs one. */
static n2v_status read_edges(n2v_external_builder *b, n2v_error *err) {
  const char *path = b->path;
  n2v_window w;
  struct stat info = {0};
  uint64_t done = 0;
  bool first = true, more = true;
  n2v_status status = n2v_window_open(&w, path, window_bytes(b->memory), err);
  if (status != N2V_OK)
    return status;
  (void)fstat(w.fd, &info);
  for (; status == N2V_OK && !b->not_integers; first = false) {
    status = n2v_window_next(&w, &more, err);
    if (status == N2V_OK && first && !more)
      status = n2v_fail(err, N2V_EINPUT, "%s: empty: not a single line of data", path);
    if (status == N2V_OK && first)
      status = start(b, &w, err);
    if (status != N2V_OK || !more)
      break;
    const char *from = b->table.format.from;
    if (!first || from)
      status = read_lines(b, &w.text, w.text.begin + (first ? from - b->head.begin : 0), err);
    done += (uint64_t)(w.text.end - w.text.begin);
    if (status == N2V_OK && n2v_stop_requested(b->progress))
      status = n2v_fail(err, N2V_ESTOPPED, "stopped while reading %s", path);
    if (info.st_size && !w.gzip && !w.zstd) /* reading is half of the work */
      n2v_report_phase(b->progress, N2V_PHASE_LOAD, 0.5 * (double)done / (double)info.st_size);
  }
  if (status == N2V_OK && b->table.kind == N2V_INPUT_MATRIX && !b->not_integers &&
      b->records != b->table.matrix.entries)
    status = n2v_fail(err, N2V_EINPUT, "%s:%llu: this line says %s entries, but %s follow", path,
                      (unsigned long long)b->size_line, n2v_thousands(b->table.matrix.entries).text,
                      n2v_thousands(b->records).text);
  if (status == N2V_OK && !b->not_integers && b->head.data_lines == UINT64_MAX && may_be_counted(b))
    b->data_lines = b->records + (b->table.counts[1] > 0);
  n2v_window_close(&w);
  return status;
}

/* The file of names. */
static n2v_status read_nodes(n2v_external_builder *b, n2v_error *err) {
  n2v_window w;
  bool more = true;
  n2v_status status = n2v_window_open(&w, b->params->nodes, LEAST_WINDOW, err);
  if (status != N2V_OK)
    return status;
  const n2v_record_format names = {.dialect = b->table.format.dialect};
  n2v_line_parser_init(&b->parser, &names, b->integers);
  while (status == N2V_OK && !b->not_integers) {
    status = n2v_window_next(&w, &more, err);
    if (status != N2V_OK || !more)
      break;
    for (const char *line = w.text.begin; line && status == N2V_OK && !b->not_integers;
         line = n2v_text_next(&w.text, line)) {
      n2v_line_kind kind = n2v_line_parse_name(&b->parser, line);
      uint64_t key;
      if (kind == N2V_LINE_WRONG)
        status = n2v_text_fail(&w.text, line, b->parser.what, err);
      else if (kind == N2V_LINE_RECORD)
        status = add_name(b, &b->parser.names[0], &key, err);
      b->not_integers = kind == N2V_LINE_NOT_INTEGERS;
    }
  }
  n2v_window_close(&w);
  return status;
}

/* --------------------------------------------------------------------------------- one attempt */

/* As it is read in memory: doubts first, then a note of what was understood. */
static n2v_status check(n2v_external_builder *b, n2v_error *err) {
  if (b->names == 0)
    return n2v_fail(err, N2V_EINPUT, "%s: empty: not a single edge", b->path);
  b->found.records = b->records;
  b->found.integers = b->integers;
  n2v_status status = n2v_edges_check(&b->head, &b->table, b->params, &b->found, err);
  if (status == N2V_OK)
    n2v_report_reading(&(n2v_source){.text = &b->head, .table = b->table, .progress = b->progress},
                       &(n2v_records){.lines = b->records, .comments = b->comments}, UINT64_MAX);
  return status;
}

static bool is_to_begin_again(const n2v_external_builder *b) {
  return b->not_integers || b->collision || (b->data_lines && b->head.data_lines == UINT64_MAX);
}

static n2v_status attempt(n2v_external_builder *b, n2v_external_summary *summary, n2v_error *err) {
  n2v_status status = read_edges(b, err);
  if (status == N2V_OK && !is_to_begin_again(b) && b->params->nodes)
    status = read_nodes(b, err);
  if (status == N2V_OK && !is_to_begin_again(b))
    status = n2v_external_number_names(b, err);
  if (status == N2V_OK && !is_to_begin_again(b))
    status = check(b, err);
  if (status != N2V_OK || is_to_begin_again(b))
    return status;
  status = n2v_external_number_edges(b, err);
  if (status == N2V_OK)
    status = n2v_external_write(&b->graph, summary, err);
  if (status == N2V_EINPUT && summary->counts.repeats)
    status = n2v_fail(err, status, "%s:%llu: an edge that was listed before", b->path,
                      (unsigned long long)summary->counts.first_repeat);
  return status;
}

static void release(n2v_external_builder *b) {
  n2v_external_close(&b->graph);
  n2v_sorter_free(b->by_source);
  n2v_sorter_free(b->by_target);
  n2v_sorter_free(b->numbers);
  n2v_free((char *)(uintptr_t)b->head.input.bytes);
}

n2v_status n2v_edges_external(const char *path, const n2v_read_params *params, const n2v_run *run,
                              const char *output, n2v_error *err) {
  double began = n2v_now();
  n2v_external_summary summary = {0};
  n2v_external_builder *b = n2v_alloc(1, sizeof *b);
  n2v_status status = N2V_OK;
  bool again = true, integers = true;
  uint64_t data_lines = 0;
  if (!b)
    return n2v_fail_memory(err, "reading", sizeof *b);
  for (uint64_t seed = 0; again && status == N2V_OK && seed < MOST_SEEDS; seed++) {
    memset(b, 0, sizeof *b);
    b->path = path;
    b->output = output;
    b->params = params;
    b->memory = run->memory;
    b->progress = run->progress;
    b->seed = n2v_mix64(seed);
    b->integers = integers;
    b->data_lines = data_lines;
    status = attempt(b, &summary, err);
    again = is_to_begin_again(b);
    data_lines = b->data_lines;
    integers = integers && !b->not_integers;
    if (status == N2V_OK && !again)
      n2v_edges_report(run->progress, path, b->graph.nodes, &summary, b->table.directed,
                       b->table.directed_why, n2v_now() - began);
    release(b);
  }
  if (status == N2V_OK && again)
    status = n2v_fail(err, N2V_EINTERNAL, "%s: names that no hash tells apart", path);
  n2v_free(b);
  return status;
}

/* Text becomes edges of 12 bytes and arcs of 4 or 8; compressed, it is a fourth or less of that.
 * Tables whose reading ends in a look at all names, or at a column Type, are read in memory.
 * Whatever is wrong with the first lines is left to n2v_graph_read to say. */
bool n2v_edges_are_external(const char *path, const n2v_read_params *params, uint64_t memory) {
  enum { PLAIN = 3, COMPRESSED = 12 };
  struct stat info;
  n2v_window w;
  n2v_table table;
  bool more;
  if (strcmp(path, "-") == 0 || params->format == N2V_FORMAT_CSR || stat(path, &info) != 0 ||
      !S_ISREG(info.st_mode) || (uint64_t)info.st_size < memory / COMPRESSED ||
      n2v_window_open(&w, path, LEAST_WINDOW, NULL) != N2V_OK)
    return false;
  uint64_t ratio = w.gzip || w.zstd ? COMPRESSED : PLAIN;
  bool external = (uint64_t)info.st_size * ratio > memory;
  if (external && n2v_window_next(&w, &more, NULL) == N2V_OK) {
    w.text.data_lines = w.ended && w.used == w.filled ? 0 : UINT64_MAX;
    external = more && n2v_table_find(&w.text, params, memory, &table, NULL) == N2V_OK &&
               table.first && /* by a header alone it cannot be understood */
               (table.kind == N2V_INPUT_EDGES || table.kind == N2V_INPUT_MATRIX) &&
               !table.bipartite && !table.columns.two_kinds && table.format.kind < 0;
  }
  n2v_window_close(&w);
  return external;
}
