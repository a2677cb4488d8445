/* New nodes begin at the mean of their neighbours, round by round outwards from the old ones,
 * since a random vector among trained ones would first have to be unlearnt by those around it. */
#include "train/warm_start.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "embedding/embedding.h"
#include "embedding/lookup.h"

#include <inttypes.h>
#include <string.h>

/* Further away from every old node than ROUNDS edges, a mean of means would say nothing. */
enum { ROUNDS = 16, UNKNOWN = UINT8_MAX };

typedef struct warm {
  n2v_model *model;
  uint8_t *round; /* in which each node got its vector: 0 from the file, UNKNOWN not yet */
  double *weight; /* of the neighbours that a node's vector is made of */
  uint64_t old, reached;
} warm;

static float *row_of(const warm *w, uint32_t node) {
  return n2v_model_row(w->model->input, w->model->stride, node);
}

/* The rows of `old` into those of the same name in a matrix of the model; there[node] tells whether
 * it had one. which: the parameter that `old` is. */
static n2v_status copy_rows(const warm *w, const n2v_embedding *old, const char *which,
                            const n2v_names *names, float *matrix, bool *there, uint64_t *copied,
                            n2v_error *err) {
  uint32_t dims = w->model->dims, row;
  *copied = 0;
  if (old->dims != dims)
    return n2v_fail(err, N2V_EUSAGE, "`%s`: its vectors have %u dimensions: give `dims = %u`",
                    which, old->dims, old->dims);
  n2v_status status = n2v_lookup_index(old, which, err);
  for (uint32_t node = 0; node < names->count && status == N2V_OK; node++) {
    size_t length;
    const char *name = n2v_names_get(names, node, &length);
    there[node] = n2v_names_find(old->names, name, length, &row);
    if (!there[node])
      continue;
    memcpy(n2v_model_row(matrix, w->model->stride, node), old->data + row * old->stride,
           dims * sizeof(float));
    ++*copied;
  }
  if (status == N2V_OK && !*copied)
    status = n2v_fail(err, N2V_EINPUT, "`%s`: none of its names is a node here: the wrong vectors?",
                      which);
  return status;
}

/* Adds one neighbour to the vector that a new node gets in this round. */
static void spread(warm *w, uint32_t from, uint32_t to, float weight, uint8_t round) {
  if (w->round[from] >= round || w->round[to] < round)
    return;
  float *mean = row_of(w, to);
  const float *other = row_of(w, from);
  if (w->round[to] == UNKNOWN) {
    memset(mean, 0, w->model->dims * sizeof *mean);
    w->weight[to] = 0;
    w->round[to] = round;
    w->reached++;
  }
  w->weight[to] += (double)weight;
  for (uint32_t d = 0; d < w->model->dims; d++)
    mean[d] += weight * other[d];
}

/* Along every edge, whichever way it points. An undirected edge is met twice: from both ends. */
static void spread_all(warm *w, const n2v_graph *g, uint8_t round) {
  for (uint32_t node = 0; node < g->nodes; node++)
    for (uint64_t arc = g->offsets[node]; arc < g->offsets[node + 1]; arc++) {
      float weight = g->weights ? g->weights[arc] : 1;
      spread(w, node, g->neighbours[arc], weight, round);
      spread(w, g->neighbours[arc], node, weight, round);
    }
  for (uint32_t node = 0; node < g->nodes; node++)
    for (uint32_t d = 0; w->round[node] == round && d < w->model->dims; d++)
      row_of(w, node)[d] = (float)(row_of(w, node)[d] / w->weight[node]);
}

static void fill_new_rows(warm *w, const n2v_graph *graph) {
  uint64_t before = UINT64_MAX;
  for (uint8_t round = 1; graph && round <= ROUNDS && w->reached != before; round++) {
    before = w->reached;
    spread_all(w, graph, round);
  }
}

n2v_status n2v_warm_start(const n2v_train_params *params, const n2v_graph *graph,
                          const n2v_names *names, n2v_team_size team, const n2v_progress *progress,
                          n2v_start *start, n2v_error *err) {
  uint32_t nodes = names->count;
  uint64_t contexts = 0;
  warm w = {.round = n2v_alloc(nodes, sizeof *w.round),
            .weight = n2v_alloc(nodes, sizeof *w.weight)};
  bool *there = n2v_alloc(nodes, sizeof *there);
  *start = (n2v_start){0};
  n2v_status status = n2v_model_new(nodes, params->dims, params->seed, team, &w.model, err);
  if (status == N2V_OK && (!w.round || !w.weight || !there))
    status = n2v_fail_memory(err, "`init`", nodes * sizeof *w.weight);
  if (status == N2V_OK && params->init_context)
    status = copy_rows(&w, params->init_context, "init_context", names, w.model->output, there,
                       &contexts, err);
  if (status == N2V_OK)
    status = copy_rows(&w, params->init, "init", names, w.model->input, there, &w.old, err);
  if (status == N2V_OK) {
    for (uint32_t node = 0; node < nodes; node++)
      w.round[node] = there[node] ? 0 : UNKNOWN;
    fill_new_rows(&w, graph);
    n2v_report_note(progress, N2V_PHASE_PREPROCESS,
                    "init: of %u nodes %" PRIu64 " start from the vectors of `init`, %" PRIu64
                    " from their neighbours, %" PRIu64 " at random",
                    nodes, w.old, w.reached, nodes - w.old - w.reached);
    start->model = w.model;
    start->frozen = params->freeze ? there : NULL;
  } else {
    n2v_model_free(w.model);
  }
  if (!start->frozen)
    n2v_free(there);
  n2v_free(w.round);
  n2v_free(w.weight);
  return status;
}

uint64_t n2v_warm_start_bytes(const n2v_train_params *params) {
  const n2v_embedding *both[] = {params->init, params->init_context};
  uint64_t bytes = 0;
  for (int i = 0; i < 2; i++)
    if (both[i])
      bytes += both[i]->rows * both[i]->stride * sizeof(float);
  return bytes;
}

void n2v_warm_start_free(n2v_start *start) {
  n2v_free((void *)(uintptr_t)start->frozen);
  start->frozen = NULL;
}
