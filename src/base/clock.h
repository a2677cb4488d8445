/* Wall-clock seconds from a fixed, arbitrary start. */
#ifndef N2V_BASE_CLOCK_H
#define N2V_BASE_CLOCK_H

#include <time.h>

static inline double n2v_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#endif
