/* The walks of a graph as a corpus. */
#include "base/budget.h"
#include "base/clock.h"
#include "base/params.h"
#include "corpus/corpus.h"
#include "walk/spread.h"
#include "walk/walker.h"

/* A sampler may take half of what the limit leaves beside the graph. The share does not depend on
 * who asks: the same graph, parameters and limit give the same sampler, hence the same walks, to
 * n2v_train and to whoever wants the walks alone. The other half is the model's. */
enum { SAMPLER_SHARE = 2 };

static uint64_t sampler_budget(const n2v_graph *graph, uint64_t memory) {
  n2v_budget budget = {.limit = memory};
  n2v_budget_add(&budget, "graph", n2v_graph_bytes(graph));
  return n2v_budget_left(&budget) / SAMPLER_SHARE;
}

/* The walker, where every process holds the graph; N2V_ELIMIT where one does not. */
static n2v_status make_walker(const n2v_graph *graph, const n2v_walk_params *params,
                              const n2v_run *run, n2v_walker **walker, n2v_error *err) {
  n2v_error why = {0}; /* all agree on it, whether the caller wants to know or not */
  n2v_status status =
      n2v_spread_wanted(graph, run)
          ? n2v_fail(&why, N2V_ELIMIT, "the graph takes more than half of the memory limit")
          : n2v_walker_new(graph, params, run->threads, sampler_budget(graph, run->memory),
                           run->progress, walker, &why);
  if (n2v_spread_possible(graph, run->peers)) {
    n2v_status met = n2v_peers_agree(run->peers, status, &why);
    if (met != N2V_OK && status == N2V_OK)
      n2v_walker_free(*walker);
    status = met;
  }
  if (status != N2V_OK && err)
    *err = why;
  return status;
}

n2v_status n2v_corpus_from_graph(const n2v_graph *graph, const n2v_walk_params *params,
                                 const n2v_run *run, n2v_corpus **out, n2v_error *err) {
  n2v_walk_params own;
  n2v_run resources;
  n2v_walker *walker = NULL;
  double start = n2v_now();
  *out = NULL;
  n2v_status status = n2v_walk_params_take(params, &own, err);
  if (status == N2V_OK)
    status = n2v_run_take(run, &resources, err);
  if (status != N2V_OK)
    return status;
  status = make_walker(graph, &own, &resources, &walker, err);
  if (status == N2V_OK)
    *out = n2v_walker_as_corpus(walker, &own);
  else if (status == N2V_ELIMIT && n2v_spread_possible(graph, resources.peers))
    status = n2v_spread_new(graph, &own, &resources, out, err);
  if (status == N2V_OK)
    (*out)->seconds = n2v_now() - start;
  return status;
}
