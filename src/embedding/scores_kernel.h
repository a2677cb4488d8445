/* Template, included once for each instruction set with KERNEL (the function's name), TARGET (its
 * attribute), WIDTH (bytes of a register) and TILE (rows whose sums fit the registers) defined.
 *
 * Each component of a row is multiplied with that component of a whole group of vectors, which lie
 * side by side: no sums across a register, no remainder for any number of dimensions. */

TARGET static void KERNEL(const float *const rows[N2V_SCORE_ROWS], const float *group, size_t dims,
                          float scores[N2V_SCORE_ROWS][N2V_SCORE_LANES]) {
  enum { PARTS = N2V_SCORE_LANES * sizeof(float) / WIDTH };
  typedef float lanes __attribute__((vector_size(WIDTH), may_alias));
  _Static_assert(N2V_SCORE_ROWS % TILE == 0, "whole tiles");
  for (int first = 0; first < N2V_SCORE_ROWS; first += TILE) {
    lanes sums[TILE][PARTS] = {{{0}}};
    for (size_t d = 0; d < dims; d++) {
      const lanes *vectors = (const lanes *)(const void *)(group + d * N2V_SCORE_LANES);
#pragma GCC unroll 16
      for (int i = 0; i < TILE; i++)
#pragma GCC unroll 16
        for (int j = 0; j < (int)PARTS; j++)
          sums[i][j] += rows[first + i][d] * vectors[j];
    }
    memcpy(scores[first], sums, sizeof sums);
  }
}

#undef KERNEL
#undef TARGET
#undef WIDTH
#undef TILE
