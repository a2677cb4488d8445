/* What the corpus' counts decide: which nodes are drawn as negatives, which tokens are kept. */
#ifndef N2V_SGNS_NOISE_H
#define N2V_SGNS_NOISE_H

#include "n2v.h"
#include "walk/alias.h"

/* Noise distribution: counts[n]^exponent (Mikolov et al. 2013, section 2.2: 0.75). A node with
 * count 0 is never drawn. *out: `nodes` slots, release with n2v_free. */
n2v_status n2v_noise_new(const uint64_t *counts, uint32_t nodes, double exponent, n2v_alias **out,
                         n2v_error *err);

/* Subsampling: a token of a node with frequency f is kept with probability
 * min(1, sqrt(s / f) + s / f), word2vec.c's form of section 2.3. *out: n2v_free. */
n2v_status n2v_keep_new(const uint64_t *counts, uint32_t nodes, double sample, float **out,
                        n2v_error *err);

#endif
