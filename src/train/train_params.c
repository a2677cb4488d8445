/* n2v_train_params: defaults, and the bounds within which training is right. */
#include "train/train_params.h"

#include "base/params.h"
#include "base/status.h"

#include <string.h>

static const n2v_train_params defaults = {.size = sizeof defaults,
                                          .dims = 128,
                                          .window = 10,
                                          .shrink_window = true,
                                          .negative = 5,
                                          .ns_exponent = 0.5,
                                          .alpha = 0.05,
                                          .epochs = 0,
                                          .seed = 1,
                                          .checkpoint_every = 60};

void n2v_train_params_init(n2v_train_params *params, size_t size) {
  memset(params, 0, size);
  memcpy(params, &defaults, size < sizeof defaults ? size : sizeof defaults);
  params->size = size;
}

n2v_status n2v_train_params_take(const n2v_train_params *given, n2v_train_params *own,
                                 n2v_error *err) {
  *own = defaults;
  n2v_status status = n2v_params_take(own, sizeof *own, given, "n2v_train_params", err);
  const n2v_range ranges[] = {{"dims", own->dims, 1, 4096},
                              {"window", own->window, 1, 1000},
                              {"negative", own->negative, 0, 64},
                              {"ns_exponent", own->ns_exponent, -4, 4},
                              {"alpha", own->alpha, 1e-9, 1},
                              {"epochs", own->epochs, 0, 100000},
                              {"stop_after", own->stop_after, 0, 100000},
                              {"sample", own->sample, 0, 1},
                              {"group", own->group, 0, 4096},
                              {"checkpoint_every", own->checkpoint_every, 0, 1e9},
                              {"objective", own->objective, 0, N2V_LAST_OF(N2V_OBJECTIVE_LIST)},
                              {"precision", own->precision, 0, N2V_LAST_OF(N2V_PRECISION_LIST)},
                              {"seed", (double)own->seed, 0, 0x1p53}};
  if (status == N2V_OK)
    status = n2v_in_ranges(ranges, sizeof ranges / sizeof *ranges, err);
  if (status == N2V_OK && !own->init && (own->freeze || own->init_context))
    status = n2v_fail(err, N2V_EUSAGE, "`freeze` and `init_context` go with `init`");
  if (status == N2V_OK && own->init && own->precision != N2V_PRECISION_FLOAT32)
    status = n2v_fail(err, N2V_EUSAGE, "`init` goes with `precision = float32` only");
  return status;
}
