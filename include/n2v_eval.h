/* n2v_eval: how good vectors are. Node classification, link prediction, and finding what was
 * hidden. Conventions (errors, parameters, runs, threads) are those of n2v.h.
 *
 * Sources. Classification: Perozzi, Al-Rfou and Skiena, "DeepWalk: online learning of social
 * representations", KDD 2014, section 5.1. Link prediction: Grover and Leskovec, KDD 2016, section
 * 4.4. Recall: leave-one-out as in Cremonesi, Koren and Turrin, "Performance of recommender
 * algorithms on top-n recommendation tasks", RecSys 2010, with all items as candidates.
 *
 * Regressions are liblinear's. It prints each iteration unless its print function is set, which is
 * one for the whole process: calls that fit set it to one that prints nothing. */
#ifndef N2V_EVAL_H
#define N2V_EVAL_H

#include "n2v.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------ classification */

/* The labels of nodes, any number for each; immutable. Labels are numbered from 0 as they appear in
 * the file. */
typedef struct n2v_label_sets n2v_label_sets;

/* Lines of a node's name and its labels, separated by white space, commas or semicolons; plain, .gz
 * or .zst. Lines of one node add up; a label given to it twice counts once; a line without labels
 * and one that begins with # are passed over. N2V_EINPUT when nothing is left. */
N2V_API n2v_status n2v_label_sets_read(const char *path, n2v_label_sets **out, n2v_error *err);
N2V_API void n2v_label_sets_free(n2v_label_sets *sets);
/* A node's labels, ascending, *count of them; NULL when it has none. Owned by sets. */
N2V_API const uint32_t *n2v_label_sets_of(const n2v_label_sets *sets, const char *name,
                                          size_t length, uint32_t *count);
/* A label's name, not NUL-terminated; owned by sets. */
N2V_API const char *n2v_label_sets_name(const n2v_label_sets *sets, uint32_t label, size_t *length);

typedef struct n2v_classify_params {
  size_t size;
  double
      train_fraction; /* of the labelled nodes that have a vector, rounded down; 0.001 to 0.999 */
  uint32_t repeats;   /* over independent random splits; 1 to 10,000 */
  uint64_t seed;
} n2v_classify_params;

/* Half of the nodes, 10 repeats. */
N2V_API void n2v_classify_params_init(n2v_classify_params *params, size_t size);

/* F1 = 2 TP / (2 TP + FP + FN). macro: the mean over labels, where one that neither occurs nor is
 * predicted counts 0; micro: of the summed counts. */
typedef struct n2v_f1 {
  double macro, micro;
} n2v_f1;

typedef struct n2v_classify_report {
  size_t size;            /* set before the call; no more than that is filled */
  uint32_t nodes;         /* labelled and with a vector */
  uint32_t without;       /* labelled, no vector: left out */
  uint32_t labels;        /* of the nodes left */
  n2v_f1 mean, deviation; /* over the repeats; standard deviation of a sample, 0 for one repeat */
} n2v_classify_report;

/* Fits one-vs-rest logistic regressions (L2, C = 1) on the vectors of a part of the labelled nodes
 * and predicts the labels of the others: each gets as many as it has, the most probable ones. The
 * result does not depend on run->threads. params and run may be NULL. */
N2V_API n2v_status n2v_eval_classify(const n2v_embedding *vectors, const n2v_label_sets *sets,
                                     const n2v_classify_params *params, const n2v_run *run,
                                     n2v_classify_report *report, n2v_error *err);

/* ----------------------------------------------------------------------------- link prediction */

/* A graph with a part of its edges taken out: the rest to train on, the edges taken out and as many
 * pairs that no edge joins to tell apart. */
typedef struct n2v_link_task n2v_link_task;

/* Takes out `fraction` (above 0, at most 1) of the edges, self-loops not counted and never taken,
 * but none of a random spanning forest: the rest has the same connected components. Depends on
 * graph and seed alone. The graph must be undirected, and outlive the task. N2V_EINPUT when no edge
 * can be taken, or when there are too few pairs without one. */
N2V_API n2v_status n2v_link_task_new(const n2v_graph *graph, double fraction, uint64_t seed,
                                     const n2v_run *run, n2v_link_task **out, n2v_error *err);
