/* The one place that asks the processor what it can do. __builtin_cpu_supports (GCC and Clang) also
 * asks whether the system saves the wide registers, which CPUID alone does not say. */
#include "base/isa.h"

#include <stddef.h>
#include <string.h>

static const char *const names[N2V_ISAS] = {
#define ISA(name, target, bytes, runs) [N2V_ISA_##name] = #name,
#include "base/isa.def"
#undef ISA
};

static bool runs_here(n2v_isa isa) {
  const bool answers[N2V_ISAS] = {
#define ISA(name, target, bytes, runs) [N2V_ISA_##name] = (runs),
#include "base/isa.def"
#undef ISA
  };
  return answers[isa];
}

/* From the widest down, so that auto stops at the first that runs. */
bool n2v_isa_find(const char *name, n2v_isa *out) {
  bool any = !name || strcmp(name, "auto") == 0;
  for (int i = N2V_ISAS - 1; i >= 0; i--)
    if ((any || strcmp(name, names[i]) == 0) && runs_here((n2v_isa)i)) {
      *out = (n2v_isa)i;
      return true;
    }
  return false;
}

const char *n2v_isa_name(n2v_isa isa) {
  return names[isa];
}
