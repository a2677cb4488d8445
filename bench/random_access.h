/* What memory can do at most: cache lines read at random places of an array, by chains each of
 * which knows its next place only when the last has come, as a walk does. */
#ifndef N2V_BENCH_RANDOM_ACCESS_H
#define N2V_BENCH_RANDOM_ACCESS_H

#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"

#include <stdlib.h>

enum { LINE_WORDS = 8, MOST_CHAINS = 64 };

static inline uint64_t follow_chains(const uint64_t *words, uint64_t lines, int chains,
                                     uint64_t rounds, uint64_t seed) {
  const uint64_t *place[MOST_CHAINS];
  uint64_t at[MOST_CHAINS], sum = 0;
  for (int i = 0; i < chains; i++)
    at[i] = n2v_rng_seed(seed, (uint64_t)i, 0).state;
  for (uint64_t r = 0; r < rounds; r++) {
    for (int i = 0; i < chains; i++) {
      place[i] = words + (uint64_t)(((unsigned __int128)at[i] * lines) >> 64) * LINE_WORDS;
      __builtin_prefetch(place[i]);
    }
    for (int i = 0; i < chains; i++)
      at[i] = n2v_mix64(at[i] + *place[i] + 1);
  }
  for (int i = 0; i < chains; i++)
    sum += at[i];
  return sum;
}

/* Lines a second of one core while `threads` do the same in an array of so many bytes, each with so
 * many chains: the best of several short runs, since whatever else runs only takes away. */
static inline double random_access_rate(uint64_t bytes, int chains, int threads) {
  enum { RUNS = 10, READS = 1 << 19 };
  uint64_t lines = bytes / 64 + 1, sum = 0;
  uint64_t *words = n2v_calloc(lines * LINE_WORDS, sizeof *words);
  double best = 1e9;
  if (!words)
    abort();
  for (int run = 0; run < RUNS; run++) {
    double start = n2v_now();
#pragma omp parallel for num_threads(threads) reduction(+ : sum)
    for (int i = 0; i < threads; i++)
      sum += follow_chains(words, lines, chains, READS / (uint64_t)chains,
                           (uint64_t)(run * threads + i));
    double seconds = n2v_now() - start;
    best = seconds < best ? seconds : best;
  }
  n2v_free(words);
  return sum == 1 ? 0 : READS / best; /* the sum is used, so that it is not left out */
}

#endif
