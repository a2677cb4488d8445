/* What vectors are trained for. Workers cut walks into groups, a centre's contexts against the
 * centre and some nodes drawn beside it; what is drawn, and what a group's rows then become, is the
 * objective's. Another one is a file of its own and a row of objectives.def. */
#ifndef N2V_SGNS_OBJECTIVE_H
#define N2V_SGNS_OBJECTIVE_H

#include "base/random.h"
#include "n2v.h"
#include "sgns/kernel.h"

typedef struct n2v_objective {
  /* Makes what draw needs, one piece of memory of table_bytes(nodes) for the caller to n2v_free,
   * from the tokens of each node in the corpus. exponent: see n2v_train_params.ns_exponent. */
  n2v_status (*make_table)(const uint64_t *counts, uint32_t nodes, double exponent, void **table,
                           n2v_error *err);
  uint64_t (*table_bytes)(uint32_t nodes);
  /* Nodes for a centre's outputs, each independent of the others; they depend on rng alone. */
  void (*draw)(const void *table, uint32_t nodes, n2v_rng *rng, uint32_t *drawn, uint32_t count);
  /* The call that trains groups, with the vectors of this processor. It is looked up once, so that
   * a group costs no second indirection. */
  n2v_group_trainer *(*trainer)(const n2v_kernel *kernel);
  /* Floats of n2v_group.scratch that it needs for a group of at most these counts. */
  size_t (*scratch)(size_t contexts, size_t outputs);
  /* Mean loss of a pair when the vectors say nothing, every logit 0: what is worse has diverged. */
  double (*chance)(uint32_t negatives);
} n2v_objective;

const n2v_objective *n2v_objective_of(n2v_objective_kind kind);

#define OBJECTIVE(kind, name) extern const n2v_objective name;
#include "sgns/objectives.def"
#undef OBJECTIVE

#endif
