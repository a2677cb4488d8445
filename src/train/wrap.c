/* The model's own memory becomes the embeddings': rows are moved in place, then, where they are
 * bfloat16, turned into floats. */
#include "train/wrap.h"

#include "base/disk.h"
#include "base/memory.h"
#include "base/status.h"

#include <stdlib.h>
#include <string.h>

typedef struct by_count {
  const uint64_t *counts;
  const n2v_names *names;
} by_count;

static int compare(const void *left, const void *right, void *context) {
  const by_count *c = context;
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  if (c->counts[a] != c->counts[b])
    return c->counts[a] > c->counts[b] ? -1 : 1;
  size_t na, nb;
  const char *name_a = n2v_names_get(c->names, a, &na), *name_b = n2v_names_get(c->names, b, &nb);
  int order = memcmp(name_a, name_b, na < nb ? na : nb);
  return order ? order : (na > nb) - (na < nb);
}

/* An embedding over one matrix of the model, whose rows are in order already; counts and names are
 * those of the rows. */
static n2v_embedding *wrap(n2v_model *model, float **matrix, const uint64_t *counts,
                           n2v_names *names) {
  n2v_embedding *e = calloc(1, sizeof *e);
  if (!e)
    return NULL;
  *e = (n2v_embedding){.rows = model->nodes, .dims = model->dims, .stride = model->stride};
  e->counts = n2v_alloc(model->nodes, sizeof *e->counts);
  if (!e->counts) {
    n2v_embedding_free(e);
    return NULL;
  }
  memcpy(e->counts, counts, model->nodes * sizeof *counts);
  e->names = n2v_names_share(names);
  e->data = *matrix;
  e->on_disk = model->on_disk;
  *matrix = NULL;
  return e;
}

/* Lets a row of a matrix on disk leave memory with the pages that came with its own. */
static void leave_row(float *matrix, uint64_t bytes, uint64_t place, uint64_t row_bytes) {
  const uint64_t first = place / N2V_DISK_BLOCK * N2V_DISK_BLOCK;
  const uint64_t end = (place + row_bytes + N2V_DISK_BLOCK - 1) / N2V_DISK_BLOCK * N2V_DISK_BLOCK;
  n2v_disk_leave((char *)matrix + first, (end < bytes ? end : bytes) - first);
}

/* The same for a matrix on disk, into a new one: row by row written, and read nearly so, for ids
 * are in order of degree where the graph was text, and counts follow the degree. */
static n2v_status move_on_disk(const n2v_model *model, float **matrix, const uint32_t *order,
                               n2v_error *err) {
  enum { PIECE = 1 << 16, NEAR = 64 }; /* rows */
  const size_t stride = model->stride;
  const uint64_t bytes = n2v_model_bytes(model->nodes, model->dims) / 2;
  const uint64_t row_bytes = stride * sizeof(float);
  void *moved;
  n2v_status status = n2v_disk_alloc(bytes, "the vectors in order", &moved, err);
  if (status != N2V_OK)
    return status;
  for (uint32_t row = 0; row < model->nodes; row++) {
    memcpy(n2v_model_row(moved, stride, row), n2v_model_row(*matrix, stride, order[row]),
           row_bytes);
    if (row + 1 < model->nodes && order[row + 1] / NEAR != order[row] / NEAR)
      leave_row(*matrix, bytes, order[row] * row_bytes, row_bytes);
    if (row % PIECE == 0) {
      n2v_disk_leave(moved, bytes);
      n2v_disk_leave(*matrix, bytes);
    }
  }
  n2v_disk_leave(moved, bytes);
  n2v_disk_free(*matrix, bytes);
  *matrix = moved;
  return N2V_OK;
}

static n2v_status move_rows(n2v_model *model, int matrix, uint32_t *order, float *spare,
                            n2v_error *err) {
  const n2v_matrices m = n2v_model_matrices(model);
  if (model->on_disk)
    return move_on_disk(model, matrix ? &model->output : &model->input, order, err);
  n2v_rows_move(m.matrix[matrix], m.row_bytes, order, model->nodes, spare);
  return N2V_OK;
}

/* Rows by descending count: the model's, the counts, and names of their own. */
static n2v_status order_rows(n2v_model *model, uint64_t *counts, n2v_names *names, n2v_names **out,
                             n2v_error *err) {
  uint32_t rows = model->nodes;
  uint32_t *order = n2v_alloc(2 * (size_t)rows, sizeof *order), *used_up = order + rows;
  uint64_t *moved = n2v_alloc(rows, sizeof *moved);
  float *spare = n2v_alloc(model->stride, sizeof *spare);
  *out = NULL;
  n2v_status status = order && moved && spare
                          ? N2V_OK
                          : n2v_fail_memory(err, "the output's order", rows * sizeof *moved * 2);
  for (uint32_t node = 0; node < rows && status == N2V_OK; node++)
    order[node] = node;
  if (status == N2V_OK) {
    qsort_r(order, rows, sizeof *order, compare, &(by_count){counts, names});
    status = n2v_names_permute(names, order, rows, out, err);
  }
  if (status == N2V_OK) {
    for (uint32_t row = 0; row < rows; row++)
      moved[row] = counts[order[row]];
    memcpy(counts, moved, rows * sizeof *counts);
    memcpy(used_up, order, rows * sizeof *order);
    status = move_rows(model, 0, used_up, spare, err);
    if (status == N2V_OK)
      status = move_rows(model, 1, order, spare, err);
  }
  if (status != N2V_OK)
    n2v_names_free(*out);
  n2v_free(order);
  n2v_free(moved);
  n2v_free(spare);
  return status;
}

n2v_status n2v_model_wrap(n2v_model *model, uint64_t *counts, n2v_names *names,
                          n2v_embedding **vectors, n2v_embedding **contexts, n2v_error *err) {
  n2v_names *ordered;
  n2v_status status = order_rows(model, counts, names, &ordered, err);
  if (status != N2V_OK)
    return status;
  status = n2v_model_widen(model, contexts != NULL, err);
  if (status != N2V_OK) {
    n2v_names_free(ordered);
    return status;
  }
  *vectors = wrap(model, &model->input, counts, ordered);
  if (*vectors && contexts)
    *contexts = wrap(model, &model->output, counts, ordered);
  n2v_names_free(ordered);
  if (*vectors && (!contexts || *contexts))
    return N2V_OK;
  n2v_embedding_free(*vectors);
  *vectors = NULL;
  return n2v_fail_memory(err, "the output's order", model->nodes * sizeof(uint64_t) * 2);
}
