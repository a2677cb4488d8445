/* Which sampler to use: a model of what each costs, from the graph's shape alone. The same graph,
 * p, q and memory limit give the same choice, hence the same walks, on every machine. */
#ifndef N2V_WALK_CHOOSE_H
#define N2V_WALK_CHOOSE_H

#include "walk/sampler.h"

enum { N2V_SAMPLERS = 4 };
extern const n2v_sampler *const n2v_samplers[N2V_SAMPLERS];

/* NULL: there is none of this name. */
const n2v_sampler *n2v_sampler_find(const char *name);

typedef struct n2v_candidate {
  const n2v_sampler *sampler;
  /* Expected of one core, to build the tables and walk 10 times 80 steps from each node: the
   * defaults, whatever was asked for, so that a walk more does not change those before it. */
  double seconds;
} n2v_candidate;

/* The samplers that can draw the law, the fastest first; how many. */
int n2v_candidates(const n2v_law *law, n2v_candidate out[N2V_SAMPLERS]);

#endif
