/* Dot products of many rows with a group of vectors, the work of an exact neighbour search. */
#ifndef N2V_EMBEDDING_SCORES_H
#define N2V_EMBEDDING_SCORES_H

#include <stddef.h>

enum {
  N2V_SCORE_LANES = 16, /* vectors in a group */
  N2V_SCORE_ROWS = 48   /* rows at a time: 24 kB at 128 dimensions, within a first-level cache */
};

/* group: dims x N2V_SCORE_LANES floats, the vectors side by side: component d of vector j is
 * group[d * N2V_SCORE_LANES + j]; aligned to 64 bytes. scores[i][j]: row i with vector j. */
typedef void n2v_score_kernel(const float *const rows[N2V_SCORE_ROWS], const float *group,
                              size_t dims, float scores[N2V_SCORE_ROWS][N2V_SCORE_LANES]);

/* simd: the name of a row of isa.def; NULL or "auto": the widest that this processor runs. NULL: it
 * does not run that one. */
n2v_score_kernel *n2v_score_kernel_get(const char *simd);

#endif
