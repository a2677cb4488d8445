/* Names become numbers by sorting, too. Edges are read with a 64-bit key for each name: an
 * integer's value, a short name itself, a longer one's hash. The different names, sorted, say which
 * node each is; sorted by key they are joined with the edges sorted by the key of their source,
 * then of their target. Two names of one key are noticed there, and all begins again with another
 * hash. */
#include "input/external_edges.h"

#include "base/clock.h"
#include "base/figures.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "graph/external.h"
#include "graph/hash.h"
#include "graph/interner.h"
#include "input/readers.h"
#include "input/record_line.h"
#include "input/window.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
  WINDOW_SHARE = 16,      /* of the memory */
  LEAST_WINDOW = 1 << 20, /* bytes */
  MOST_WINDOW = 64 << 20,
  SEEN = 1 << 16, /* names met lately */
  MOST_SEEDS = 8
};

/* What an edge is while its names are keys; without a weight only `key`. */
typedef struct pending {
  uint64_t key; /* of the target; then the number of the source */
  uint64_t line;
  float weight;
  uint32_t unused;
} pending;

#define OUTSIDE "not a row and column of the matrix"

typedef struct builder {
  const char *path, *output;
  const n2v_read_params *params;
  uint64_t memory;
  const n2v_progress *progress;
  n2v_external graph;
  n2v_sorter *by_source, *by_target; /* pending edges */
  n2v_sorter *numbers;               /* of names, by key */
  n2v_table table;
  n2v_line_parser parser;
  uint64_t seed;
  bool noted;                  /* what was understood */
  bool integers, not_integers; /* names are read as integers; one was not an integer */
  bool collision;              /* two names have one key */
  uint64_t records, size_line; /* of a matrix: the line with its size */
  uint64_t first[2];           /* the first edge, where names are integers */
  uint64_t seen[SEEN][2];      /* key, another hash */
} builder;

static uint32_t pending_bytes(const builder *b) {
  return b->graph.lined ? sizeof(pending) : sizeof(uint64_t);
}

static n2v_status new_sorter(const builder *b, uint32_t size, n2v_sorter **out, n2v_error *err) {
  return n2v_sorter_new(&(n2v_sorter_rules){.memory = n2v_external_share(b->memory),
                                            .path = b->output,
                                            .fixed = true,
                                            .size = size,
                                            .progress = b->progress},
                        out, err);
}

/* -------------------------------------------------------------------------------------- reading */

static uint64_t key_of(const builder *b, const char *name, uint64_t length) {
  if (b->integers || length <= N2V_SHORT_NAME) {
    uint64_t value = 0;
    for (uint64_t i = 0; b->integers && i < length; i++)
      value = value * 10 + (uint64_t)(name[i] - '0');
    return b->integers ? n2v_integer_key(value) : n2v_name_key(name, length);
  }
  return n2v_hash_seeded(name, length, b->seed) | (uint64_t)1 << 63;
}

/* Names met lately are not added again. */
static n2v_status add_name(builder *b, const n2v_token *name, uint64_t *key, n2v_error *err) {
  *key = key_of(b, name->name, name->length);
  uint64_t other = *key >> 63 ? n2v_hash_bytes(name->name, name->length) : 0;
  uint64_t *seen = b->seen[n2v_mix64(*key) % SEEN];
  if (seen[0] == *key && seen[1] == other)
    return N2V_OK;
  seen[0] = *key;
  seen[1] = other;
  return n2v_external_add_name(&b->graph, name->name, name->length, err);
}

static bool in_matrix(const builder *b, const n2v_token *name) {
  return name->key >= n2v_integer_key(1) && name->key <= n2v_integer_key(b->table.matrix.nodes);
}

static n2v_status add_record(builder *b, const n2v_text *text, const char *line, uint64_t number,
                             n2v_error *err) {
  const n2v_token *names = b->parser.names;
  uint64_t source;
  pending edge = {.line = number, .weight = (float)b->parser.value};
  if (b->records++ == 0 && b->integers)
    memcpy(b->first, (uint64_t[]){names[0].key - 1, names[1].key - 1}, sizeof b->first);
  if (b->table.kind == N2V_INPUT_MATRIX && !(in_matrix(b, &names[0]) && in_matrix(b, &names[1])))
    return n2v_text_fail(text, line, OUTSIDE, err);
  n2v_status status = add_name(b, &names[0], &source, err);
  if (status == N2V_OK)
    status = add_name(b, &names[1], &edge.key, err);
  if (status == N2V_OK)
    status = n2v_sorter_add(b->by_source, source, &edge, pending_bytes(b), err);
  if (status == N2V_OK && b->table.directed && b->table.matrix.symmetric && source != edge.key) {
    uint64_t target = edge.key;
    edge.key = source;
    status = n2v_sorter_add(b->by_source, target, &edge, pending_bytes(b), err);
  }
  return status;
}

