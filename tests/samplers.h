/* Samplers by name. */
#ifndef N2V_TESTS_SAMPLERS_H
#define N2V_TESTS_SAMPLERS_H

#include "n2v.h"

#include <stdlib.h>
#include <string.h>

static inline n2v_sampler_kind sampler_of(const char *name) {
  static const char *const names[] = {N2V_SAMPLER_LIST(N2V_TEXT_ROW)};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(names[i], name) == 0)
      return (n2v_sampler_kind)i;
  abort();
}

#endif
