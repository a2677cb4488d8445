/* From a corpus to vectors in order: what training starts from, whether it fits, and what comes of
 * it. */
#include "base/budget.h"
#include "base/disk.h"
#include "corpus/corpus.h"
#include "embedding/embedding.h"
#include "graph/csr.h"
#include "walk/spread.h"
#include "walk/walker.h"
#include "base/memory.h"
#include "base/params.h"
#include "base/peers.h"
#include "base/progress.h"
#include "base/status.h"
#include "train/count.h"
#include "train/fingerprint.h"
#include "train/warm_start.h"
#include "sgns/kernel.h"
#include "train/train_params.h"
#include "train/trainer.h"
#include "train/wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beside what is there already. A model that the limit does not hold is trained in parts, *parts of
 * them; 0: it is held. What came from elsewhere is held whole. */
static void add_trainer(n2v_budget *budget, const n2v_train_params *train, const n2v_run *run,
                        const n2v_corpus_size *size, bool contexts, bool spread, uint32_t *parts) {
  const uint64_t left = n2v_budget_left(budget);
  uint64_t bytes = n2v_trainer_bytes(train, size, run, contexts);
  *parts = 0;
  if ((bytes > left || spread) && !train->init && train->precision == N2V_PRECISION_FLOAT32)
    *parts = n2v_trainer_parts(train, size, run, left, &bytes);
  n2v_budget_add(budget,
                 *parts ? "two parts of the model and the threads' buffers"
                        : "the model and the threads' buffers",
                 bytes);
}

/* What walks come from. */
typedef struct walks_from {
  const char *what;        /* a graph or a corpus */
  uint64_t bytes, sampler; /* sampler: 0 until there is one */
  bool spread;             /* over processes, which train in parts then */
} walks_from;

/* A graph before there is a sampler. */
static walks_from from_graph(const n2v_graph *graph, const n2v_run *run) {
  if (n2v_spread_wanted(graph, run))
    return (walks_from){.what = "this process' share of the graph",
                        .bytes = n2v_spread_bytes(graph, run->peers),
                        .spread = true};
  return (walks_from){.what = "the graph", .bytes = n2v_graph_bytes(graph)};
}

static walks_from from_corpus(const n2v_corpus *corpus) {
  if (corpus->together)
    return (walks_from){
        .what = "this process' share of the graph", .bytes = corpus->bytes, .spread = true};
  if (corpus->graph)
    return (walks_from){
        .what = "the graph", .bytes = n2v_graph_bytes(corpus->graph), .sampler = corpus->bytes};
  return (walks_from){.what = "the corpus", .bytes = corpus->bytes};
}

/* Whether the limit holds all that will be there while training. */
static n2v_status check_memory(const n2v_train_params *train, const n2v_run *run,
                               const walks_from *from, const n2v_corpus_size *size, bool contexts,
                               uint32_t *parts, n2v_error *err) {
  const bool narrow = train->precision == N2V_PRECISION_BF16;
  const uint64_t sampler = from->sampler;
  n2v_budget budget = {.limit = run->memory};
  if (from->spread && train->init)
    return n2v_fail(err, N2V_EUSAGE,
                    "`init` needs a graph that each process holds: raise `memory`");
  if (narrow && run->peers && run->peers->count > 1)
    return n2v_fail(err, N2V_EUSAGE, "several processes need `precision = float32`");
  n2v_budget_add(&budget, from->what, from->bytes);
  if (sampler)
    n2v_budget_add(&budget, "its sampler", sampler);
  if (train->init)
    n2v_budget_add(&budget, "the vectors of `init`", n2v_warm_start_bytes(train));
  add_trainer(&budget, train, run, size, contexts, from->spread, parts);
  n2v_status status = n2v_budget_check(
      &budget,
      narrow ? "raise `memory`, lower `dims`, or leave out `precision`: floats may lie on the disk"
      : sampler ? "raise `memory`, lower `dims` or `threads`, or name a `sampler` that needs less"
                : "raise `memory` or lower `dims` or `threads`",
      err);
  if (status != N2V_OK)
    return status;
  n2v_report_note(run->progress, N2V_PHASE_PREPROCESS, "memory: %s, limit %.1f MB", budget.parts,
                  (double)budget.limit / 1e6);
  if (*parts)
    n2v_report_note(run->progress, N2V_PHASE_PREPROCESS,
                    "memory: the model takes %.1f MB: it lies in files in %s and is trained in %u "
                    "parts, two at a time",
                    (double)n2v_model_bytes(size->nodes, train->dims) / 1e6, n2v_disk_folder(),
                    *parts);
  return N2V_OK;
}

/* ---------------------------------------------------------------------------------- start */

/* What training starts from, and what its checkpoints are of. */
typedef struct origin {
  n2v_start start;
  n2v_checkpoint checkpoint; /* its model is start.model */
  char *fingerprint;
} origin;

static n2v_team_size team_of(const n2v_run *run) {
  return (n2v_team_size){run->threads, run->pin};
}

