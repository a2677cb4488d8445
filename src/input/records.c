/* Lines are parsed by all threads in rounds: each takes a chunk of text, looks its names up in the
 * shared table, and leaves records in the order of the file. An error waits until the chunks
 * before it are known to be good, so that the first wrong line of the file is named, whichever
 * thread meets one first. */
#include "input/records.h"

#include "base/budget.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "input/record_line.h"

#include <string.h>

/* Ids are looked up a batch at a time, so that the slots' cache misses overlap. */
enum { BATCH = 64 };

/* Fewest lines of a round: enough to keep the threads busy between barriers. */
enum { ROUND_LINES = 1 << 15 };

typedef struct batch {
  n2v_edge *edges; /* of the records below */
  n2v_token tokens[BATCH][2];
  int count;
} batch;

/* What became of a chunk. */
typedef struct outcome {
  n2v_edge *edges;
  uint64_t count, records, comments;
  bool directed, undirected;
  n2v_line_kind kind; /* N2V_LINE_RECORD: all is well */
  const char *at;     /* else the line */
} outcome;

typedef struct reader {
  const n2v_record_format *format;
  n2v_interner *interners[2];
} reader;

static void flush(const reader *r, batch *b) {
  for (int i = 0; i < b->count; i++) {
    const n2v_token *t = b->tokens[i];
    b->edges[i].source =
        n2v_interner_id(r->interners[0], t[0].key, t[0].name, (uint32_t)t[0].length);
    b->edges[i].target =
        n2v_interner_id(r->interners[1], t[1].key, t[1].name, (uint32_t)t[1].length);
  }
  b->edges += b->count;
  b->count = 0;
}

/* Whether the line before the chunk is empty. */
static bool follows_empty(const n2v_text *text, const char *begin) {
  const char *p = begin;
  if (begin <= text->begin || begin >= text->end)
    return false;
  for (p--; p > text->begin && n2v_is_blank(p[-1]); p--)
    ;
  return p > text->begin && p[-1] == '\n';
}

static void parse_chunk(const reader *r, const n2v_text *text, const n2v_chunk *chunk, outcome *o) {
  n2v_line_parser parser;
  batch b = {.edges = o->edges};
  n2v_line_parser_init(&parser, r->format, r->interners[0]->integers);
  parser.behind_empty = follows_empty(text, chunk->begin);
  for (const char *line = chunk->begin; line < chunk->end; line = parser.next) {
    n2v_line_kind kind = n2v_line_parse(&parser, line);
    o->comments += kind == N2V_LINE_COMMENT;
    if (kind == N2V_LINE_EMPTY || kind == N2V_LINE_COMMENT)
      continue;
    if (kind != N2V_LINE_RECORD) {
      o->kind = kind;
      o->at = line;
      break;
    }
    o->records++;
    if (r->format->rating && parser.value < r->format->least_rating) {
      const n2v_token *t = &parser.names[1];
      n2v_interner_id(r->interners[1], t->key, t->name, (uint32_t)t->length);
      continue;
    }
    b.edges[b.count].weight = (float)parser.value;
    memcpy(b.tokens[b.count], parser.names, sizeof parser.names);
    for (int side = 0; side < 2; side++)
      __builtin_prefetch(n2v_interner_slot(r->interners[side], parser.names[side].key), 1);
    if (++b.count == BATCH || parser.copied)
      flush(r, &b);
  }
  flush(r, &b);
  o->directed = parser.directed;
  o->undirected = parser.undirected;
  o->count = (uint64_t)(b.edges - o->edges);
}

/* Chunks [first, *last) make a round that the interners have room for. */
static n2v_status begin_round(const reader *r, const n2v_chunk *chunks, size_t chunk_count,
                              size_t first, int threads, size_t *last, n2v_error *err) {
  uint64_t lines = 0, bytes = 0, room = n2v_interner_room(r->interners[0]) / 2;
  if (r->interners[1] != r->interners[0] && n2v_interner_room(r->interners[1]) / 2 < room)
    room = n2v_interner_room(r->interners[1]) / 2;
  if (room < (uint64_t)ROUND_LINES * (uint64_t)threads)
    room = (uint64_t)ROUND_LINES * (uint64_t)threads;
  for (*last = first; *last < chunk_count; (*last)++) {
    if (*last > first && lines + chunks[*last].lines > room)
      break;
    lines += chunks[*last].lines;
    bytes += (uint64_t)(chunks[*last].end - chunks[*last].begin);
  }
  n2v_status status = n2v_interner_reserve(r->interners[0], 2 * lines, bytes, threads, err);
  if (status == N2V_OK && r->interners[1] != r->interners[0])
    status = n2v_interner_reserve(r->interners[1], lines, bytes, threads, err);
  return status;
}

/* Parses chunks [first, last) and closes the gaps that comments left between their edges. Gives
 * the first chunk that something is wrong with, or `last`. */
