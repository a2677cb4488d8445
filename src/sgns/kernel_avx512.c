/* AVX-512: 32 registers of 16 floats. */
#if defined(__x86_64__)
#include "sgns/kernel.h"

#include <immintrin.h>

typedef __m512 vec;
#define LANES        16
#define TILE         3
#define DOT_OUTPUTS  6
#define LOAD(p)      _mm512_load_ps(p)
#define STORE(p, v)  _mm512_store_ps(p, v)
#define SET1(f)      _mm512_set1_ps(f)
#define FMA(a, b, c) _mm512_fmadd_ps(a, b, c)
#define ADD(a, b)    _mm512_add_ps(a, b)
#define MUL(a, b)    _mm512_mul_ps(a, b)
#define DIV(a, b)    _mm512_div_ps(a, b)
#define MAX(a, b)    _mm512_max_ps(a, b)
#define NEG_ABS(z)   _mm512_or_ps(z, SET1(-0.0f))
#define EXP2I(t)                                                                                   \
  _mm512_castsi512_ps(                                                                             \
      _mm512_slli_epi32(_mm512_add_epi32(_mm512_castps_si512(t), _mm512_set1_epi32(127)), 23))
#define SELECT_NEG(z, a, b) _mm512_mask_blend_ps(_mm512_movepi32_mask(_mm512_castps_si512(z)), b, a)
#define REDUCE8             reduce8

/* Two vectors at a time are folded into one that holds half-sums of both. */
static inline __attribute__((always_inline)) void reduce8(float *out, const vec *v) {
  vec s[4], t[2];
  for (size_t i = 0; i < 4; i++)
    s[i] = ADD(_mm512_shuffle_f32x4(v[2 * i], v[2 * i + 1], 0x44),
               _mm512_shuffle_f32x4(v[2 * i], v[2 * i + 1], 0xee));
  /* s[i]: two 128-bit lanes of v[2i], two of v[2i + 1]; t[i]: one lane for each of four */
  for (size_t i = 0; i < 2; i++)
    t[i] = ADD(_mm512_shuffle_f32x4(s[2 * i], s[2 * i + 1], 0x88),
               _mm512_shuffle_f32x4(s[2 * i], s[2 * i + 1], 0xdd));
  /* lane k: (v[k], v[4 + k]) interleaved, then the two halves of the lane added */
  vec u = ADD(_mm512_unpacklo_ps(t[0], t[1]), _mm512_unpackhi_ps(t[0], t[1]));
  u = ADD(u, _mm512_permute_ps(u, 0x4e));
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 0, 0, 0, 0, 0, 0, 0);
  _mm256_storeu_ps(out, _mm512_castps512_ps256(_mm512_permutexvar_ps(order, u)));
}

#include "sgns/kernel_template.h"

const n2v_kernel n2v_kernel_avx512 = {"avx512", train,   fetch,        write_back,
                                      combine,  fetch16, write_back16, combine16};
#else
typedef int n2v_no_avx512;
#endif
