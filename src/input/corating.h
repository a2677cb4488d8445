/* Pairs of movies kept by the same users, weighted by pointwise mutual information. */
#ifndef N2V_INPUT_CORATING_H
#define N2V_INPUT_CORATING_H

#include "graph/csr.h"

typedef struct n2v_corating {
  n2v_edge *edges; /* each pair once; the caller frees them with n2v_free */
  uint64_t count;
  uint64_t pairs;   /* rated by the same user, whatever their weight */
  uint64_t ratings; /* kept, a movie rated twice by one user counted once */
} n2v_corating;

typedef struct n2v_corating_rules {
  n2v_pair_weight weight;
  double min_weight;
  uint64_t memory; /* most bytes that it may take */
  int threads;
} n2v_corating_rules;

/* ratings: source is the user, target the movie, in any order.
 *
 * With count(x) the users who kept x, count(x, y) those who kept both and D all kept ratings,
 *   pmi = log count(x, y) - log count(x) - log count(y) + log D,
 *   cosine = count(x, y) / sqrt(count(x) count(y));
 * an edge weighs pmi * count(x, y) or, as the rules say, pmi, count(x, y) or the cosine. Edges of
 * at least min_weight stay, if above 0. Church and Hanks, "Word association norms, mutual
 * information, and lexicography", 1990, with the count as a factor.
 *
 * Memory: a few words a rating, for each thread a few a movie, and the edges; N2V_ELIMIT when that
 * is too much. Which edges come does not depend on the number of threads; their order does. */
n2v_status n2v_corating_build(const n2v_edge *ratings, uint64_t count, uint32_t users,
                              uint32_t movies, const n2v_corating_rules *rules, n2v_corating *out,
                              n2v_error *err);

#endif
