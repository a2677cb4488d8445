/* The labels of nodes, any number for each, that classification learns and predicts. */
#ifndef N2V_EVAL_LABEL_SETS_H
#define N2V_EVAL_LABEL_SETS_H

#include "graph/names.h"
#include "n2v_eval.h"

/* Node i has the labels items[offsets[i] .. offsets[i + 1]), ascending, at least one. Nodes stand
 * in the order of the file, labels are numbered as they first appear. Immutable once read. */
struct n2v_label_sets {
  n2v_names *nodes, *labels;
  uint64_t *offsets; /* nodes->count + 1 */
  uint32_t *items;
};

#endif
