/* Something hidden from each of many, and questions that ask for it: from a user one film of those
 * rated highest, from a node one of its edges. What is left makes the graph to train on. */
#ifndef N2V_EVAL_HOLDOUT_H
#define N2V_EVAL_HOLDOUT_H

#include "base/outputs.h"
#include "graph/csr.h"
#include "input/ratings.h"
#include "input/readers.h"

typedef struct n2v_holdout_rules {
  uint32_t least;     /* ratings or edges that one has of whom one is hidden, at least 2 */
  uint32_t questions; /* at most; a random part where there could be more */
  uint64_t seed;
  int threads;
} n2v_holdout_rules;

/* Question q gives the nodes given[begin[q] .. begin[q + 1]) of `rest` and asks for hidden[q]. */
typedef struct n2v_holdout {
  n2v_graph *rest;
  uint32_t count; /* of questions */
  uint64_t *begin;
  uint32_t *given;
  uint32_t *hidden;   /* UINT32_MAX: no node of rest, nobody can find it */
  double *popularity; /* of each node of rest: the users who kept it, or its degree */
  bool knows_edges;   /* neighbours of what is given are known, and no answers */
  /* Who is asked and what is hidden, by name; borrowed. */
  const n2v_names *asker_names, *answer_names;
  uint32_t *asker, *answer;
  n2v_ratings ratings; /* the kept ratings that are not hidden; none where edges are */
} n2v_holdout;

/* Of each user with `least` kept ratings one is hidden: the protocol of leave-one-out evaluation,
 * as in Cremonesi, Koren and Turrin, "Performance of recommender algorithms on top-n recommendation
 * tasks", RecSys 2010, with all films as candidates. The holdout borrows the ratings' names. */
n2v_status n2v_holdout_ratings(const n2v_ratings *ratings, const n2v_read_params *params,
                               const n2v_run *run, const n2v_holdout_rules *rules,
                               n2v_holdout **out, n2v_error *err);

/* Of each node with `least` neighbours left when its turn comes, in random order, one edge is
 * hidden, among those that leave their other end another one. Self-loops stay. The holdout borrows
 * the graph's names. */
n2v_status n2v_holdout_edges(const n2v_graph *graph, const n2v_holdout_rules *rules,
                             n2v_holdout **out, n2v_error *err);
void n2v_holdout_free(n2v_holdout *holdout);

/* Lines `asker<TAB>hidden`. */
n2v_status n2v_holdout_write(const n2v_holdout *holdout, const char *path, n2v_outputs *outputs,
                             n2v_error *err);

/* What is left, as a file that n2v-train reads: ratings as CSV, a graph as an edge list whose
 * separator its extension says. */
n2v_status n2v_holdout_write_rest(const n2v_holdout *holdout, const char *path,
                                  n2v_outputs *outputs, n2v_error *err);

#endif
