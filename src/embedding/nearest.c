/* n2v_nearest and n2v_nearest_to: searches as n2v.h has them, by the batch. */
#include "base/memory.h"
#include "base/params.h"
#include "base/status.h"
#include "embedding/neighbours.h"

static n2v_status search(const n2v_embedding *e, n2v_metric metric, uint32_t k,
                         const n2v_target *targets, size_t count, const n2v_run *run,
                         n2v_neighbour *results, uint32_t *found, n2v_error *err) {
  n2v_run own;
  n2v_status status = n2v_run_take(run, &own, err);
  if (status == N2V_OK)
    status = n2v_in_range("k", k, 1, UINT32_MAX / 2, err);
  if (status == N2V_OK)
    status = n2v_in_range("metric", metric, N2V_COSINE, N2V_DOT, err);
  const n2v_search how = {
      .k = k, .cosine = metric == N2V_COSINE, .threads = own.threads, .simd = own.simd};
  return status == N2V_OK ? n2v_neighbours(e, &how, targets, count, results, found, err) : status;
}

n2v_status n2v_nearest(const n2v_embedding *e, n2v_metric metric, uint32_t k, const uint64_t *rows,
                       size_t count, const n2v_run *run, n2v_neighbour *results, uint32_t *found,
                       n2v_error *err) {
  n2v_target *targets = n2v_alloc(count, sizeof *targets);
  n2v_status status = targets ? N2V_OK : n2v_fail_memory(err, "a search", count * sizeof *targets);
  for (size_t i = 0; i < count && status == N2V_OK; i++) {
    if (rows[i] >= e->rows)
      status = n2v_fail(err, N2V_EUSAGE, "row %llu: there are %llu", (unsigned long long)rows[i],
                        (unsigned long long)e->rows);
    else
      targets[i] = (n2v_target){
          .vector = e->data + rows[i] * e->stride, .excluded = &rows[i], .excluded_count = 1};
  }
  if (status == N2V_OK)
    status = search(e, metric, k, targets, count, run, results, found, err);
  n2v_free(targets);
  return status;
}

n2v_status n2v_nearest_to(const n2v_embedding *e, n2v_metric metric, uint32_t k,
                          const float *vectors, size_t count, const n2v_run *run,
                          n2v_neighbour *results, uint32_t *found, n2v_error *err) {
  n2v_target *targets = n2v_alloc(count, sizeof *targets);
  if (!targets)
    return n2v_fail_memory(err, "a search", count * sizeof *targets);
  for (size_t i = 0; i < count; i++)
    targets[i] = (n2v_target){.vector = vectors + i * e->dims};
  n2v_status status = search(e, metric, k, targets, count, run, results, found, err);
  n2v_free(targets);
  return status;
}
