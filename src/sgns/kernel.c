/* The losses of training, and which kernel trains: one file of code for each row of isa.def. */
#include "sgns/kernel.h"

#include "base/isa.h"

#include <math.h>

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
         (contexts * 6 + N2V_ROW_UNIT) * N2V_ROW_UNIT;
}

static const n2v_kernel *const kernels[N2V_ISAS] = {
#define ISA(name, target, bytes, runs) [N2V_ISA_##name] = &n2v_kernel_##name,
#include "base/isa.def"
#undef ISA
};

const n2v_kernel *n2v_kernel_find(const char *name) {
  n2v_isa isa;
  return n2v_isa_find(name, &isa) ? kernels[isa] : NULL;
}
