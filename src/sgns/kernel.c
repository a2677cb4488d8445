#include "sgns/kernel.h"

#include <math.h>
#include <string.h>

void n2v_loss_start(n2v_loss *loss) {
  loss->sum = 0;
  loss->factors = 0;
  for (int i = 0; i < N2V_ROW_UNIT; i++)
    loss->product[i] = 1;
}

double n2v_loss_fold(n2v_loss *loss) {
  for (int i = 0; i < N2V_ROW_UNIT; i++) {
    loss->sum += log((double)loss->product[i]);
    loss->product[i] = 1;
  }
  loss->factors = 0;
  return loss->sum;
}

size_t n2v_kernel_scratch(size_t contexts, size_t outputs) {
  /* Logits and errors of panels of at most 6 outputs; then a vector for each context:
   * updates half done, or its pull on the others. */
  size_t panels = outputs / 6 + 1;
  return 2 * (n2v_panel_room(contexts * outputs) + 2 * (panels - 1) * N2V_ROW_UNIT) +
         contexts * N2V_ROW_UNIT;
}

const n2v_kernel *n2v_kernel_find(const char *name) {
  const n2v_kernel *kernels[4] = {&n2v_kernel_portable};
  int count = 1;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    kernels[count++] = &n2v_kernel_avx2;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    kernels[count++] = &n2v_kernel_avx512;
#elif defined(__aarch64__)
  kernels[count++] = &n2v_kernel_neon;
#endif
  if (strcmp(name, "auto") == 0)
    return kernels[count - 1];
  for (int i = 0; i < count; i++)
    if (strcmp(kernels[i]->name, name) == 0)
      return kernels[i];
  return NULL;
}
