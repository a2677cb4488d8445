/* Plain C for any processor: vectors of four floats where the compiler has them (gcc and clang turn
 * them into whatever the processor offers), single floats elsewhere. */
#include "sgns/kernel.h"

#include <string.h>

#if defined(__GNUC__)
typedef float vec __attribute__((vector_size(16)));
typedef int32_t ivec __attribute__((vector_size(16)));
#define LANES               4
#define TILE                3
#define DOT_OUTPUTS         3
#define LOAD(p)             (*(const vec *)(p))
#define STORE(p, v)         (*(vec *)(p) = (v))
#define SET1(f)             ((vec){(f), (f), (f), (f)})
#define BLEND(mask, a, b)   ((vec)(((mask) & (ivec)(a)) | (~(mask) & (ivec)(b))))
#define MAX(a, b)           BLEND((ivec)((a) > (b)), a, b)
#define NEG_ABS(z)          ((vec)((ivec)(z) | INT32_MIN))
#define EXP2I(t)            ((vec)(((ivec)(t) + 127) << 23))
#define SELECT_NEG(z, a, b) BLEND((ivec)((z) < SET1(0.0f)), a, b)
#define LANE_SUM(v)         (((v)[0] + (v)[1]) + ((v)[2] + (v)[3]))
#else
typedef float vec;
#define LANES               1
#define TILE                3
#define DOT_OUTPUTS         3
#define LOAD(p)             (*(p))
#define STORE(p, v)         (*(p) = (v))
#define SET1(f)             (f)
#define MAX(a, b)           ((a) > (b) ? (a) : (b))
#define NEG_ABS(z)          ((z) < 0 ? (z) : -(z))
#define EXP2I(t)            exp2i(t)
#define SELECT_NEG(z, a, b) ((z) < 0 ? (a) : (b))
#define LANE_SUM(v)         (v)
#define __attribute__(x)
static float exp2i(float t) {
  uint32_t bits;
  memcpy(&bits, &t, sizeof bits);
  bits = (bits + 127) << 23;
  memcpy(&t, &bits, sizeof bits);
  return t;
}
#endif
#define FMA(a, b, c) ((a) * (b) + (c))
#define ADD(a, b)    ((a) + (b))
#define MUL(a, b)    ((a) * (b))
#define DIV(a, b)    ((a) / (b))
#define REDUCE8(p, a)                                                                              \
  do {                                                                                             \
    for (int lane_i = 0; lane_i < 8; lane_i++)                                                     \
      (p)[lane_i] = LANE_SUM((a)[lane_i]);                                                         \
  } while (0)

#include "sgns/kernel_template.h"

const n2v_kernel n2v_kernel_portable = {"portable", train,   fetch,        write_back,
                                        combine,    fetch16, write_back16, combine16};
