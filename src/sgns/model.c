/* Two matrices in one layout: rows padded to whole cache lines, so that no two nodes share one (of
 * bfloat16, to half lines). */
#include "sgns/model.h"

#include "base/disk.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/status.h"
#include "sgns/bfloat16.h"
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
  _Alignas(64) float room[N2V_MOST_WIDTH];
  float *input = model->input16 ? room : n2v_model_row(model->input, model->stride, node);
  for (uint32_t d = 0; d < model->stride; d++)
    input[d] = d < model->dims ? (n2v_rng_float(&rng) - 0.5f) / (float)model->dims : 0;
  const n2v_matrices m = n2v_model_matrices(model);
  if (model->input16)
    n2v_bf16_narrow_row(room, model->input16 + node * model->stride, model->stride,
                        (uint32_t)n2v_rng_next(&rng));
  memset((char *)m.matrix[1] + node * m.row_bytes, 0, m.row_bytes);
}

static n2v_model *describe(uint32_t nodes, uint32_t dims, bool on_disk) {
  n2v_model *model = n2v_calloc(1, sizeof *model);
  if (model)
    *model = (n2v_model){
        .nodes = nodes, .dims = dims, .stride = n2v_model_stride(dims), .on_disk = on_disk};
  return model;
}

n2v_status n2v_model_alloc(uint32_t nodes, uint32_t dims, n2v_precision precision, n2v_model **out,
                           n2v_error *err) {
  n2v_model *model = describe(nodes, dims, false);
  const bool narrow = precision == N2V_PRECISION_BF16;
  const size_t row = model ? model->stride * (narrow ? sizeof(uint16_t) : sizeof(float)) : 0;
  void *input = model ? n2v_alloc(nodes, row) : NULL;
  void *output = model ? n2v_alloc(nodes, row) : NULL;
  *out = NULL;
  if (!input || !output) {
    n2v_free(input);
    n2v_free(output);
    n2v_free(model);
    return n2v_fail_memory(err, "the model", 2 * (uint64_t)nodes * row);
  }
  if (narrow) {
    model->input16 = input;
    model->output16 = output;
  } else {
    model->input = input;
    model->output = output;
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
  n2v_status status = n2v_model_alloc(nodes, dims, N2V_PRECISION_FLOAT32, out, err);
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
    n2v_free(model->input16);
    n2v_free(model->output16);
  }
  n2v_free(model);
}

/* -------------------------------------------------------------------------- whole matrices, rows
 */

n2v_matrices n2v_model_matrices(const n2v_model *m) {
  if (m->input16)
    return (n2v_matrices){{m->input16, m->output16}, m->stride * sizeof *m->input16};
  return (n2v_matrices){{m->input, m->output}, m->stride * sizeof *m->input};
}

const float *n2v_model_read(const n2v_model *m, int matrix, uint32_t node, float *room) {
  if (!m->input16)
    return n2v_model_row(matrix ? m->output : m->input, m->stride, node);
  n2v_bf16_widen_row((matrix ? m->output16 : m->input16) + node * m->stride, room, m->stride);
  return room;
}

/* From the last row to the first: what is behind them has been read and is given back, so that both
 * together take no more than the floats alone. */
static n2v_status widen(const n2v_model *m, uint16_t **from, float **to, n2v_error *err) {
  enum { PIECE = 1 << 14 }; /* rows between two gifts */
  const size_t bytes = m->nodes * m->stride * sizeof **from;
  *to = n2v_alloc(m->nodes, m->stride * sizeof **to);
  if (!*to)
    return n2v_fail_memory(err, "the vectors", m->nodes * m->stride * sizeof **to);
  for (uint32_t node = m->nodes; node-- > 0;) {
    n2v_bf16_widen_row(*from + node * m->stride, n2v_model_row(*to, m->stride, node), m->stride);
    if (node % PIECE == 0)
      n2v_give_back(*from, node * m->stride * sizeof **from, bytes);
  }
  n2v_free(*from);
  *from = NULL;
  return N2V_OK;
}

n2v_status n2v_model_widen(n2v_model *m, bool output, n2v_error *err) {
  if (!m->input16)
    return N2V_OK;
  if (!output) {
    n2v_give_back(m->output16, 0, m->nodes * m->stride * sizeof *m->output16);
    n2v_free(m->output16);
    m->output16 = NULL;
  }
  n2v_status status = widen(m, &m->input16, &m->input, err);
  return status == N2V_OK && output ? widen(m, &m->output16, &m->output, err) : status;
}
