/* Whether vectors find what was hidden: all nodes are ranked by how well they go with what a
 * question gives, and the place of what it hides is what counts. Beside the vectors stand rankings
 * that need none: vectors that are worse than these have learnt nothing that is of use here. */
#ifndef N2V_EVAL_RECALL_H
#define N2V_EVAL_RECALL_H

#include "embedding/embedding.h"
#include "eval/holdout.h"

/* What a candidate scores with the nodes that a question gives, summed over them. */
#define N2V_RANKING_LIST(ROW)                                                                      \
  ROW(cosine, "the cosine of their vectors")                                                       \
  ROW(context, "the dot product with the candidate's context vector")                              \
  ROW(popularity, "how many have the candidate at all")                                            \
  ROW(weights, "the weight of the edge between them in the graph that is left; where edges are "   \
               "what is hidden, the chance that two steps of a walk lead to it")                   \
  ROW(common, "their common neighbours in it")

enum {
#define N2V_RANKING_ENUM(name, text) N2V_RANKING_##name,
  N2V_RANKING_LIST(N2V_RANKING_ENUM)
#undef N2V_RANKING_ENUM
      N2V_RANKING_COUNT,
  N2V_RANKING_BASELINES = N2V_RANKING_popularity /* these and those behind need no vectors */
};

extern const char *const n2v_ranking_names[N2V_RANKING_COUNT];

/* Means over all questions; one that hides what is no node counts as missed. Candidates with equal
 * scores: the mean over all their orders. */
typedef struct n2v_recall_scores {
  double hit;       /* share whose hidden node is among the first k */
  double hit_error; /* standard error of that mean */
  double mrr;       /* 1 / rank */
  double ndcg;      /* 1 / log2(1 + rank) for those among the first k, else 0 */
  double coverage;  /* share of nodes that are in the first k of any question (equal scores: lower
                       ids first) */
} n2v_recall_scores;

typedef struct n2v_recall_report {
  n2v_recall_scores of[N2V_RANKING_COUNT];
  bool has_context;
  /* Vectors' hit below that of a baseline by more than twice the standard error of the difference,
   * question by question. */
  bool worse[N2V_RANKING_BASELINES][N2V_RANKING_COUNT];
  uint32_t unknown; /* questions whose hidden node is not in the graph that is left */
  uint32_t without; /* nodes of that graph without a vector: they score 0 */
} n2v_recall_report;

/* vectors and contexts (may be NULL): of the nodes of holdout->rest, found by name; makes the index
 * of their names, unless there is one. N2V_EINPUT for a vector that is not finite, or when no node
 * has one. */
n2v_status n2v_recall(const n2v_holdout *holdout, n2v_embedding *vectors, n2v_embedding *contexts,
                      uint32_t k, int threads, n2v_recall_report *report, n2v_error *err);

#endif
