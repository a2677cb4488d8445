/* AVX2 and FMA: 16 registers of 8 floats. */
#if defined(__x86_64__)
#include "sgns/kernel.h"

#include <immintrin.h>

typedef __m256 vec;
#define LANES        8
#define TILE         3
#define DOT_OUTPUTS  3
#define LOAD(p)      _mm256_load_ps(p)
#define STORE(p, v)  _mm256_store_ps(p, v)
#define SET1(f)      _mm256_set1_ps(f)
#define FMA(a, b, c) _mm256_fmadd_ps(a, b, c)
#define ADD(a, b)    _mm256_add_ps(a, b)
#define MUL(a, b)    _mm256_mul_ps(a, b)
#define DIV(a, b)    _mm256_div_ps(a, b)
#define MAX(a, b)    _mm256_max_ps(a, b)
#define NEG_ABS(z)   _mm256_or_ps(z, SET1(-0.0f))
#define EXP2I(t)                                                                                   \
  _mm256_castsi256_ps(                                                                             \
      _mm256_slli_epi32(_mm256_add_epi32(_mm256_castps_si256(t), _mm256_set1_epi32(127)), 23))
#define SELECT_NEG(z, a, b) _mm256_blendv_ps(b, a, z)
#define REDUCE8             reduce8

/* Three rounds, each folding two vectors into one that holds half-sums of both. */
static inline __attribute__((always_inline)) void reduce8(float *out, const vec *v) {
  vec s[4], t[2];
  for (size_t i = 0; i < 4; i++)
    s[i] =
        ADD(_mm256_unpacklo_ps(v[2 * i], v[2 * i + 1]), _mm256_unpackhi_ps(v[2 * i], v[2 * i + 1]));
  for (size_t i = 0; i < 2; i++)
    t[i] = ADD(_mm256_shuffle_ps(s[2 * i], s[2 * i + 1], 0x44),
               _mm256_shuffle_ps(s[2 * i], s[2 * i + 1], 0xee));
  _mm256_storeu_ps(
      out, ADD(_mm256_permute2f128_ps(t[0], t[1], 0x20), _mm256_permute2f128_ps(t[0], t[1], 0x31)));
}

#include "sgns/kernel_template.h"

const n2v_kernel n2v_kernel_avx2 = {"avx2",  train,   fetch,        write_back,
                                    combine, fetch16, write_back16, combine16};
#else
typedef int n2v_no_avx2;
#endif
