/* The table of objectives, by the values of n2v.h. */
#include "sgns/objective.h"

#include "base/params.h"

static const n2v_objective *const objectives[] = {
#define OBJECTIVE(kind, name) [kind] = &(name),
#include "sgns/objectives.def"
#undef OBJECTIVE
};

enum {
#define OBJECTIVE(kind, name) ROW_OF_##kind,
#include "sgns/objectives.def"
#undef OBJECTIVE
  ROWS
};

/* A value without a row would be a call of NULL, hours later. */
_Static_assert(ROWS == N2V_LAST_OF(N2V_OBJECTIVE_LIST) + 1,
               "objectives.def has as many rows as N2V_OBJECTIVE_LIST in n2v.h");

const n2v_objective *n2v_objective_of(n2v_objective_kind kind) {
  return objectives[kind];
}