/* The checkpoint's model takes the place of any other start. */
static n2v_status resume(const n2v_train_params *params, uint32_t nodes, const n2v_run *run,
                         origin *o, n2v_error *err) {
  n2v_model_free(o->start.model);
  o->start.model = NULL;
  n2v_status status =
      n2v_checkpoint_read(params->resume, o->fingerprint, nodes, params->dims, params->precision,
                          o->start.parts > 0, team_of(run), &o->checkpoint, err);
  if (status != N2V_OK)
    return status;
  const n2v_kernel *kernel = n2v_kernel_find(n2v_simd_name(run->simd));
  o->start.model = o->checkpoint.model;
  o->start.state = &o->checkpoint.state;
  n2v_report_note(run->progress, N2V_PHASE_PREPROCESS, "resume: %s, from epoch %llu, walk %llu on",
                  params->resume, (unsigned long long)o->checkpoint.state.epoch + 1,
                  (unsigned long long)o->checkpoint.state.walk + 1);
  if (kernel && strcmp(kernel->name, o->checkpoint.simd) != 0)
    n2v_report_note(run->progress, N2V_PHASE_PREPROCESS,
                    "resume: made with %s, goes on with %s: not the same to the last bit",
                    o->checkpoint.simd, kernel->name);
  return N2V_OK;
}

static n2v_status find_start(const n2v_corpus *corpus, const n2v_train_params *params,
                             const n2v_run *run, origin *o, n2v_error *err) {
  n2v_status status = N2V_OK;
  if (params->checkpoint && (!run->peers || run->peers->rank == 0)) /* who writes it */
    status = n2v_checkpoint_check_target(params->checkpoint, err);
  if (status == N2V_OK && params->init)
    status = n2v_warm_start(params, corpus->graph, corpus->names, team_of(run), run->progress,
                            &o->start, err);
  if (status == N2V_OK && (params->checkpoint || params->resume || run->peers))
    status = n2v_fingerprint(corpus, params, &o->start, run->threads, &o->fingerprint, err);
  o->start.fingerprint = o->fingerprint;
  if (status == N2V_OK && params->resume)
    status = resume(params, corpus->nodes, run, o, err);
  return status;
}

/* All processes walk the same graph with the same options, or their models would be of no use to
 * each other. */
static n2v_status compare_processes(const origin *o, const n2v_train_params *params,
                                    const n2v_run *run, n2v_error *err) {
  const n2v_kernel *kernel = n2v_kernel_find(n2v_simd_name(run->simd));
  char *text = NULL;
  if (!run->peers)
    return N2V_OK;
  if (asprintf(&text, "n2v version %s\nsize of a pointer %zu\nsimd %s\n%s", N2V_VERSION,
               sizeof(void *), params->deterministic && kernel ? kernel->name : "any",
               o->fingerprint) < 0)
    return n2v_fail_memory(err, "the fingerprint", 1 << 13);
  n2v_status status = n2v_peers_compare(run->peers, text, "program, input or options", err);
  free(text);
  return status;
}

static void report_walks(const n2v_corpus_stats *stats, const n2v_progress *progress,
                         n2v_train_report *report) {
  report->walk_seconds = stats->seconds;
  if (stats->seconds > 0) {
    report->walks_per_second = (double)stats->walks / stats->seconds;
    report->steps_per_second = (double)stats->steps / stats->seconds;
  }
  n2v_report_note(progress, N2V_PHASE_WALK, "corpus: %llu walks, %llu tokens an epoch",
                  (unsigned long long)stats->walks, (unsigned long long)stats->steps);
}

/* Counts the first epoch's corpus, trains, and puts the rows in order. */
static n2v_status train_counted(const n2v_corpus *corpus, const n2v_train_params *train,
                                const n2v_run *run, uint32_t parts, uint64_t *counts,
                                n2v_embedding **vectors, n2v_embedding **contexts,
                                n2v_train_report *report, n2v_error *err) {
  n2v_model *model = NULL;
  n2v_corpus_stats stats = {0};
  origin from = {.start.parts = parts};
  n2v_status status = find_start(corpus, train, run, &from, err);
  status = n2v_peers_agree(run->peers, status, err);
  if (status == N2V_OK)
    status = compare_processes(&from, train, run, err);
  if (corpus->together) /* the fingerprint has read it */
    n2v_graph_leave(corpus->graph);
  if (status == N2V_OK)
    status = n2v_count_tokens(corpus, run, counts, &stats, err);
  if (status != N2V_OK) {
    n2v_model_free(from.start.model);
  } else {
    report_walks(&stats, run->progress, report);
    status = n2v_trainer_run(corpus, counts, train, run, &from.start, &model, report, err);
  }
  if (status == N2V_OK)
    status = n2v_model_wrap(model, counts, corpus->names, vectors, contexts, err);
  if (status == N2V_OK)
    (*vectors)->losses = (double *)report->loss;
  else
    n2v_free((double *)report->loss), report->loss = NULL;
  n2v_free(from.checkpoint.state.loss);
  n2v_model_free(model);
  n2v_warm_start_free(&from.start);
  free(from.fingerprint);
  return status;
}

