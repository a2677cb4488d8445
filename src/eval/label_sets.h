/* The labels of nodes, any number for each, that classification learns and predicts. */
#ifndef N2V_EVAL_LABEL_SETS_H
#define N2V_EVAL_LABEL_SETS_H

#include "graph/names.h"

/* Node i has the labels items[offsets[i] .. offsets[i + 1]), ascending, at least one. Nodes stand
 * in the order of the file, labels are numbered as they first appear. Immutable once read. */
typedef struct n2v_label_sets {
  n2v_names *nodes, *labels;
  uint64_t *offsets; /* nodes->count + 1 */
  uint32_t *items;
} n2v_label_sets;

/* Lines of a node's name and its labels, separated by white space, commas or semicolons. Lines of
 * one node add up; a label given to it twice counts once; a line without labels and one that begins
 * with # are passed over. N2V_EINPUT when nothing is left. */
n2v_status n2v_label_sets_read(const char *path, n2v_label_sets **out, n2v_error *err);
void n2v_label_sets_free(n2v_label_sets *sets);

#endif
