/* Keyed pseudo-random permutations of 0..n-1 that need no memory: a Feistel network of four rounds
 * on the least number of bits that hold n - 1, applied again while its value is n or more (Black
 * and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002: cycle walking). */
#ifndef N2V_WALK_PERMUTATION_H
#define N2V_WALK_PERMUTATION_H

#include "base/random.h"

/* Where position i < n goes. Fewer than two rounds of the network on average. */
static inline uint32_t n2v_permute(uint64_t key, uint32_t n, uint32_t i) {
  unsigned bits = n > 1 ? 32 - (unsigned)__builtin_clz(n - 1) : 0;
  unsigned low = bits / 2, high = bits - low;
  do {
    for (unsigned round = 0; round < 4; round++) {
      /* (L, R) -> (R, L ^ f(R)): the halves change places, and so do their widths. */
      unsigned right = round & 1 ? high : low, left = bits - right;
      uint32_t r = i & ((1u << right) - 1), l = (uint32_t)((uint64_t)i >> right);
      uint32_t f = (uint32_t)(n2v_mix64(key + ((uint64_t)round << 32) + r) >> 32);
      i = (uint32_t)((uint64_t)r << left) | ((l ^ f) & (uint32_t)((1ull << left) - 1));
    }
  } while (i >= n);
  return i;
}

#endif
