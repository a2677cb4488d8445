/* Random numbers: what one draw costs. */
#include "base/random.h"
#include "shim.h"

#include <stddef.h>

enum { DRAWS = 1 << 20 };

static volatile uint64_t sink;

static void draw(bench_state *state, void *arg) {
  n2v_rng rng = n2v_rng_seed(1, 2, 3);
  uint64_t draws = 0, sum = 0;
  (void)arg;
  for (; bench_next(state); draws += DRAWS)
    for (int i = 0; i < DRAWS; i++)
      sum += n2v_rng_below(&rng, 1000);
  sink = sum;
  bench_rate(state, "draws", (double)draws);
}

void bench_setup(void) {
  bench_add("random/below", draw, NULL);
}
