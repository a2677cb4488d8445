/* Second-order steps by rejection: a neighbour is proposed by weight and accepted in proportion to
 * its factor. The way back is folded out of the bound (Yang et al., "KnightKing", SOSP 2019,
 * section 5.2): what 1/p has above the highest other factor is a proposal of its own, so that a
 * small p does not turn every other proposal down. */
#include "walk/sampler.h"

#include "base/memory.h"
#include "base/status.h"

#include <stdlib.h>

/* After so many proposals turned down a step is drawn by summing the law: where nearly all mass is
 * unlikely (p = 1e6 at the end of a chain) rejection would go on for ever. Either way of drawing is
 * exact, hence so is their mixture. */
enum { PATIENCE = 64 };

typedef struct rejection {
  const n2v_law *law;
  n2v_alias *rows;
} rejection;

static uint64_t bytes(const n2v_law *law) {
  return n2v_row_tables_bytes(law->graph);
}

static void release(void *tables) {
  rejection *s = tables;
  if (s)
    n2v_free(s->rows);
  free(s);
}

static n2v_status build(const n2v_law *law, int threads, void **tables, n2v_error *err) {
  rejection *s = calloc(1, sizeof *s);
  *tables = NULL;
  if (!s)
    return n2v_fail_memory(err, "the sampler", sizeof *s);
  s->law = law;
  n2v_status status = n2v_row_tables(law->graph, threads, &s->rows, err);
  if (status == N2V_OK)
    *tables = s;
  else
    release(s);
  return status;
}

static float find_weight(const n2v_graph *g, uint32_t from, uint32_t to) {
  uint64_t end = g->offsets[from + 1];
  uint64_t arc = n2v_row_find(g->neighbours, g->offsets[from], end, to);
  return arc < end ? n2v_weight(g, arc) : 0;
}

static double row_weight(const n2v_graph *g, uint64_t row, uint32_t degree) {
  if (!g->weights)
    return degree;
  double sum = 0;
  for (uint32_t i = 0; i < degree; i++)
    sum += g->weights[row + i];
  return sum;
}

/* One proposal; true when it is accepted, lane->arc then being the step. */
static bool propose(const rejection *s, n2v_lane *lane) {
  const n2v_law *law = s->law;
  const n2v_graph *g = law->graph;
  uint32_t t = lane->previous, v = lane->node;
  uint32_t index = n2v_row_draw(s->rows, lane->row, lane->degree, n2v_rng_next(&lane->rng));
  lane->arc = lane->row + index;
  if (t == N2V_NO_NODE)
    return true;
  double u = n2v_rng_double(&lane->rng);
  if (law->back > law->most) {
    double fold = (law->back - law->most) * find_weight(g, v, t);
    double all = law->most * row_weight(g, lane->row, lane->degree);
    if (n2v_rng_double(&lane->rng) * (all + fold) >= all && fold > 0) {
      lane->arc = n2v_row_find(g->neighbours, lane->row, lane->row + lane->degree, t);
      return true;
    }
  }
  uint32_t x = g->neighbours[lane->arc];
  double factor = n2v_law_factor(law, t, v, x, n2v_weight(g, lane->arc), find_weight(g, t, x));
  if (u * law->most < factor)
    return true;
  if (++lane->trials < PATIENCE)
    return false;
  lane->arc = lane->row + n2v_law_scan(law, t, v, &lane->rng);
  return true;
}

static void walk(const void *tables, n2v_block *block) {
  const rejection *s = tables;
  n2v_lane lanes[N2V_LANES];
  unsigned live = n2v_block_fill(block, lanes);
  while (live)
    for (unsigned i = 0; i < live;)
      if (!propose(s, &lanes[i]) ||
          n2v_lane_move(block, &lanes[i], s->law->graph->neighbours[lanes[i].arc]) ||
          n2v_block_start(block, &lanes[i]))
        i++;
      else
        lanes[i] = lanes[--live];
}

const n2v_sampler n2v_rejection = {"rejection", bytes, build, release, walk};
