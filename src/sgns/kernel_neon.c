/* NEON (AArch64): 32 registers of 4 floats. */
#if defined(__aarch64__)
#include "sgns/kernel.h"

#include <arm_neon.h>

typedef float32x4_t vec;
#define LANES        4
#define TILE         3
#define DOT_OUTPUTS  6
#define LOAD(p)      vld1q_f32(p)
#define STORE(p, v)  vst1q_f32(p, v)
#define SET1(f)      vdupq_n_f32(f)
#define FMA(a, b, c) vfmaq_f32(c, a, b)
#define ADD(a, b)    vaddq_f32(a, b)
#define MUL(a, b)    vmulq_f32(a, b)
#define DIV(a, b)    vdivq_f32(a, b)
#define MAX(a, b)    vmaxq_f32(a, b)
#define NEG_ABS(z)   vnegq_f32(vabsq_f32(z))
#define EXP2I(t)                                                                                   \
  vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(vreinterpretq_s32_f32(t), vdupq_n_s32(127)), 23))
#define SELECT_NEG(z, a, b) vbslq_f32(vcltzq_f32(z), a, b)
#define REDUCE8(p, a)                                                                              \
  do {                                                                                             \
    vst1q_f32(p, vpaddq_f32(vpaddq_f32((a)[0], (a)[1]), vpaddq_f32((a)[2], (a)[3])));              \
    vst1q_f32((p) + 4, vpaddq_f32(vpaddq_f32((a)[4], (a)[5]), vpaddq_f32((a)[6], (a)[7])));        \
  } while (0)

#include "sgns/kernel_template.h"

const n2v_kernel n2v_kernel_neon = {"neon",  train,   fetch,        write_back,
                                    combine, fetch16, write_back16, combine16};
#else
typedef int n2v_no_neon;
#endif
