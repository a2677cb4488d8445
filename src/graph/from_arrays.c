/* Graphs from a caller's arrays. Edges go the way of edges that were read; rows are checked, since
 * every walk trusts them, and then taken as they are. */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/params.h"
#include "base/status.h"
#include "graph/csr.h"
#include "graph/numbers.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------------- edges */

/* What a file may hold, text or binary, so that every graph can be written and read back: no weight
 * below the least that a float has all its digits for. */
static bool is_weight(float weight) {
  return weight >= FLT_MIN && weight <= FLT_MAX;
}

static n2v_status check_weight(float weight, uint64_t index, n2v_error *err) {
  if (is_weight(weight))
    return N2V_OK;
  return n2v_fail(err, N2V_EINPUT, "weights[%llu] = %g: must be finite and at least %.3g",
                  (unsigned long long)index, (double)weight, (double)FLT_MIN);
}

/* Ids that no edge has are nodes too: 0 .. largest, or 0 .. nodes - 1. */
static n2v_status node_count(const n2v_edge_list *list, uint32_t *nodes, n2v_error *err) {
  uint32_t largest = 0;
  for (uint64_t e = 0; e < list->count; e++) {
    uint32_t higher = list->sources[e] > list->targets[e] ? list->sources[e] : list->targets[e];
    largest = higher > largest ? higher : largest;
    if (list->nodes && higher >= list->nodes)
      return n2v_fail(err, N2V_EINPUT, "edge %llu: %u is no id below `nodes = %u`",
                      (unsigned long long)e, higher, list->nodes);
  }
  *nodes = list->nodes ? list->nodes : largest + 1;
  if (largest >= N2V_NAMES_MAX || *nodes > N2V_NAMES_MAX)
    return n2v_fail(err, N2V_EINPUT, "more than %u nodes", N2V_NAMES_MAX);
  return N2V_OK;
}

/* The first weight that cannot be is named. */
static n2v_status check_weights(const n2v_edge_list *list, int threads, n2v_error *err) {
  uint64_t wrong = list->count, count = list->weights ? list->count : 0;
  threads = n2v_pass_threads(threads, count, 100000);
#pragma omp parallel for schedule(static) num_threads(threads) reduction(min : wrong)
  for (uint64_t e = 0; e < count; e++)
    if (!is_weight(list->weights[e]) && e < wrong)
      wrong = e;
  return wrong < list->count ? check_weight(list->weights[wrong], wrong, err) : N2V_OK;
}

/* By names one thread adds after the other (names.h), so that ids are in the order of arrival;
 * csr.c orders them anew. */
static n2v_status copy_edges(const n2v_edge_list *list, n2v_names *names, n2v_edge *edges,
                             n2v_error *err) {
  n2v_status status = N2V_OK;
  for (uint64_t e = 0; e < list->count && status == N2V_OK; e++) {
    edges[e].weight = list->weights ? list->weights[e] : 1;
    if (list->sources) {
      edges[e].source = list->sources[e];
      edges[e].target = list->targets[e];
      continue;
    }
    if (status == N2V_OK)
      status = n2v_names_add_checked(names, list->source_names[e], e, &edges[e].source, err);
    if (status == N2V_OK)
      status = n2v_names_add_checked(names, list->target_names[e], e, &edges[e].target, err);
  }
  return status;
}

static n2v_status check_list(const n2v_edge_list *list, n2v_error *err) {
  int ways = (list->sources && list->targets) + (list->source_names && list->target_names) +
             (list->source_numbers && list->target_numbers);
  if (list->count == 0 && list->nodes == 0)
    return n2v_fail(err, N2V_EINPUT, "no edges and no nodes");
  if (list->count && ways != 1)
    return n2v_fail(err, N2V_EUSAGE, "give sources and targets, or the same by names or numbers");
  if (list->node_numbers && (list->sources || list->source_names))
    return n2v_fail(err, N2V_EUSAGE, "`node_numbers` goes with source_numbers and target_numbers");
  if (list->names && !list->nodes)
    return n2v_fail(err, N2V_EUSAGE, "`nodes = 0`: say how many `names` there are");
  return n2v_in_range("duplicates", list->duplicates, 0, N2V_DUPLICATES_ERROR, err);
}