/* As many as the process with the least memory needs. */
static n2v_status agree_on_parts(n2v_peers *peers, uint32_t *parts, n2v_error *err) {
  uint32_t *all = n2v_alloc((size_t)peers->count, sizeof *all);
  n2v_status status = all ? peers->gather(peers, parts, sizeof *parts, all, err)
                          : n2v_fail_memory(err, "the processes' parts", sizeof *all);
  for (int r = 0; r < peers->count && status == N2V_OK; r++)
    *parts = all[r] > *parts ? all[r] : *parts;
  n2v_free(all);
  return status;
}

static n2v_status train_corpus(const n2v_corpus *corpus, const n2v_train_params *params,
                               const n2v_run *given, n2v_embedding **vectors,
                               n2v_embedding **contexts, n2v_train_report *report, n2v_error *err) {
  n2v_train_params train;
  n2v_run run;
  const n2v_corpus_size size = {corpus->nodes, corpus->max_length, corpus->walks};
  const walks_from from = from_corpus(corpus);
  uint32_t parts = 0;
  n2v_status status = n2v_run_take(given, &run, err);
  if (status != N2V_OK)
    return status;
  status = n2v_train_params_take(params, &train, err);
  if (status == N2V_OK)
    status = check_memory(&train, &run, &from, &size, contexts != NULL, &parts, err);
  uint64_t *counts = status == N2V_OK ? n2v_calloc(corpus->nodes, sizeof *counts) : NULL;
  if (status == N2V_OK && !counts)
    status = n2v_fail_memory(err, "the corpus' counts", corpus->nodes * sizeof *counts);
  status = n2v_peers_agree(run.peers, status, err);
  if (status == N2V_OK && run.peers)
    status = agree_on_parts(run.peers, &parts, err);
  if (status == N2V_OK)
    status = train_counted(corpus, &train, &run, parts, counts, vectors, contexts, report, err);
  n2v_free(counts);
  return status;
}

/* As much of it as the caller knows. */
static void hand_out(const n2v_train_report *own, n2v_train_report *report) {
  const size_t size = report->size;
  memset(report, 0, size);
  memcpy(report, own, size < sizeof *own ? size : sizeof *own);
  report->size = size;
}

n2v_status n2v_train_corpus(const n2v_corpus *corpus, const n2v_train_params *params,
                            const n2v_run *run, n2v_embedding **vectors, n2v_embedding **contexts,
                            n2v_train_report *report, n2v_error *err) {
  n2v_train_report own = {.sampler = corpus->sampler, .preprocess_seconds = corpus->seconds};
  *vectors = NULL;
  if (contexts)
    *contexts = NULL;
  if (report && report->size < sizeof report->size)
    return n2v_fail(err, N2V_EUSAGE, "n2v_train_report.size = %zu: set it to the struct's size",
                    report->size);
  n2v_status status = train_corpus(corpus, params, run, vectors, contexts, &own, err);
  if (report)
    hand_out(&own, report);
  return status;
}

n2v_status n2v_train_check(const n2v_graph *graph, const n2v_walk_params *walk_given,
                           const n2v_train_params *params, const n2v_run *given, n2v_error *err) {
  n2v_walk_params walk;
  n2v_train_params train = {0};
  n2v_run run;
  n2v_status status = n2v_walk_params_take(walk_given, &walk, err);
  const n2v_corpus_size size = {graph->nodes, walk.walk_length,
                                (uint64_t)graph->nodes * walk.num_walks};
  uint32_t parts;
  if (status == N2V_OK)
    status = n2v_train_params_take(params, &train, err);
  if (status == N2V_OK)
    status = n2v_run_take(given, &run, err);
  if (status != N2V_OK)
    return status;
  const walks_from from = from_graph(graph, &run);
  run.progress = NULL; /* the note comes later, with the sampler */
  return check_memory(&train, &run, &from, &size, false, &parts, err);
}

n2v_status n2v_train(const n2v_graph *graph, const n2v_walk_params *params,
                     const n2v_train_params *train, const n2v_run *run, n2v_embedding **vectors,
                     n2v_embedding **contexts, n2v_train_report *report, n2v_error *err) {
  n2v_walk_params walk;
  n2v_train_params own = {0};
  n2v_corpus *corpus = NULL;
  *vectors = NULL;
  if (contexts)
    *contexts = NULL;
  n2v_status status = n2v_walk_params_take(params, &walk, err);
  if (status == N2V_OK)
    status = n2v_train_check(graph, &walk, train, run, err);
  if (status == N2V_OK)
    status = n2v_train_params_take(train, &own, err);
  if (status == N2V_OK && own.epochs) /* otherwise the walks expect some of their own */
    walk.epochs = own.epochs;
  if (status == N2V_OK)
    status = n2v_corpus_from_graph(graph, &walk, run, &corpus, err);
  if (status == N2V_OK)
    status = n2v_train_corpus(corpus, train, run, vectors, contexts, report, err);
  n2v_corpus_free(corpus);
  return status;
}
