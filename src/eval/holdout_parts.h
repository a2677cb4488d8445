/* What the two kinds of holdout have in common. */
#ifndef N2V_EVAL_HOLDOUT_PARTS_H
#define N2V_EVAL_HOLDOUT_PARTS_H

#include "base/random.h"
#include "graph/names.h"

/* (*out)[i]: the id in `rest` of name i, or UINT32_MAX. The caller frees it, also on failure. */
n2v_status n2v_holdout_map(const n2v_names *names, n2v_names *rest, uint32_t **out, n2v_error *err);

/* Fisher and Yates. */
void n2v_shuffle(n2v_rng *rng, uint32_t *items, uint32_t count);

#endif
