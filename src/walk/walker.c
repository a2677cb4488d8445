/* Walks as a corpus: chooses the sampler, builds it, and reads blocks of walks from it. Once built,
 * nothing in it changes, so any number of threads may read at once. */
#include "walk/walker.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "walk/choose.h"
#include "walk/degree_penalty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct n2v_walker {
  n2v_corpus corpus;      /* first: read() gets the walker from it */
  const n2v_graph *graph; /* as given; borrowed */
  n2v_graph corrected;    /* the same under a degree penalty: only its weights are the walker's */
  uint64_t weights_bytes; /* of corrected.weights */
  n2v_law law;            /* of the one that is walked */
  const n2v_sampler *sampler;
  n2v_tables *tables;
  uint64_t seed;
  double steps; /* of all epochs: what `auto` weighs the building of tables against */
};

uint64_t n2v_sampler_bytes(const n2v_graph *graph, n2v_sampler_kind kind) {
  const char *name = n2v_sampler_name(kind);
  const n2v_sampler *sampler = name ? n2v_sampler_find(name) : NULL;
  n2v_law law = n2v_law_of(graph, 0.25, 4); /* values for which each needs all that it may need */
  if (sampler && sampler != &n2v_first_order && sampler->refusal(&law))
    return 0;
  return sampler ? sampler->bytes(&law, UINT64_MAX, n2v_cores()) : 0;
}

n2v_status n2v_fail_limit(n2v_error *err, const char *sampler, uint64_t bytes, uint64_t budget) {
  return n2v_fail(err, N2V_ELIMIT,
                  "sampler %s needs %.1f MB, the memory limit leaves %.1f MB: raise `memory`",
                  sampler, (double)bytes / 1e6, (double)budget / 1e6);
}

static n2v_status build_named(n2v_walker *w, const char *name, uint64_t budget, int threads,
                              const n2v_progress *progress, n2v_error *err) {
  w->sampler = n2v_sampler_find(name);
  if (!w->sampler)
    return n2v_fail(err, N2V_EUSAGE, "there is no sampler '%s'", name);
  const char *refusal = w->sampler->refusal(&w->law);
  if (refusal)
    return n2v_fail(err, N2V_EUSAGE, "`sampler = %s`: %s (auto finds one that fits)", name,
                    refusal);
  n2v_status status = w->sampler->build(&w->law, budget, threads, progress, &w->tables, err);
  if (status == N2V_OK)
    n2v_report_note(progress, N2V_PHASE_PREPROCESS, "sampler %s, as asked for: %.1f MB", name,
                    (double)w->tables->bytes / 1e6);
  return status;
}

/* What was chosen and why: expected seconds of one core, the others in brackets. */
static void report_choice(const n2v_walker *w, const n2v_candidate *all, int count, int chosen,
                          const n2v_progress *progress) {
  char others[128] = "";
  size_t used = 0;
  for (int i = 0; i < count && used < sizeof others; i++)
    if (i != chosen)
      used += (size_t)snprintf(others + used, sizeof others - used, "%s%s %.2g s",
                               used ? ", " : "; ", all[i].sampler->name, all[i].seconds);
  n2v_report_note(progress, N2V_PHASE_PREPROCESS,
                  "sampler %s: %.1f MB; expected for %.3g M steps, on one core: %.2g s%s",
                  w->sampler->name, (double)w->tables->bytes / 1e6, w->steps / 1e6,
                  all[chosen].seconds, others);
}

/* The fastest that fits. Only N2V_ELIMIT goes on to the next one, with a note that says what was
 * passed over; memory that the system does not give is an error, or the choice would depend on the
 * machine. When none fits, the message is of the one that needs least. */
static n2v_status build_best(n2v_walker *w, uint64_t budget, int threads,
                             const n2v_progress *progress, n2v_error *err) {
  n2v_candidate all[N2V_SAMPLERS];
  n2v_error why;
  int count = n2v_candidates(&w->law, w->steps, all);
  uint64_t least = UINT64_MAX;
  for (int i = 0; i < count; i++) {
    w->sampler = all[i].sampler;
    n2v_status status = w->sampler->build(&w->law, budget, threads, progress, &w->tables, &why);
    if (status == N2V_OK)
      report_choice(w, all, count, i, progress);
    if (status != N2V_ELIMIT) {
      if (status != N2V_OK && err)
        *err = why;
      return status;
    }
    n2v_report_note(progress, N2V_PHASE_PREPROCESS, "%s", why.msg);
    uint64_t need = w->sampler->bytes(&w->law, budget, threads);
    if (need < least && err)
      *err = why;
    least = need < least ? need : least;
  }
  return N2V_ELIMIT;
}