/* Edges and names from what the list has. */
static n2v_status take_edges(const n2v_edge_list *list, int threads, n2v_numbered *out,
                             n2v_error *err) {
  uint32_t nodes = 0;
  n2v_status status = check_weights(list, threads, err);
  if (status != N2V_OK)
    return status;
  if (list->source_numbers || list->node_numbers)
    return n2v_number_edges(list, threads, out, err);
  if (!list->source_names)
    status = node_count(list, &nodes, err);
  if (status == N2V_OK)
    status = n2v_names_of(list->names, nodes, &out->names, err);
  if (status == N2V_OK && !(out->list = n2v_alloc(list->count, sizeof *out->list)))
    status = n2v_fail_memory(err, "the edges", list->count * sizeof *out->list);
  if (status == N2V_OK)
    status = copy_edges(list, out->names, out->list, err);
  return status;
}

n2v_status n2v_graph_from_edges(const n2v_edge_list *given, const n2v_run *run, n2v_graph **out,
                                n2v_error *err) {
  n2v_edge_list list = {.size = sizeof list};
  n2v_run resources = {0};
  n2v_numbered taken = {0};
  *out = NULL;
  n2v_status status = n2v_params_take(&list, sizeof list, given, "n2v_edge_list", err);
  if (status == N2V_OK)
    status = n2v_run_take(run, &resources, err);
  if (status == N2V_OK)
    status = check_list(&list, err);
  if (status == N2V_OK)
    status = take_edges(&list, resources.threads, &taken, err);
  n2v_csr_rules rules = {.directed = list.directed,
                         .unweighted = !list.weights,
                         .keep_order = list.sources && !list.by_degree,
                         .duplicates = list.duplicates,
                         .threads = resources.threads};
  if (status != N2V_OK)
    n2v_names_free(taken.names);
  else if (taken.list)
    status = n2v_csr_build(&taken.list, list.count, taken.names, &rules, out, err);
  else
    status = n2v_csr_build_from(&taken.parts, taken.names, &rules, out, err);
  n2v_free(taken.list);
  n2v_free(taken.ids);
  n2v_free(taken.parts.degrees);
  return status;
}

/* -------------------------------------------------------------------------------------- rows */

static n2v_status check_offsets(const n2v_csr *csr, n2v_error *err) {
  if (csr->nodes == 0 || csr->nodes > N2V_NAMES_MAX)
    return n2v_fail(err, N2V_EINPUT, "`nodes = %u`: must be from 1 to %u", csr->nodes,
                    N2V_NAMES_MAX);
  if (csr->offsets[0] != 0)
    return n2v_fail(err, N2V_EINPUT, "offsets[0] = %llu: must be 0",
                    (unsigned long long)csr->offsets[0]);
  for (uint32_t v = 0; v < csr->nodes; v++)
    if (csr->offsets[v + 1] < csr->offsets[v])
      return n2v_fail(err, N2V_EINPUT, "offsets[%u] is below the one before it", v + 1);
  return N2V_OK;
}

static n2v_status check_row(const n2v_csr *csr, uint32_t v, n2v_error *err) {
  for (uint64_t i = csr->offsets[v]; i < csr->offsets[v + 1]; i++) {
    if (csr->neighbours[i] >= csr->nodes)
      return n2v_fail(err, N2V_EINPUT, "row %u: neighbour %u is no node below %u", v,
                      csr->neighbours[i], csr->nodes);
    if (i > csr->offsets[v] && csr->neighbours[i] <= csr->neighbours[i - 1])
      return n2v_fail(err, N2V_EINPUT, "row %u: neighbours must ascend, but %u follows %u", v,
                      csr->neighbours[i], csr->neighbours[i - 1]);
    n2v_status status = csr->weights ? check_weight(csr->weights[i], i, err) : N2V_OK;
    if (status != N2V_OK)
      return status;
  }
  return N2V_OK;
}

/* Every arc has its way back, of the same weight: when rows are taken in order, the arcs that lead
 * to a node come in the order of its row. */
