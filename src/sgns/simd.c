/* Which vector instructions there are to choose from, on this processor. */
#include "base/params.h"
#include "n2v.h"
#include "sgns/kernel.h"

bool n2v_simd_usable(n2v_simd simd) {
  return simd >= N2V_SIMD_AUTO && simd <= N2V_SIMD_NEON &&
         n2v_kernel_find(n2v_simd_name(simd)) != NULL;
}
