/* Two matrices in one layout: rows padded to whole cache lines, so that no two nodes share one. */
#include "sgns/model.h"

#include "base/disk.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/status.h"
#include "sgns/kernel.h"

#include <string.h>

size_t n2v_model_stride(uint32_t dims) {
  return ((size_t)dims + N2V_ROW_UNIT - 1) / N2V_ROW_UNIT * N2V_ROW_UNIT;
}

uint64_t n2v_model_bytes(uint32_t nodes, uint32_t dims) {
  return 2 * (uint64_t)nodes * n2v_model_stride(dims) * sizeof(float);
}

static void start_row(n2v_model *model, uint32_t node, uint64_t seed) {
  n2v_rng rng = n2v_rng_seed(seed, node, 0);
  float *input = n2v_model_row(model->input, model->stride, node);
  for (uint32_t d = 0; d < model->stride; d++)
    input[d] = d < model->dims ? (n2v_rng_float(&rng) - 0.5f) / (float)model->dims : 0;
  memset(n2v_model_row(model->output, model->stride, node), 0, model->stride * sizeof(float));
}

static n2v_model *describe(uint32_t nodes, uint32_t dims, bool on_disk) {
  n2v_model *model = n2v_calloc(1, sizeof *model);
  if (model)
    *model = (n2v_model){
        .nodes = nodes, .dims = dims, .stride = n2v_model_stride(dims), .on_disk = on_disk};
  return model;
}

n2v_status n2v_model_alloc(uint32_t nodes, uint32_t dims, n2v_model **out, n2v_error *err) {
  n2v_model *model = describe(nodes, dims, false);
  *out = NULL;
  if (model) {
    model->input = n2v_alloc(nodes, model->stride * sizeof(float));
    model->output = n2v_alloc(nodes, model->stride * sizeof(float));
  }
  if (!model || !model->input || !model->output) {
    n2v_model_free(model);
    return n2v_fail_memory(err, "the model", n2v_model_bytes(nodes, dims));
  }
  *out = model;
  return N2V_OK;
}

n2v_status n2v_model_alloc_on_disk(uint32_t nodes, uint32_t dims, n2v_model **out, n2v_error *err) {
  n2v_model *model = describe(nodes, dims, true);
  const uint64_t bytes = n2v_model_bytes(nodes, dims) / 2;
  void *input = NULL, *output = NULL;
  *out = NULL;
  if (!model)
    return n2v_fail_memory(err, "the model", sizeof *model);
  n2v_status status = n2v_disk_alloc(bytes, "the model", &input, err);
  if (status == N2V_OK)
    status = n2v_disk_alloc(bytes, "the model", &output, err);
  model->input = input;
  model->output = output;
  if (status == N2V_OK)
    *out = model;
  else
    n2v_model_free(model);
  return status;
}

typedef struct start {
  n2v_model *model;
  uint64_t seed;
  uint64_t members;
} start;

/* A member's share of every piece: of a model on disk a piece is in memory, then leaves. */
static void start_rows(void *argument, int member) {
  enum { PIECE = 1 << 16 }; /* rows */
  const start *s = argument;
  const uint64_t nodes = s->model->nodes, m = (uint64_t)member;
  for (uint64_t piece = 0; piece < nodes; piece += PIECE) {
    const uint64_t rows = nodes - piece < PIECE ? nodes - piece : PIECE;
    const uint64_t first = piece + rows * m / s->members;
    const uint64_t end = piece + rows * (m + 1) / s->members;
    for (uint64_t node = first; node < end; node++)
      start_row(s->model, (uint32_t)node, s->seed);
    n2v_model_leave(s->model, (uint32_t)first, (uint32_t)end);
  }
}

n2v_status n2v_model_start(n2v_model *model, uint64_t seed, n2v_team_size team, n2v_error *err) {
  team.threads = n2v_pass_threads(team.threads, model->nodes, 4096);
  start s = {model, seed, (uint64_t)team.threads};
  return n2v_threads_run(team, start_rows, &s, err);
}

n2v_status n2v_model_new(uint32_t nodes, uint32_t dims, uint64_t seed, n2v_team_size team,
                         n2v_model **out, n2v_error *err) {
  n2v_status status = n2v_model_alloc(nodes, dims, out, err);
  if (status == N2V_OK)
    status = n2v_model_start(*out, seed, team, err);
  if (status != N2V_OK) {
    n2v_model_free(*out);
    *out = NULL;
  }
  return status;
}

void n2v_model_leave(const n2v_model *model, uint32_t first, uint32_t end) {
  const uint64_t bytes = (uint64_t)(end - first) * model->stride * sizeof(float);
  if (!model->on_disk)
    return;
  n2v_disk_leave(n2v_model_row(model->input, model->stride, first), bytes);
  n2v_disk_leave(n2v_model_row(model->output, model->stride, first), bytes);
}

void n2v_model_free(n2v_model *model) {
  if (!model)
    return;
  const uint64_t bytes = n2v_model_bytes(model->nodes, model->dims) / 2;
  if (model->on_disk) {
    n2v_disk_free(model->input, bytes);
    n2v_disk_free(model->output, bytes);
  } else {
    n2v_free(model->input);
    n2v_free(model->output);
  }
  n2v_free(model);
}
