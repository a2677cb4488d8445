/* bfloat16: the upper half of a float, so 8 bits of precision and a float's whole range.
 *
 * Rounding is stochastic: to one of the two neighbours, to each the likelier the nearer it is, so
 * that the mean is the number itself. To the nearest, a change below half a step would be lost each
 * time, and those are most of what training makes (Gupta et al., arXiv 1502.02551, section 2.2).
 *
 * Loops are over sixteen numbers at a time, plain enough for a compiler to turn into vectors; which
 * ones it has makes no difference to what comes out. */
#ifndef N2V_SGNS_BFLOAT16_H
#define N2V_SGNS_BFLOAT16_H

#include "sgns/hogwild.h"
#include "sgns/kernel.h"

#include <stdint.h>
#include <string.h>

static inline float n2v_bf16_widen(uint16_t number) {
  const uint32_t bits = (uint32_t)number << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* noise: uniform below 2^16. NaN stays NaN, infinity infinity; what is a bfloat16 stays as it is.
 */
static inline uint16_t n2v_bf16_round(float value, uint32_t noise) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  const uint32_t finite = (bits & 0x7f800000) != 0x7f800000;
  const uint32_t lower = bits & 0xffff;
  /* Of a NaN the lower half alone may say that it is none of the infinities. */
  return (uint16_t)((bits + (finite ? noise : 0)) >> 16 | (finite ? 0 : lower != 0));
}

/* Lowbias32 (Wellons, "Prospecting for hash functions", 2018): every bit depends on every other. */
static inline uint32_t n2v_bf16_mix(uint32_t x) {
  x = (x ^ x >> 16) * 0x7feb352d;
  x = (x ^ x >> 15) * 0x846ca68b;
  return x ^ x >> 16;
}

/* width: a multiple of N2V_ROW_UNIT, as everywhere, and not 0. */
N2V_HOGWILD
static inline void n2v_bf16_widen_row(const uint16_t *from, float *to, size_t width) {
  size_t d = 0;
  do
    for (size_t i = 0; i < N2V_ROW_UNIT; i++)
      to[d + i] = n2v_bf16_widen(from[d + i]);
  while ((d += N2V_ROW_UNIT) < width);
}

/* Sixteen linear congruential generators (Numerical Recipes' constants), whose upper halves are the
 * noise, begin at hashes of the seed: give each row and each time another one. */
N2V_HOGWILD
static inline void n2v_bf16_narrow_row(const float *from, uint16_t *to, size_t width,
                                       uint32_t seed) {
  uint32_t state[N2V_ROW_UNIT];
  for (uint32_t i = 0; i < N2V_ROW_UNIT; i++)
    state[i] = n2v_bf16_mix(seed + i * 0x9e3779b9);
  for (size_t d = 0; d < width; d += N2V_ROW_UNIT)
    for (size_t i = 0; i < N2V_ROW_UNIT; i++) {
      state[i] = state[i] * 1664525 + 1013904223;
      to[d + i] = n2v_bf16_round(from[d + i], state[i] >> 16);
    }
}

#endif
