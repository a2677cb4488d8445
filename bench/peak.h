/* What one core can do at most: fused multiply-adds on registers, counted as 2 flop a lane. */
#ifndef N2V_BENCH_PEAK_H
#define N2V_BENCH_PEAK_H

#include "base/clock.h"

#if defined(__x86_64__)
#include <immintrin.h>

enum { PEAK_CHAINS = 12, PEAK_ROUNDS = 1 << 18 }; /* chains: more than latency x units */

__attribute__((target("avx512f"))) static inline double peak_run_avx512(float *sink) {
  __m512 sums[PEAK_CHAINS], factor = _mm512_set1_ps(0.999f), term = _mm512_set1_ps(0.001f);
  for (int i = 0; i < PEAK_CHAINS; i++)
    sums[i] = _mm512_set1_ps((float)i);
  for (int r = 0; r < PEAK_ROUNDS; r++)
    for (int i = 0; i < PEAK_CHAINS; i++)
      sums[i] = _mm512_fmadd_ps(sums[i], factor, term);
  for (int i = 0; i < PEAK_CHAINS; i++)
    *sink += _mm512_reduce_add_ps(sums[i]);
  return 2.0 * 16 * PEAK_CHAINS * PEAK_ROUNDS;
}

__attribute__((target("avx2,fma"))) static inline double peak_run_avx2(float *sink) {
  __m256 sums[PEAK_CHAINS], factor = _mm256_set1_ps(0.999f), term = _mm256_set1_ps(0.001f);
  for (int i = 0; i < PEAK_CHAINS; i++)
    sums[i] = _mm256_set1_ps((float)i);
  for (int r = 0; r < PEAK_ROUNDS; r++)
    for (int i = 0; i < PEAK_CHAINS; i++)
      sums[i] = _mm256_fmadd_ps(sums[i], factor, term);
  for (int i = 0; i < PEAK_CHAINS; i++)
    *sink += sums[i][0] + sums[i][7];
  return 2.0 * 8 * PEAK_CHAINS * PEAK_ROUNDS;
}

/* flop per second with the widest vectors the processor has: the best of several short runs, since
 * whatever else runs on the machine only takes away. 0: unknown. */
static inline double peak_flops(void) {
  static volatile float keep;
  float sink = 0;
  double best = 0;
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
    return 0;
  for (int i = 0; i < 30; i++) {
    double start = n2v_now();
    double flop =
        i % 2 && __builtin_cpu_supports("avx512f") ? peak_run_avx512(&sink) : peak_run_avx2(&sink);
    double rate = flop / (n2v_now() - start);
    best = rate > best ? rate : best;
  }
  keep = sink;
  (void)keep;
  return best;
}
#else
static inline double peak_flops(void) {
  return 0;
}
#endif

#endif
