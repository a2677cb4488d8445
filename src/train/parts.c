/* Which node is in which part, and what belongs to a part: what is drawn in it, and its pages.
 * Chunks are whole blocks of pages that are mapped together, so that a block belongs to one part;
 * and so large that a disk reads them well, where a part still has many. */
#include "train/parts.h"

#include "base/disk.h"
#include "base/memory.h"
#include "base/status.h"

enum {
  MOST_CHUNK_BYTES = 1 << 20,
  LEAST_CHUNKS = 64 /* of a part; fewer where a chunk would be less than a block */
};

static uint32_t chunk_of(uint32_t nodes, size_t stride, uint32_t count) {
  const size_t row = stride * sizeof(float);
  uint32_t chunk = 1;
  while (chunk * row % N2V_DISK_BLOCK)
    chunk *= 2;
  while (2 * row * chunk <= MOST_CHUNK_BYTES && nodes / count / (2 * chunk) >= LEAST_CHUNKS)
    chunk *= 2;
  return chunk;
}

static uint32_t rows_of(uint32_t nodes, uint32_t chunk, uint32_t count, uint32_t part) {
  const uint64_t turn = (uint64_t)chunk * count, rest = nodes % turn;
  const uint64_t before = (uint64_t)chunk * part;
  const uint64_t more = rest < before ? 0 : rest - before;
  return (uint32_t)(nodes / turn * chunk + (more < chunk ? more : chunk));
}

uint32_t n2v_parts_most(uint32_t nodes, uint32_t dims, uint32_t count) {
  return rows_of(nodes, chunk_of(nodes, n2v_model_stride(dims), count), count, 0);
}

static n2v_status make_table(n2v_parts *p, uint32_t part, const uint64_t *counts, double exponent,
                             uint64_t *own, n2v_error *err) {
  uint64_t tokens = 0;
  for (uint32_t place = 0; place < p->rows[part]; place++)
    tokens += own[place] = counts[n2v_part_node(p, part, place)];
  if (!tokens) /* nobody of this part is ever a centre */
    return N2V_OK;
  return p->objective->make_table(own, p->rows[part], exponent, &p->tables[part], err);
}

n2v_status n2v_parts_new(n2v_model *model, uint32_t count, const n2v_objective *objective,
                         const uint64_t *counts, double exponent, n2v_parts **out, n2v_error *err) {
  n2v_parts *p = n2v_calloc(1, sizeof *p);
  *out = p;
  if (!p)
    return n2v_fail_memory(err, "the parts", sizeof *p);
  p->model = model;
  p->objective = objective;
  p->count = count;
  p->chunk = chunk_of(model->nodes, model->stride, count);
  p->rows = n2v_calloc(count, sizeof *p->rows);
  p->tables = n2v_calloc(count, sizeof(void *));
  const uint32_t most = rows_of(model->nodes, p->chunk, count, 0); /* the first has the most */
  uint64_t *own = n2v_alloc(most, sizeof *own);
  n2v_status status = p->rows && p->tables && own
                          ? N2V_OK
                          : n2v_fail_memory(err, "the parts", (uint64_t)most * sizeof *own);
  for (uint32_t part = 0; part < count && status == N2V_OK; part++) {
    p->rows[part] = rows_of(model->nodes, p->chunk, count, part);
    status = make_table(p, part, counts, exponent, own, err);
  }
  n2v_free(own);
  if (status != N2V_OK) {
    n2v_parts_free(p);
    *out = NULL;
  }
  return status;
}

void n2v_parts_free(n2v_parts *p) {
  if (!p)
    return;
  for (uint32_t part = 0; p->tables && part < p->count; part++)
    n2v_free(p->tables[part]);
  n2v_free(p->tables);
  n2v_free(p->rows);
  n2v_free(p);
}

static void for_chunks(const n2v_parts *p, float *matrix, uint32_t part,
                       void (*call)(void *rows, uint64_t bytes)) {
  for (uint32_t place = 0; place < p->rows[part]; place += p->chunk) {
    const uint32_t left = p->rows[part] - place, rows = left < p->chunk ? left : p->chunk;
    call(n2v_model_row(matrix, p->model->stride, n2v_part_node(p, part, place)),
         rows * p->model->stride * sizeof(float));
  }
}

void n2v_part_want(const n2v_parts *p, float *matrix, uint32_t part) {
  for_chunks(p, matrix, part, n2v_disk_want);
}

void n2v_part_leave(const n2v_parts *p, float *matrix, uint32_t part) {
  for_chunks(p, matrix, part, n2v_disk_leave);
}
