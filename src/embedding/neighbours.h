/* Exact nearest rows: every row is scored against every query, O(rows x queries x dims). */
#ifndef N2V_EMBEDDING_NEIGHBOURS_H
#define N2V_EMBEDDING_NEIGHBOURS_H

#include "embedding/embedding.h"

typedef struct n2v_target {
  const float *vector;      /* dims floats */
  const uint64_t *excluded; /* rows that are no answer: the terms of the question */
  uint32_t excluded_count;
} n2v_target;

typedef struct n2v_search {
  uint32_t k;          /* neighbours wanted for each target */
  bool cosine;         /* of the angle; otherwise the dot product */
  const bool *allowed; /* for each row whether it may be an answer; NULL: all may */
  int threads;
  n2v_simd simd;
  const n2v_progress *progress; /* N2V_ESTOPPED soon after it asks to stop; may be NULL */
} n2v_search;

/* The k best rows for each of count targets: target t's are results[t * k ..], best first, found[t]
 * of them (fewer than k where fewer rows are allowed). Equal scores: the lower row first. The
 * result does not depend on threads.
 *
 * All rows are scored in single precision and the best of them, a few more than k, again in double:
 * these scores are printed and ranked. A row of zeros has cosine 0; rows with NaN are left out. */
n2v_status n2v_neighbours(const n2v_embedding *embedding, const n2v_search *search,
                          const n2v_target *targets, size_t count, n2v_neighbour *results,
                          uint32_t *found, n2v_error *err);

#endif
