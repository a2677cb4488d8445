#include "walk/walker.h"

#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "walk/sampler.h"

#include <stdlib.h>
#include <string.h>

struct n2v_walker {
  n2v_corpus corpus; /* first: read() gets the walker from it */
  n2v_law law;
  const n2v_sampler *sampler;
  void *tables;
  uint64_t seed;
};

static const n2v_sampler *const samplers[] = {&n2v_first_order, &n2v_precomputed, &n2v_rejection};

static const n2v_sampler *find_sampler(const char *name) {
  for (size_t i = 0; i < sizeof samplers / sizeof samplers[0]; i++)
    if (strcmp(samplers[i]->name, name) == 0)
      return samplers[i];
  return NULL;
}

uint64_t n2v_sampler_bytes(const n2v_graph *graph, const char *name) {
  const n2v_sampler *sampler = find_sampler(name);
  return sampler ? sampler->bytes(&(n2v_law){.graph = graph}) : 0;
}

/* The sampler asked for, or the best one that fits. */
static n2v_status choose(n2v_walker *walker, const char *wanted, uint64_t budget,
                         const n2v_progress *progress, n2v_error *err) {
  const n2v_law *law = &walker->law;
  const char *reason = "as asked";
  if (strcmp(wanted, "auto") == 0) {
    bool simple = n2v_law_first_order(law);
    walker->sampler = simple ? &n2v_first_order : &n2v_rejection;
    reason = simple ? "p = q = 1" : "tables of every second-order step would be large";
  } else {
    walker->sampler = find_sampler(wanted);
  }
  if (walker->sampler == &n2v_first_order && !n2v_law_first_order(law))
    return n2v_fail(err, N2V_EUSAGE, "-sampler first-order draws p = q = 1 only: use auto");
  uint64_t bytes = walker->sampler->bytes(law);
  if (bytes > budget)
    return n2v_fail(err, N2V_ELIMIT,
                    "the %s sampler needs %.1f MB and -memory leaves %.1f MB: raise -memory",
                    walker->sampler->name, (double)bytes / 1e6, (double)budget / 1e6);
  n2v_report_note(progress, N2V_PHASE_PREPROCESS, "sampler %s: %s, %.1f MB", walker->sampler->name,
                  reason, (double)bytes / 1e6);
  return N2V_OK;
}

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

n2v_status n2v_walker_new(const n2v_graph *graph, const n2v_config *config, uint64_t budget,
                          const n2v_progress *progress, n2v_walker **out, n2v_error *err) {
  n2v_walker *walker = calloc(1, sizeof *walker);
  int threads = n2v_thread_count(config->threads);
  *out = NULL;
  if (!walker)
    return n2v_fail_memory(err, "the walker", sizeof *walker);
  walker->seed = (uint64_t)config->seed;
  walker->corpus = (n2v_corpus){.nodes = graph->nodes,
                                .walks = graph->nodes * (uint64_t)config->num_walks,
                                .max_length = (uint32_t)config->walk_length,
                                .read = read_block};
  n2v_report_phase(progress, N2V_PHASE_PREPROCESS, 0);
  n2v_status status = n2v_law_init(&walker->law, graph, config->p, config->q, threads, err);
  if (status == N2V_OK)
    status = choose(walker, config->sampler, budget, progress, err);
  if (status == N2V_OK)
    status = walker->sampler->build(&walker->law, threads, &walker->tables, err);
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
  free(walker);
}

const n2v_corpus *n2v_walker_corpus(const n2v_walker *walker) {
  return &walker->corpus;
}

const char *n2v_walker_sampler(const n2v_walker *walker) {
  return walker->sampler->name;
}
