/* Pearson's chi-square test of counts against probabilities. */
#ifndef CHI_SQUARE_H
#define CHI_SQUARE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* Standard deviations by which the statistic is above its mean (Wilson and Hilferding's normal
 * approximation), or infinity when something of probability 0 was drawn. Outcomes expected fewer
 * than 5 times are taken together. */
static inline double chi_square_z(const uint64_t *counts, const double *probabilities,
                                  uint32_t outcomes, uint64_t draws) {
  double statistic = 0, rare_expected = 0, rare_seen = 0;
  int cells = 0;
  for (uint32_t i = 0; i < outcomes; i++) {
    double expected = probabilities[i] * (double)draws, seen = (double)counts[i];
    if (probabilities[i] <= 0) {
      if (counts[i])
        return INFINITY;
      continue;
    }
    if (expected < 5) {
      rare_expected += expected;
      rare_seen += seen;
      continue;
    }
    statistic += (seen - expected) * (seen - expected) / expected;
    cells++;
  }
  if (rare_expected >= 1) {
    statistic += (rare_seen - rare_expected) * (rare_seen - rare_expected) / rare_expected;
    cells++;
  }
  if (cells < 2)
    return 0;
  double freedom = cells - 1, scale = 2 / (9 * freedom);
  return (cbrt(statistic / freedom) - (1 - scale)) / sqrt(scale);
}

#endif
