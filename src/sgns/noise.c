/* Both tables come from one count of the corpus, made once before training. */
#include "sgns/noise.h"

#include "base/memory.h"
#include "base/status.h"

#include <math.h>

n2v_status n2v_noise_new(const uint64_t *counts, uint32_t nodes, double exponent, n2v_alias **out,
                         n2v_error *err) {
  double *mass = n2v_alloc(nodes, sizeof *mass);
  n2v_alias *table = n2v_alloc(nodes, sizeof *table);
  *out = NULL;
  if (!mass || !table) {
    n2v_free(mass);
    n2v_free(table);
    return n2v_fail_memory(err, "the noise table", nodes * sizeof *table);
  }
  for (uint32_t node = 0; node < nodes; node++)
    mass[node] = counts[node] ? pow((double)counts[node], exponent) : 0;
  n2v_alias_build(mass, nodes, table);
  n2v_free(mass);
  *out = table;
  return N2V_OK;
}

n2v_status n2v_keep_new(const uint64_t *counts, uint32_t nodes, double sample, float **out,
                        n2v_error *err) {
  float *keep = n2v_alloc(nodes, sizeof *keep);
  double tokens = 0;
  *out = keep;
  if (!keep)
    return n2v_fail_memory(err, "the subsampling table", nodes * sizeof *keep);
  for (uint32_t node = 0; node < nodes; node++)
    tokens += (double)counts[node];
  for (uint32_t node = 0; node < nodes; node++) {
    double ratio = counts[node] ? sample * tokens / (double)counts[node] : 1;
    keep[node] = (float)fmin(1, sqrt(ratio) + ratio);
  }
  return N2V_OK;
}
