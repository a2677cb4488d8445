/* Scores of rows, once for each instruction set. Each component of a row is multiplied with that
 * component of a whole group of vectors, which lie side by side: no sums across a register, no
 * remainder for any number of dimensions. Every score is a sum in the order of the dimensions, in
 * whichever width. */
#include "embedding/scores.h"

#include "base/isa.h"

#include <string.h>

/* A tile is as many rows as have their sums in 12 registers, with a few left for the rest: AVX2 has
 * 16. That is 3 rows of 4 registers with 16 bytes, 6 of 2 with 32, 12 of 1 with 64; a group's
 * vector is loaded once for all of them. The body is a macro because the width of a vector cannot
 * be a parameter. */
/* clang-format off */
#define ISA(name, target, bytes, runs)                                                             \
  target static void score_##name(const float *const rows[N2V_SCORE_ROWS], const float *group,     \
                                  size_t dims, float scores[N2V_SCORE_ROWS][N2V_SCORE_LANES]) {    \
    typedef float lanes __attribute__((vector_size(bytes), may_alias));                            \
    enum { PARTS = N2V_SCORE_LANES * sizeof(float) / (bytes), TILE = 12 / PARTS };                 \
    _Static_assert(N2V_SCORE_ROWS % TILE == 0, "whole tiles");                                     \
    for (int first = 0; first < N2V_SCORE_ROWS; first += TILE) {                                   \
      lanes sums[TILE][PARTS] = {{{0}}};                                                           \
      for (size_t d = 0; d < dims; d++) {                                                          \
        const lanes *vectors = (const lanes *)(const void *)(group + d * N2V_SCORE_LANES);         \
        _Pragma("GCC unroll 16")                                                                   \
        for (int i = 0; i < TILE; i++)                                                             \
          _Pragma("GCC unroll 16")                                                                 \
          for (int j = 0; j < (int)PARTS; j++)                                                     \
            sums[i][j] += rows[first + i][d] * vectors[j];                                         \
      }                                                                                            \
      memcpy(scores[first], sums, sizeof sums);                                                    \
    }                                                                                              \
  }
/* clang-format on */
#include "base/isa.def"
#undef ISA

static n2v_score_kernel *const kernels[N2V_ISAS] = {
#define ISA(name, target, bytes, runs) [N2V_ISA_##name] = score_##name,
#include "base/isa.def"
#undef ISA
};

n2v_score_kernel *n2v_score_kernel_get(const char *simd) {
  n2v_isa isa;
  return n2v_isa_find(simd, &isa) ? kernels[isa] : NULL;
}
