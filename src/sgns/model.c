/* Two matrices in one layout: rows padded to whole cache lines, so that no two nodes share one. */
#include "sgns/model.h"

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

n2v_status n2v_model_alloc(uint32_t nodes, uint32_t dims, n2v_model **out, n2v_error *err) {
  n2v_model *model = n2v_calloc(1, sizeof *model);
  *out = NULL;
  if (model) {
    model->nodes = nodes;
    model->dims = dims;
    model->stride = n2v_model_stride(dims);
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

n2v_status n2v_model_new(uint32_t nodes, uint32_t dims, uint64_t seed, int threads, n2v_model **out,
                         n2v_error *err) {
  n2v_status status = n2v_model_alloc(nodes, dims, out, err);
  if (status != N2V_OK)
    return status;
  int team = n2v_pass_threads(threads, nodes, 4096);
#pragma omp parallel for num_threads(team) schedule(static)
  for (uint32_t node = 0; node < nodes; node++)
    start_row(*out, node, seed);
  return N2V_OK;
}

void n2v_model_free(n2v_model *model) {
  if (!model)
    return;
  n2v_free(model->input);
  n2v_free(model->output);
  n2v_free(model);
}
