/* Small embeddings for tests. */
#ifndef N2V_TESTS_VECTORS_H
#define N2V_TESTS_VECTORS_H

#include "unit.h"

#include "base/memory.h"
#include "base/random.h"
#include "embedding/embedding.h"

/* Rows named by `names` (NULL: 0, 1, ...), the last first, values random in [-0.5, 0.5), each data
 * row `stride` floats long with NaN behind its dims. */
static inline n2v_embedding *vectors_make(const char *const *names, uint64_t rows, uint32_t dims,
                                          size_t stride) {
  n2v_error err;
  n2v_rng rng = n2v_rng_seed(1, rows, dims);
  n2v_embedding *e = calloc(1, sizeof *e);
  assert_non_null(e);
  *e = (n2v_embedding){.rows = rows, .dims = dims, .stride = stride};
  e->data = n2v_alloc(rows * stride, sizeof *e->data);
  e->counts = n2v_alloc(rows, sizeof *e->counts);
  assert_true(e->data && e->counts);
  assert_ok(n2v_names_new(&e->names, &err), &err);
  for (uint64_t i = 0; i < rows; i++) {
    char number[24];
    uint32_t id;
    snprintf(number, sizeof number, "%llu", (unsigned long long)(rows - 1 - i));
    const char *name = names ? names[rows - 1 - i] : number;
    assert_ok(n2v_names_add(e->names, name, strlen(name), &id, &err), &err);
    assert_int_equal(id, i);
  }
  for (uint64_t i = 0; i < rows; i++) {
    float *row = e->data + (rows - 1 - i) * stride;
    e->counts[rows - 1 - i] = 10 + i;
    for (size_t d = 0; d < stride; d++)
      row[d] = d < dims ? n2v_rng_float(&rng) - 0.5f : 0.0f / 0.0f;
  }
  return e;
}

static inline bool vectors_equal(const n2v_embedding *a, const n2v_embedding *b) {
  if (a->rows != b->rows || a->dims != b->dims)
    return false;
  for (uint64_t row = 0; row < a->rows; row++) {
    size_t m, n;
    const char *x = n2v_embedding_name(a, row, &m), *y = n2v_embedding_name(b, row, &n);
    if (m != n || memcmp(x, y, n) != 0 ||
        memcmp(n2v_embedding_row(a, row), n2v_embedding_row(b, row), a->dims * sizeof(float)) != 0)
      return false;
  }
  return true;
}

#endif
