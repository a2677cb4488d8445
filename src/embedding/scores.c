#include "embedding/scores.h"

#include <stdbool.h>
#include <string.h>

#define KERNEL score_portable
#define TARGET
#define WIDTH 16
#define TILE  3 /* 12 registers of sums */
#include "embedding/scores_kernel.h"

#ifdef __x86_64__
#define KERNEL score_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define WIDTH  32
#define TILE   6 /* 12 registers of sums */
#include "embedding/scores_kernel.h"

#define KERNEL score_avx512
#define TARGET __attribute__((target("avx512f")))
#define WIDTH  64
#define TILE   12
#include "embedding/scores_kernel.h"
#endif

n2v_score_kernel *n2v_score_kernel_get(const char *isa) {
  bool any = strcmp(isa, "auto") == 0;
#ifdef __x86_64__
  if ((any || strcmp(isa, "avx512") == 0) && __builtin_cpu_supports("avx512f"))
    return score_avx512;
  if ((any || strcmp(isa, "avx2") == 0) && __builtin_cpu_supports("avx2") &&
      __builtin_cpu_supports("fma"))
    return score_avx2;
#endif
  return any || strcmp(isa, "portable") == 0 ? score_portable : NULL;
}
