/* n2v_walk_params: defaults, and the bounds within which the samplers are right. */
#include "base/params.h"
#include "walk/walker.h"

#include <string.h>

static const n2v_walk_params defaults = {.size = sizeof defaults,
                                         .p = 1,
                                         .q = 1,
                                         .walk_length = 80,
                                         .num_walks = 10,
                                         .epochs = 4,
                                         .sampler = N2V_SAMPLER_AUTO,
                                         .seed = 1};

void n2v_walk_params_init(n2v_walk_params *params, size_t size) {
  memset(params, 0, size);
  memcpy(params, &defaults, size < sizeof defaults ? size : sizeof defaults);
  params->size = size;
}

const char *n2v_sampler_name(n2v_sampler_kind sampler) {
  static const char *const names[] = {N2V_SAMPLER_LIST(N2V_TEXT_ROW)};
  return (size_t)sampler < sizeof names / sizeof *names ? names[sampler] : NULL;
}

n2v_status n2v_walk_params_take(const n2v_walk_params *given, n2v_walk_params *own,
                                n2v_error *err) {
  *own = defaults;
  n2v_status status = n2v_params_take(own, sizeof *own, given, "n2v_walk_params", err);
  const n2v_range ranges[] = {{"p", own->p, 1e-6, 1e6},
                              {"q", own->q, 1e-6, 1e6},
                              {"walk_length", own->walk_length, 1, 100000},
                              {"num_walks", own->num_walks, 1, 1000000},
                              {"epochs", own->epochs, 1, 100000},
                              {"sampler", own->sampler, 0, N2V_LAST_OF(N2V_SAMPLER_LIST)},
                              {"gamma", own->gamma, -100, 100},
                              {"degree_penalty", own->degree_penalty, 0, 1},
                              {"seed", (double)own->seed, 0, 0x1p53}};
  return status == N2V_OK ? n2v_in_ranges(ranges, sizeof ranges / sizeof *ranges, err) : status;
}