static n2v_status check_symmetry(const n2v_csr *csr, n2v_error *err) {
  uint64_t *next = n2v_alloc(csr->nodes, sizeof *next);
  n2v_status status = N2V_OK;
  if (!next)
    return n2v_fail_memory(err, "checking the rows", csr->nodes * sizeof *next);
  memcpy(next, csr->offsets, csr->nodes * sizeof *next);
  for (uint32_t v = 0; v < csr->nodes && status == N2V_OK; v++)
    for (uint64_t i = csr->offsets[v]; i < csr->offsets[v + 1] && status == N2V_OK; i++) {
      uint32_t x = csr->neighbours[i];
      uint64_t back = next[x]++;
      if (back >= csr->offsets[x + 1] || csr->neighbours[back] != v)
        status =
            n2v_fail(err, N2V_EINPUT,
                     "row %u lists %u, but row %u does not list %u: is it `directed`?", v, x, x, v);
      else if (csr->weights && csr->weights[back] != csr->weights[i])
        status = n2v_fail(err, N2V_EINPUT,
                          "the edge of %u and %u weighs %g in one row and %g in the other", v, x,
                          (double)csr->weights[i], (double)csr->weights[back]);
    }
  n2v_free(next);
  return status;
}

static n2v_status check_csr(const n2v_csr *csr, n2v_error *err) {
  if (!csr->offsets || !csr->neighbours)
    return n2v_fail(err, N2V_EUSAGE, "give offsets and neighbours");
  n2v_status status = check_offsets(csr, err);
  for (uint32_t v = 0; v < csr->nodes && status == N2V_OK; v++)
    status = check_row(csr, v, err);
  return status == N2V_OK && !csr->directed ? check_symmetry(csr, err) : status;
}

static void *copy_of(const void *array, size_t count, size_t size) {
  void *copy = n2v_alloc(count, size);
  if (copy)
    memcpy(copy, array, count * size);
  return copy;
}

static n2v_status take_arrays(const n2v_csr *csr, n2v_graph *g, n2v_error *err) {
  size_t offsets = (size_t)csr->nodes + 1;
  g->borrowed = csr->borrow;
  if (csr->borrow) { /* a graph is never written to */
    g->offsets = (uint64_t *)(uintptr_t)csr->offsets;
    g->neighbours = (uint32_t *)(uintptr_t)csr->neighbours;
    g->weights = (float *)(uintptr_t)csr->weights;
    return N2V_OK;
  }
  g->offsets = copy_of(csr->offsets, offsets, sizeof *g->offsets);
  g->neighbours = copy_of(csr->neighbours, g->arcs, sizeof *g->neighbours);
  if (csr->weights)
    g->weights = copy_of(csr->weights, g->arcs, sizeof *g->weights);
  if (g->offsets && g->neighbours && (g->weights || !csr->weights))
    return N2V_OK;
  return n2v_fail_memory(err, "the graph", offsets * 8 + g->arcs * 8);
}

n2v_status n2v_graph_from_csr(const n2v_csr *given, const n2v_run *run, n2v_graph **out,
                              n2v_error *err) {
  n2v_csr csr = {.size = sizeof csr};
  n2v_run resources;
  *out = NULL;
  n2v_status status = n2v_params_take(&csr, sizeof csr, given, "n2v_csr", err);
  if (status == N2V_OK)
    status = n2v_run_take(run, &resources, err);
  if (status == N2V_OK)
    status = check_csr(&csr, err);
  if (status != N2V_OK)
    return status;
  n2v_graph *g = calloc(1, sizeof *g);
  if (!g)
    return n2v_fail_memory(err, "the graph", sizeof *g);
  g->nodes = csr.nodes;
  g->directed = csr.directed;
  g->arcs = csr.offsets[csr.nodes];
  for (uint32_t v = 0; v < csr.nodes; v++)
    for (uint64_t i = csr.offsets[v]; i < csr.offsets[v + 1]; i++)
      g->loops += csr.neighbours[i] == v;
  g->edges = csr.directed ? g->arcs : (g->arcs + g->loops) / 2;
  status = take_arrays(&csr, g, err);
  if (status == N2V_OK)
    status = n2v_names_of(csr.names, csr.nodes, &g->names, err);
  if (status == N2V_OK)
    *out = g;
  else
    n2v_graph_free(g);
  return status;
}