/* Lines from `line` on. */
static n2v_status read_lines(builder *b, const n2v_text *text, const char *line, n2v_error *err) {
  uint64_t number = line ? n2v_text_line_number(text, line) : 0;
  n2v_status status = N2V_OK;
  for (; line && line < text->end && status == N2V_OK; line = b->parser.next, number++) {
    n2v_line_kind kind = n2v_line_parse(&b->parser, line);
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

static n2v_status add_rows(builder *b, n2v_error *err) {
  n2v_status status = N2V_OK;
  for (uint64_t i = 1; i <= b->table.matrix.nodes && status == N2V_OK; i++) {
    char name[24];
    int length = snprintf(name, sizeof name, "%llu", (unsigned long long)i);
    status = n2v_external_add_name(&b->graph, name, (size_t)length, err);
  }
  return status;
}

static n2v_status start(builder *b, const n2v_text *text, n2v_error *err) {
  n2v_status status = n2v_table_find(text, b->params, b->memory, &b->table, err);
  if (status != N2V_OK)
    return status;
  if (!b->noted)
    n2v_report_reading(&(n2v_source){.text = (n2v_text *)(uintptr_t)text,
                                     .table = b->table,
                                     .progress = b->progress},
                       &(n2v_records){0}, UINT64_MAX);
  b->noted = true;
  if (b->table.kind == N2V_INPUT_MATRIX)
    b->size_line = n2v_text_line_number(text, b->table.matrix.line);
  n2v_external_rules rules = {.directed = b->table.directed,
                              .weighted = b->table.format.value != N2V_NO_COLUMN,
                              .duplicates = b->params->duplicates,
                              .memory = b->memory,
                              .path = b->output,
                              .progress = b->progress};
  n2v_line_parser_init(&b->parser, &b->table.format, b->integers);
  status = n2v_external_open(&b->graph, &rules, err);
  if (status == N2V_OK)
    status = new_sorter(b, pending_bytes(b), &b->by_source, err);
  if (status == N2V_OK && b->table.kind == N2V_INPUT_MATRIX)
    status = add_rows(b, err);
  return status;
}

static size_t window_bytes(uint64_t memory) {
  uint64_t bytes = memory / WINDOW_SHARE;
  return bytes < LEAST_WINDOW ? LEAST_WINDOW : bytes > MOST_WINDOW ? MOST_WINDOW : (size_t)bytes;
}

/* The newline that ends the last window may be missing from the file: the parser needs one. */
static n2v_status read_edges(builder *b, n2v_error *err) {
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
      status = start(b, &w.text, err);
    if (status != N2V_OK || !more)
      break;
    status = read_lines(b, &w.text, first ? b->table.format.from : w.text.begin, err);
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
  if (status == N2V_OK && b->integers && b->table.kind == N2V_INPUT_EDGES &&
      b->first[1] + 1 == b->records && b->params->header == N2V_HEADER_AUTO &&
      b->table.format.value == N2V_NO_COLUMN)
    status = n2v_fail(err, N2V_EINPUT,
                      "%s: the first line is the number of nodes and of the lines that follow, or "
                      "an edge? `header = 1` leaves it out, `header = 0` takes it as an edge",
                      path);
  n2v_window_close(&w);
  return status;
}

/* The file of names. */
static n2v_status read_nodes(builder *b, n2v_error *err) {
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

/* -------------------------------------------------------------------------------------- joining */

static n2v_status number_names(builder *b, n2v_error *err) {
  n2v_sorter_record name;
  bool more = true;
  n2v_status status = new_sorter(b, sizeof(uint32_t), &b->numbers, err);
  if (status == N2V_OK)
    status = n2v_sorter_rewind(b->graph.names, err);
  for (uint32_t i = 0; status == N2V_OK; i++) {
    status = n2v_external_next_name(&b->graph, &name, &more, err);
    if (status != N2V_OK || !more)
      break;
    if (i == N2V_NAMES_MAX)
      return n2v_fail(err, N2V_ELIMIT, "more nodes than %u", N2V_NAMES_MAX);
    status = n2v_sorter_add(b->numbers, key_of(b, name.bytes, name.size), &i, sizeof i, err);
  }
  return status;
}

static n2v_status find_collision(builder *b, n2v_error *err) {
  n2v_sorter_record r;
  uint64_t last = 0;
  bool more = true;
  n2v_status status = n2v_sorter_rewind(b->numbers, err);
  while (status == N2V_OK && !b->collision) {
    status = n2v_sorter_next(b->numbers, &r, &more, err);
    if (!more)
      break;
    b->collision = r.key == last; /* no key is 0 */
    last = r.key;
  }
  return status;
}

/* Goes through pending edges in order of key, each with the number of the name that has it. */
static n2v_status join(builder *b, n2v_sorter *edges,
                       n2v_status (*take)(builder *b, uint32_t number, const pending *edge,
                                          n2v_error *err),
                       n2v_error *err) {
  n2v_sorter_record name = {0}, r;
  pending edge = {.weight = 1};
  uint32_t number = 0;
  bool more = true, named = true;
  n2v_status status = n2v_sorter_rewind(edges, err);
  if (status == N2V_OK)
    status = n2v_sorter_rewind(b->numbers, err);
  while (status == N2V_OK) {
    status = n2v_sorter_next(edges, &r, &more, err);
    if (status != N2V_OK || !more)
      break;
    while (name.key < r.key && named && status == N2V_OK) {
      status = n2v_sorter_next(b->numbers, &name, &named, err);
      if (status == N2V_OK && named)
        memcpy(&number, name.bytes, sizeof number);
    }
    if (status == N2V_OK && name.key != r.key)
      status = n2v_fail(err, N2V_EINTERNAL, "a name was lost while sorting");
    if (status != N2V_OK)
      break;
    memcpy(&edge, r.bytes, r.size);
    status = take(b, number, &edge, err);
  }
  return status;
}

static n2v_status take_source(builder *b, uint32_t number, const pending *edge, n2v_error *err) {
  pending next = *edge;
  next.key = number;
  return n2v_sorter_add(b->by_target, edge->key, &next, pending_bytes(b), err);
}

static n2v_status take_target(builder *b, uint32_t number, const pending *edge, n2v_error *err) {
  return n2v_external_add_edge(&b->graph, (uint32_t)edge->key, number, edge->weight, edge->line,
                               err);
}

static n2v_status number_edges(builder *b, n2v_error *err) {
  n2v_status status = new_sorter(b, pending_bytes(b), &b->by_target, err);
  if (status == N2V_OK)
    status = join(b, b->by_source, take_source, err);
  n2v_sorter_free(b->by_source);
  b->by_source = NULL;
  n2v_report_phase(b->progress, N2V_PHASE_LOAD, 0.6);
  if (status == N2V_OK)
    status = join(b, b->by_target, take_target, err);
  n2v_sorter_free(b->by_target);
  n2v_sorter_free(b->numbers);
  b->by_target = b->numbers = NULL;
  n2v_report_phase(b->progress, N2V_PHASE_LOAD, 0.7);
  return status;
}

/* --------------------------------------------------------------------------------- one attempt */

static n2v_status attempt(builder *b, n2v_external_summary *summary, n2v_error *err) {
  n2v_status status = read_edges(b, err);
  if (status == N2V_OK && !b->not_integers && b->params->nodes)
    status = read_nodes(b, err);
  if (status != N2V_OK || b->not_integers)
    return status;
  status = number_names(b, err);
  if (status == N2V_OK)
    status = find_collision(b, err);
  if (status != N2V_OK || b->collision)
    return status;
  status = number_edges(b, err);
  if (status == N2V_OK)
    status = n2v_external_write(&b->graph, summary, err);
  if (status == N2V_EINPUT && summary->counts.repeats)
    status = n2v_fail(err, status, "%s:%llu: an edge that was listed before", b->path,
                      (unsigned long long)summary->counts.first_repeat);
  return status;
}

static void release(builder *b) {
  n2v_external_close(&b->graph);
  n2v_sorter_free(b->by_source);
  n2v_sorter_free(b->by_target);
  n2v_sorter_free(b->numbers);
}

n2v_status n2v_edges_external(const char *path, const n2v_read_params *params, const n2v_run *run,
                              const char *output, n2v_error *err) {
  double began = n2v_now();
  n2v_external_summary summary = {0};
  builder *b = n2v_alloc(1, sizeof *b);
  n2v_status status = N2V_OK;
  bool again = true, integers = true, noted = false;
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
    b->noted = noted;
    status = attempt(b, &summary, err);
    noted = b->noted;
    again = b->not_integers || b->collision;
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
  if (external && n2v_window_next(&w, &more, NULL) == N2V_OK)
    external = more && n2v_table_find(&w.text, params, memory, &table, NULL) == N2V_OK &&
               (table.kind == N2V_INPUT_EDGES || table.kind == N2V_INPUT_MATRIX) &&
               !table.bipartite && !table.columns.two_kinds && table.format.kind < 0;
  n2v_window_close(&w);
  return external;
}