static size_t run_round(const reader *r, const n2v_text *text, const n2v_chunk *chunks,
                        size_t first, size_t last, int threads, n2v_records *records,
                        outcome *outcomes) {
  n2v_edge *edges = records->edges + records->count;
  for (size_t c = first; c < last; c++) {
    outcomes[c - first] = (outcome){.edges = edges};
    edges += chunks[c].lines;
  }
  threads = n2v_pass_threads(threads, last - first, 2);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (size_t c = first; c < last; c++) {
    parse_chunk(r, text, &chunks[c], &outcomes[c - first]);
    n2v_input_drop(&text->input, chunks[c].begin, (size_t)(chunks[c].end - chunks[c].begin));
  }
  for (size_t c = first; c < last; c++) {
    const outcome *o = &outcomes[c - first];
    if (o->kind != N2V_LINE_RECORD)
      return c;
    n2v_edge *to = records->edges + records->count;
    if (to != o->edges)
      memmove(to, o->edges, o->count * sizeof *to);
    records->count += o->count;
    records->lines += o->records;
    records->comments += o->comments;
    records->directed |= o->directed;
    records->undirected |= o->undirected;
  }
  return last;
}

/* Says what is wrong with a line. */
static n2v_status fail_line(const reader *r, const n2v_text *text, const char *line,
                            n2v_error *err) {
  n2v_line_parser parser;
  n2v_line_parser_init(&parser, r->format, r->interners[0]->integers);
  if (n2v_line_parse(&parser, line) != N2V_LINE_WRONG) {
    parser.behind_empty = true; /* that alone is wrong with it */
    n2v_line_parse(&parser, line);
  }
  return n2v_text_fail(text, line, parser.what, err);
}

static n2v_status run_rounds(const reader *r, const n2v_text *text, const n2v_chunk *chunks,
                             size_t chunk_count, int threads, const n2v_progress *progress,
                             n2v_records *records, n2v_error *err) {
  outcome *outcomes = n2v_alloc(chunk_count, sizeof *outcomes);
  n2v_status status = N2V_OK;
  if (!outcomes)
    return n2v_fail_memory(err, "reading", chunk_count * sizeof *outcomes);
  for (size_t first = 0, last; first < chunk_count && status == N2V_OK; first = last) {
    status = begin_round(r, chunks, chunk_count, first, threads, &last, err);
    if (status != N2V_OK)
      break;
    size_t bad = run_round(r, text, chunks, first, last, threads, records, outcomes);
    if (bad < last && outcomes[bad - first].kind == N2V_LINE_NOT_INTEGERS) {
      records->not_integers = true;
      break;
    }
    if (bad < last)
      status = fail_line(r, text, outcomes[bad - first].at, err);
    else if (n2v_stop_requested(progress))
      status = n2v_fail(err, N2V_ESTOPPED, "stopped while reading %s", text->input.name);
    n2v_report_phase(progress, N2V_PHASE_LOAD, (double)last / (double)chunk_count);
  }
  n2v_free(outcomes);
  return status;
}

n2v_status n2v_records_read(const n2v_text *text, const n2v_record_format *format,
                            n2v_interner *first, n2v_interner *second, int threads,
                            const n2v_progress *progress, n2v_records *records, n2v_error *err) {
  reader r = {format, {first, second}};
  n2v_chunk *chunks;
  size_t chunk_count;
  uint64_t lines = 0;
  *records = (n2v_records){0};
  n2v_status status = n2v_text_cut(text, format->from, threads, &chunks, &chunk_count, err);
  if (status != N2V_OK)
    return status;
  for (size_t c = 0; c < chunk_count; c++)
    lines += chunks[c].lines;
  const uint64_t bytes = lines * sizeof *records->edges;
  status = n2v_budget_holds(format->memory, "a record for each line of the file", bytes,
                            "raise `memory`", err);
  if (status == N2V_OK && !(records->edges = n2v_alloc(lines, sizeof *records->edges)))
    status = n2v_fail_memory(err, "the edges", bytes);
  if (status == N2V_OK)
    status = run_rounds(&r, text, chunks, chunk_count, threads, progress, records, err);
  n2v_free(chunks);
  if (status != N2V_OK || records->not_integers) {
    n2v_free(records->edges);
    records->edges = NULL;
  }
  return status;
}

const char *n2v_records_line(const n2v_text *text, const n2v_record_format *format,
                             uint64_t index) {
  n2v_line_parser parser;
  n2v_line_parser_init(&parser, format, false);
  for (const char *line = format->from; line; line = n2v_text_next(text, line))
    if (n2v_line_parse(&parser, line) == N2V_LINE_RECORD && index-- == 0)
      return line;
  return NULL;
}

n2v_status n2v_records_names(const n2v_text *text, n2v_interner *interner, char join, int threads,
                             bool *not_integers, n2v_error *err) {
  const n2v_record_format format = {.dialect = {.separator = join ? '\n' : 0, .join = join}};
  n2v_line_parser parser;
  n2v_line_parser_init(&parser, &format, interner->integers);
  uint64_t lines = 0;
  for (const char *line = n2v_text_first(text); line; line = n2v_text_next(text, line))
    lines++;
  n2v_status status = n2v_interner_reserve(interner, lines, text->input.size + 1, threads, err);
  for (const char *line = n2v_text_first(text); line && status == N2V_OK;
       line = n2v_text_next(text, line)) {
    n2v_line_kind kind = n2v_line_parse_name(&parser, line);
    const n2v_token *t = &parser.names[0];
    if (kind == N2V_LINE_WRONG)
      return n2v_text_fail(text, line, parser.what, err);
    if (kind == N2V_LINE_NOT_INTEGERS) {
      *not_integers = true;
      return N2V_OK;
    }
    if (kind == N2V_LINE_RECORD)
      n2v_interner_id(interner, t->key, t->name, (uint32_t)t->length);
  }
  return status;
}
