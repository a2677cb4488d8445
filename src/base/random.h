/* Random numbers: one 64-bit word of state, so that a walker's fits a register.
 *
 * splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014): a counter with an odd step through a 64-bit mixer; period 2^64, passes BigCrush. Seeds
 * belong to walks and blocks of work, never to threads. */
#ifndef N2V_BASE_RANDOM_H
#define N2V_BASE_RANDOM_H

#include <stdint.h>

typedef struct n2v_rng {
  uint64_t state;
} n2v_rng;

static inline uint64_t n2v_mix64(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static inline uint64_t n2v_rng_next(n2v_rng *rng) {
  rng->state += 0x9e3779b97f4a7c15u;
  return n2v_mix64(rng->state);
}

/* A stream of its own for each (seed, a, b): independent as far as the mixer is good. */
static inline n2v_rng n2v_rng_seed(uint64_t seed, uint64_t a, uint64_t b) {
  uint64_t s = n2v_mix64(seed + 0x9e3779b97f4a7c15u);
  s = n2v_mix64(s ^ (a + 0x632be59bd9b4e019u));
  return (n2v_rng){n2v_mix64(s ^ (b + 0xd1b54a32d192ed03u))};
}

/* `bits` uniform in [0, 2^32) to [0, n): Lemire's multiply-shift without the rejection step; the
 * bias is below n / 2^32 per value. */
static inline uint32_t n2v_scale32(uint32_t bits, uint32_t n) {
  return (uint32_t)(((uint64_t)bits * n) >> 32);
}

static inline uint32_t n2v_rng_below(n2v_rng *rng, uint32_t n) {
  return n2v_scale32((uint32_t)(n2v_rng_next(rng) >> 32), n);
}

/* Uniform in [0, 1): 24 bits, every value exact. */
static inline float n2v_rng_float(n2v_rng *rng) {
  return (float)(n2v_rng_next(rng) >> 40) * 0x1p-24f;
}

/* Uniform in [0, 1): 53 bits. */
static inline double n2v_rng_double(n2v_rng *rng) {
  return (double)(n2v_rng_next(rng) >> 11) * 0x1p-53;
}

#endif
