/* n2v_graph_read and n2v_graph_parse: which reader an input is for. */
#include "base/params.h"
#include "base/progress.h"
#include "base/status.h"
#include "graph/csr_file.h"
#include "input/readers.h"

#include <stdio.h>
#include <string.h>

static const n2v_read_params defaults = {
    .size = sizeof defaults, .min_rating = 5, .min_weight = 10};

void n2v_read_params_init(n2v_read_params *params, size_t size) {
  memset(params, 0, size);
  memcpy(params, &defaults, size < sizeof defaults ? size : sizeof defaults);
  params->size = size;
}

const char *n2v_graph_format_name(n2v_graph_format format) {
  static const char *const names[] = {N2V_FORMAT_LIST(N2V_TEXT_ROW)};
  return (size_t)format < sizeof names / sizeof *names ? names[format] : NULL;
}

n2v_status n2v_read_params_take(const n2v_read_params *given, n2v_read_params *own,
                                n2v_error *err) {
  *own = defaults;
  n2v_status status = n2v_params_take(own, sizeof *own, given, "n2v_read_params", err);
  const n2v_range ranges[] = {
      {"format", own->format, 0, N2V_LAST_OF(N2V_FORMAT_LIST)},
      {"weighted", own->weighted, 0, N2V_LAST_OF(N2V_WEIGHTED_LIST)},
      {"directed", own->directed, 0, N2V_DIRECTED_NO},
      {"duplicates", own->duplicates, 0, N2V_LAST_OF(N2V_DUPLICATES_LIST)},
      {"header", own->header, 0, N2V_LAST_OF(N2V_HEADER_LIST)},
      {"pair_weight", own->pair_weight, 0, N2V_LAST_OF(N2V_PAIR_WEIGHT_LIST)},
      {"min_rating", own->min_rating, -1e9, 1e9},
      {"min_weight", own->min_weight, -1e9, 1e9}};
  return status == N2V_OK ? n2v_in_ranges(ranges, sizeof ranges / sizeof *ranges, err) : status;
}

/* What is not for this kind of file. A note, no refusal: one set of parameters may serve the table
 * of a project and the binary graph that was made of it. */
static void note_without_effect(const char *name, const n2v_read_params *p, bool table,
                                bool ratings, const n2v_progress *progress) {
  const struct {
    const char *name;
    bool in_vain;
  } all[] = {
      {"`columns`", !table && p->columns},
      {"`bipartite`", !table && p->bipartite},
      {"`min_rating`", !ratings && p->min_rating != defaults.min_rating},
      {"`pair_weight`", !ratings && p->pair_weight != defaults.pair_weight},
      {"`min_weight`", !ratings && p->min_weight != defaults.min_weight && p->min_weight != 0}};
  char list[128] = "";
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (all[i].in_vain) {
      size_t used = strlen(list);
      snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", all[i].name);
    }
  if (*list)
    n2v_report_note(progress, N2V_PHASE_LOAD, "%s: without effect: %s: this is %s", name, list,
                    table ? "a list of edges, not of ratings"
                          : "a graph already, not a table or ratings");
}

static n2v_status read_text(n2v_source *source, n2v_ratings **ratings, n2v_graph **graph,
                            n2v_error *err) {
  n2v_status status =
      n2v_table_find(source->text, source->params, source->memory, &source->table, err);
  if (status != N2V_OK)
    return status;
  n2v_input_kind kind = source->table.kind;
  note_without_effect(source->text->input.name, source->params,
                      kind == N2V_INPUT_EDGES || kind == N2V_INPUT_RATINGS,
                      kind == N2V_INPUT_RATINGS, source->progress);
  return source->table.kind == N2V_INPUT_RATINGS ? n2v_ratings_read(source, ratings, err)
                                                 : n2v_edges_read(source, graph, err);
}

/* What a call is given, as it is in force. */
typedef struct terms {
  n2v_read_params params;
  n2v_run run;
} terms;

static n2v_status take_terms(const n2v_read_params *params, const n2v_run *run, terms *own,
                             n2v_error *err) {
  n2v_status status = n2v_read_params_take(params, &own->params, err);
  return status == N2V_OK ? n2v_run_take(run, &own->run, err) : status;
}

