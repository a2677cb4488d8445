/* Which sampler to use: a model of what each costs, from the graph's shape alone. The same graph,
 * p, q, number of steps and memory limit give the same choice, hence the same walks, on every
 * machine. */
#ifndef N2V_WALK_CHOOSE_H
#define N2V_WALK_CHOOSE_H

#include "walk/sampler.h"

enum {
#define SAMPLER(name) N2V_SAMPLER_AT_##name,
#include "walk/samplers.def"
#undef SAMPLER
  N2V_SAMPLERS
};
extern const n2v_sampler *const n2v_samplers[N2V_SAMPLERS];

/* NULL: there is none of this name. */
const n2v_sampler *n2v_sampler_find(const char *name);

typedef struct n2v_candidate {
  const n2v_sampler *sampler;
  double seconds; /* expected of one core, to build the tables and take the steps */
} n2v_candidate;

/* The samplers that can draw the law, the fastest for so many steps first; how many. */
int n2v_candidates(const n2v_law *law, double steps, n2v_candidate out[N2V_SAMPLERS]);

#endif