N2V_API void n2v_link_task_free(n2v_link_task *task);
/* What to train on, all nodes, under ids of its own; owned by the task. */
N2V_API const n2v_graph *n2v_link_task_rest(const n2v_link_task *task);
/* The same for other programs: an edge list whose separator the extension says. */
N2V_API n2v_status n2v_link_task_write_rest(const n2v_link_task *task, const char *path,
                                            n2v_error *err);
N2V_API uint64_t n2v_link_task_removed(const n2v_link_task *task); /* edges */

enum { N2V_LINK_SCORES = 6 };
/* "hadamard", "average", "l1" and "l2": regressions on the vectors of a pair combined component by
 * component, fitted on half of the pairs; "dot" and "cosine" as they are. NULL for any other
 * number. */
N2V_API const char *n2v_link_score_name(unsigned score);
/* auc[i]: the area under the ROC curve, on the other half, of score i. vectors: of the nodes,
 * found by name. run may be NULL. */
N2V_API n2v_status n2v_eval_links(const n2v_link_task *task, const n2v_embedding *vectors,
                                  const n2v_run *run, double auc[N2V_LINK_SCORES], n2v_error *err);

/* -------------------------------------------------------------------------------------- recall */

/* Something hidden from each of many, and questions that ask for it: from a user one film of those
 * rated highest, from a node one of its edges. */
typedef struct n2v_recall_task n2v_recall_task;

typedef struct n2v_recall_params {
  size_t size;
  uint32_t least;     /* ratings or edges that one has of whom one is hidden; at least 2 */
  uint32_t questions; /* at most; a random part where there could be more */
  uint64_t seed;
} n2v_recall_params;

/* 4, 10,000, 1. */
N2V_API void n2v_recall_params_init(n2v_recall_params *params, size_t size);

/* Reads ratings, or else a graph, as n2v_graph_read does, and hides. read, params and run may be
 * NULL; path is needed no longer afterwards. */
N2V_API n2v_status n2v_recall_task_read(const char *path, const n2v_read_params *read,
                                        const n2v_recall_params *params, const n2v_run *run,
                                        n2v_recall_task **out, n2v_error *err);
N2V_API void n2v_recall_task_free(n2v_recall_task *task);
/* What to train on; owned by the task. */
N2V_API const n2v_graph *n2v_recall_task_rest(const n2v_recall_task *task);
N2V_API uint32_t n2v_recall_task_questions(const n2v_recall_task *task);
/* Lines `who is asked<TAB>what is hidden`. */
N2V_API n2v_status n2v_recall_task_write(const n2v_recall_task *task, const char *path,
                                         n2v_error *err);
/* What is left, for other programs: ratings as CSV, a graph as an edge list whose separator the
 * extension says. */
N2V_API n2v_status n2v_recall_task_write_rest(const n2v_recall_task *task, const char *path,
                                              n2v_error *err);

/* Both files, which appear together or not at all: what is left of one seed beside what is hidden
 * by another would give the answers away. NULL: not this one. */
N2V_API n2v_status n2v_recall_task_write_parts(const n2v_recall_task *task, const char *hidden,
                                               const char *rest, n2v_error *err);

/* What a candidate scores with the nodes that a question gives, summed over them. Those from
 * popularity on need no vectors: vectors that are worse have learnt nothing of use here. */
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
  N2V_RANKING_BASELINES = N2V_RANKING_popularity
};

N2V_API const char *n2v_ranking_name(unsigned ranking); /* NULL for any other number */

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
  size_t size;      /* set before the call; no more than that is filled */
  uint32_t unknown; /* questions whose hidden node is not in the graph that is left */
  uint32_t without; /* nodes of that graph without a vector: they score 0 */
  bool has_context;
  n2v_recall_scores of[N2V_RANKING_COUNT];
  /* Vectors' hit below that of a baseline by more than twice the standard error of the difference,
   * question by question. */
  bool worse[N2V_RANKING_BASELINES][N2V_RANKING_COUNT];
} n2v_recall_report;

/* vectors, and contexts (may be NULL): of the nodes of the task's rest, found by name. k: length of
 * the lists, at least 1. N2V_EINPUT for a vector that is not finite, or when no node has one. run
 * may be NULL. */
N2V_API n2v_status n2v_eval_recall(const n2v_recall_task *task, const n2v_embedding *vectors,
                                   const n2v_embedding *contexts, uint32_t k, const n2v_run *run,
                                   n2v_recall_report *report, n2v_error *err);

#ifdef __cplusplus
}
#endif
#endif