typedef struct graph_reader {
  n2v_graph_format format;
  bool (*knows)(const char *bytes, size_t size);
  n2v_status (*read)(n2v_input *input, const n2v_read_params *params, int threads,
                     const n2v_progress *progress, n2v_graph **out, n2v_error *err);
} graph_reader;

#define READER(format, knows, read)                                                                \
  bool knows(const char *bytes, size_t size);                                                      \
  n2v_status read(n2v_input *input, const n2v_read_params *params, int threads,                    \
                  const n2v_progress *progress, n2v_graph **out, n2v_error *err);
#include "input/readers.def"
#undef READER

/* NULL: the input is a table. */
static const graph_reader *find_reader(const n2v_input *input, n2v_graph_format format) {
  static const graph_reader readers[] = {
#define READER(format, knows, read) {format, knows, read},
#include "input/readers.def"
#undef READER
  };
  for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
    if (format == readers[i].format ||
        (format == N2V_FORMAT_AUTO && readers[i].knows(input->bytes, input->size)))
      return &readers[i];
  return NULL;
}

/* Takes the bytes of the open input. */
static n2v_status read_input(n2v_input *input, bool file, const terms *t, n2v_ratings **ratings,
                             n2v_graph **graph, n2v_error *err) {
  n2v_text text;
  /* What the text itself takes cannot be used twice. */
  uint64_t held = n2v_input_held(input);
  n2v_source source = {.text = &text,
                       .params = &t->params,
                       .memory = held < t->run.memory ? t->run.memory - held : 0,
                       .progress = t->run.progress,
                       .threads = t->run.threads,
                       .file = file};
  const graph_reader *reader = find_reader(input, t->params.format);
  if (reader)
    note_without_effect(input->name, &t->params, false, false, t->run.progress);
  if (reader)
    return reader->read(input, &t->params, t->run.threads, t->run.progress, graph, err);
  n2v_status status = n2v_text_of(&text, input, err);
  if (status == N2V_OK)
    status = read_text(&source, ratings, graph, err);
  n2v_text_close(&text);
  return status;
}

n2v_status n2v_ratings_or_graph_read(const char *path, const n2v_read_params *params,
                                     const n2v_run *run, n2v_ratings **ratings, n2v_graph **graph,
                                     n2v_error *err) {
  n2v_input input;
  terms t;
  *ratings = NULL;
  *graph = NULL;
  n2v_status status = take_terms(params, run, &t, err);
  if (status == N2V_OK)
    status = n2v_input_open(&input, path, t.run.memory, t.run.progress, err);
  if (status == N2V_OK)
    status = read_input(&input, strcmp(path, "-") != 0, &t, ratings, graph, err);
  return status;
}

/* What was read, as a graph. Frees the ratings. */
static n2v_status finish(n2v_ratings *ratings, const terms *t, n2v_graph **out, n2v_error *err) {
  n2v_status status = ratings ? n2v_ratings_graph(ratings, &t->params, &t->run, out, err) : N2V_OK;
  n2v_ratings_free(ratings);
  return status;
}

n2v_status n2v_graph_read(const char *path, const n2v_read_params *params, const n2v_run *run,
                          n2v_graph **out, n2v_error *err) {
  n2v_ratings *ratings;
  terms t;
  n2v_status status = n2v_ratings_or_graph_read(path, params, run, &ratings, out, err);
  if (status == N2V_OK)
    status = take_terms(params, run, &t, err);
  return status == N2V_OK ? finish(ratings, &t, out, err) : status;
}

n2v_status n2v_graph_parse(const void *bytes, size_t size, const char *name,
                           const n2v_read_params *params, const n2v_run *run, n2v_graph **out,
                           n2v_error *err) {
  n2v_ratings *ratings = NULL;
  n2v_input input;
  terms t;
  *out = NULL;
  n2v_status status = take_terms(params, run, &t, err);
  if (status == N2V_OK)
    status = n2v_input_borrow(&input, bytes, size, name, t.run.memory, err);
  if (status == N2V_OK)
    status = read_input(&input, false, &t, &ratings, out, err);
  return status == N2V_OK ? finish(ratings, &t, out, err) : status;
}
