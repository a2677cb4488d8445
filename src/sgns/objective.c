/* The table of objectives, by the values of n2v.h. */
#include "sgns/objective.h"

#include "base/params.h"

static const n2v_objective *const objectives[] = {
#define OBJECTIVE(kind, name) [kind] = &name,
#include "sgns/objectives.def"
#undef OBJECTIVE
};

/* A value without a row would be a call of NULL, hours later. */
#define OBJECTIVE(kind, name) +1
_Static_assert(
#include "sgns/objectives.def"
    == N2V_LAST_OF(N2V_OBJECTIVE_LIST) + 1,
    "objectives.def has as many rows as N2V_OBJECTIVE_LIST in n2v.h");
#undef OBJECTIVE

const n2v_objective *n2v_objective_of(n2v_objective_kind kind) {
  return objectives[kind];
}
