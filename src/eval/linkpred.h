/* Link prediction: how well vectors tell edges from pairs of nodes without one.
 *
 * Grover and Leskovec, KDD 2016, section 4.4: the vectors of a pair's nodes are combined
 * component-wise by one of four operators (table 1), a logistic regression on the result scores the
 * pair. It is fitted on half of the pairs and tested on the other half. Besides, the dot product
 * and the cosine as they are, on the same test half. */
#ifndef N2V_EVAL_LINKPRED_H
#define N2V_EVAL_LINKPRED_H

#include "embedding/embedding.h"
#include "eval/edge_split.h"

/* Name and the pair's component of the two nodes' components a and b. */
#define N2V_OPERATOR_LIST(ROW)                                                                     \
  ROW(hadamard, (a * b))                                                                           \
  ROW(average, (a + b) / 2)                                                                        \
  ROW(l1, fabsf(a - b))                                                                            \
  ROW(l2, (a - b) * (a - b))

enum {
#define N2V_OPERATOR_ENUM(name, formula) N2V_OPERATOR_##name,
  N2V_OPERATOR_LIST(N2V_OPERATOR_ENUM)
#undef N2V_OPERATOR_ENUM
      N2V_OPERATOR_COUNT,
  N2V_SCORE_dot = N2V_OPERATOR_COUNT,
  N2V_SCORE_cosine,
  N2V_SCORE_COUNT
};

extern const char *const n2v_score_names[N2V_SCORE_COUNT];

/* The regressions are fitted on at most this many pairs: more would not change 129 weights, and
 * each takes 2 kB (16 bytes a value, logistic.h), 136 MB for each of the regressions that run at
 * once. */
enum { N2V_LINKPRED_FIT = 1 << 16 };

/* auc[i] belongs to n2v_score_names[i]. vectors: of the nodes of `graph`, found by name (makes the
 * index of their names, unless there is one). The pairs' order must be random. */
n2v_status n2v_linkpred(const n2v_graph *graph, const n2v_edge_split *split,
                        const n2v_embedding *vectors, const n2v_run *run,
                        double auc[N2V_SCORE_COUNT], n2v_error *err);

#endif