/* n2v_corpus.read: the block is on the caller's stack, the walks in its arrays. */
static void read_block(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                       uint32_t *tokens, uint32_t *lengths) {
  const n2v_walker *walker = (const n2v_walker *)corpus;
  n2v_block block = {.graph = walker->law.graph,
                     .seed = walker->seed,
                     .epoch = epoch,
                     .first = first,
                     .count = count,
                     .max_length = corpus->max_length,
                     .tokens = tokens,
                     .lengths = lengths};
  walker->sampler->walk(walker->tables, &block);
}

/* What is walked, and by which law. Leaves in *budget what the sampler may take. */
static n2v_status take_law(n2v_walker *w, const n2v_walk_params *params, int threads,
                           uint64_t *budget, n2v_error *err) {
  const n2v_graph *graph = w->graph;
  n2v_status status = N2V_OK;
  w->weights_bytes = n2v_degree_penalty_bytes(graph, params->degree_penalty);
  if (w->weights_bytes > *budget)
    return n2v_fail(err, N2V_ELIMIT,
                    "weights under `degree_penalty` need %.1f MB, the memory limit leaves %.1f MB: "
                    "raise `memory`",
                    (double)w->weights_bytes / 1e6, (double)*budget / 1e6);
  *budget -= w->weights_bytes;
  if (w->weights_bytes) {
    w->corrected = *graph;
    w->corrected.weights = NULL;
    status = n2v_degree_penalty(graph, params->degree_penalty, threads, &w->corrected.weights, err);
    graph = &w->corrected;
  }
  if (status != N2V_OK)
    return status;
  w->law = n2v_law_of(graph, params->p, params->q);
  return params->extend ? n2v_law_extend(&w->law, params->gamma, threads, err) : N2V_OK;
}

n2v_status n2v_walker_new(const n2v_graph *graph, const n2v_walk_params *params, int threads,
                          uint64_t budget, const n2v_progress *progress, n2v_walker **out,
                          n2v_error *err) {
  n2v_walker *walker = calloc(1, sizeof *walker);
  *out = NULL;
  if (!walker)
    return n2v_fail_memory(err, "the walker", sizeof *walker);
  walker->seed = params->seed;
  walker->corpus = (n2v_corpus){.nodes = graph->nodes,
                                .walks = (uint64_t)graph->nodes * params->num_walks,
                                .max_length = params->walk_length,
                                .read = read_block};
  walker->steps = (double)walker->corpus.walks * params->walk_length * params->epochs;
  n2v_report_phase(progress, N2V_PHASE_PREPROCESS, 0);
  walker->graph = graph;
  n2v_status status = take_law(walker, params, threads, &budget, err);
  if (status == N2V_OK)
    status = params->sampler == N2V_SAMPLER_AUTO
                 ? build_best(walker, budget, threads, progress, err)
                 : build_named(walker, n2v_sampler_name(params->sampler), budget, threads, progress,
                               err);
  /* A build that was stopped gives tables that are not filled. */
  if (status == N2V_OK && n2v_stop_requested(progress))
    status = n2v_fail(err, N2V_ESTOPPED, "stopped while the sampler was built");
  if (status != N2V_OK) {
    n2v_walker_free(walker);
    return status;
  }
  n2v_report_phase(progress, N2V_PHASE_PREPROCESS, 1);
  *out = walker;
  return N2V_OK;
}

void n2v_walker_free(n2v_walker *walker) {
  if (!walker)
    return;
  if (walker->tables)
    walker->sampler->free(walker->tables);
  n2v_law_clear(&walker->law);
  n2v_free(walker->corrected.weights);
  free(walker);
}

const n2v_corpus *n2v_walker_corpus(const n2v_walker *walker) {
  return &walker->corpus;
}

static void release(n2v_corpus *corpus) {
  n2v_walker_free((n2v_walker *)corpus);
}

n2v_corpus *n2v_walker_as_corpus(n2v_walker *walker, const n2v_walk_params *params) {
  n2v_corpus *corpus = &walker->corpus;
  corpus->names = n2v_names_share(walker->graph->names);
  corpus->graph = walker->graph;
  corpus->walk = *params;
  corpus->sampler = walker->sampler->name;
  corpus->bytes = walker->tables->bytes + walker->weights_bytes;
  corpus->release = release;
  return corpus;
}

const char *n2v_walker_sampler(const n2v_walker *walker) {
  return walker->sampler->name;
}
