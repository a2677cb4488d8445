/* A kernel with vectors of 16 floats, as AVX-512 has them, in plain C: so what depends on their
 * width is tested on every processor. The compiler makes them of narrower ones. */
#ifndef N2V_TESTS_WIDE_KERNEL_H
#define N2V_TESTS_WIDE_KERNEL_H

#include "sgns/kernel.h"

/* Such vectors as arguments: all of that is inlined. */
#pragma GCC diagnostic ignored "-Wpsabi"

typedef float vec __attribute__((vector_size(64)));
typedef int32_t ivec __attribute__((vector_size(64)));
#define LANES               16
#define TILE                3
#define DOT_OUTPUTS         6
#define LOAD(p)             (*(const vec *)(p))
#define STORE(p, v)         (*(vec *)(p) = (v))
#define SET1(f)             ((f) - (vec){0})
#define FMA(a, b, c)        ((a) * (b) + (c))
#define ADD(a, b)           ((a) + (b))
#define MUL(a, b)           ((a) * (b))
#define DIV(a, b)           ((a) / (b))
#define BLEND(mask, a, b)   ((vec)(((mask) & (ivec)(a)) | (~(mask) & (ivec)(b))))
#define MAX(a, b)           BLEND((ivec)((a) > (b)), a, b)
#define NEG_ABS(z)          ((vec)((ivec)(z) | INT32_MIN))
#define EXP2I(t)            ((vec)(((ivec)(t) + 127) << 23))
#define SELECT_NEG(z, a, b) BLEND((ivec)((z) < SET1(0.0f)), a, b)
#define REDUCE8(p, a)                                                                              \
  do {                                                                                             \
    for (int row_i = 0; row_i < 8; row_i++) {                                                      \
      (p)[row_i] = 0;                                                                              \
      for (int lane_i = 0; lane_i < LANES; lane_i++)                                               \
        (p)[row_i] += (a)[row_i][lane_i];                                                          \
    }                                                                                              \
  } while (0)

#include "sgns/kernel_template.h"

static const n2v_kernel wide_kernel = {"wide",  train,   fetch,        write_back,
                                       combine, fetch16, write_back16, combine16};

#endif
