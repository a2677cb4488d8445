/* Whether vectors find what was hidden: all nodes are ranked by how well they go with what a
 * question gives, and the place of what it hides is what counts. Beside the vectors stand rankings
 * that need none: vectors that are worse than these have learnt nothing that is of use here. */
#ifndef N2V_EVAL_RECALL_H
#define N2V_EVAL_RECALL_H

#include "embedding/embedding.h"
#include "eval/holdout.h"
#include "n2v_eval.h"

extern const char *const n2v_ranking_names[N2V_RANKING_COUNT];

/* vectors and contexts (may be NULL): of the nodes of holdout->rest, found by name; makes the index
 * of their names, unless there is one. N2V_EINPUT for a vector that is not finite, or when no node
 * has one. */
n2v_status n2v_recall(const n2v_holdout *holdout, const n2v_embedding *vectors,
                      const n2v_embedding *contexts, uint32_t k, const n2v_run *run,
                      n2v_recall_report *report, n2v_error *err);

#endif
