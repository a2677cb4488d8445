/* Both kinds of index answer as the rows do. */
#include "tiny_graph.h"
#include "walk/adjacency.h"
#include "walk/law.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* A graph of `nodes` nodes whose rows have up to `most` arcs, all lengths occurring. */
static void make_graph(n2v_graph *g, uint32_t nodes, uint32_t most) {
  n2v_rng rng = n2v_rng_seed(1, nodes, most);
  *g = (n2v_graph){.nodes = nodes, .directed = true};
  g->offsets = n2v_calloc((size_t)nodes + 1, sizeof *g->offsets);
  g->neighbours = n2v_alloc((size_t)nodes * most, sizeof *g->neighbours);
  for (uint32_t v = 0; v < nodes; v++) {
    uint32_t degree = v % (most + 1), stride = degree ? nodes / degree : 1, x = 0;
    for (uint32_t i = 0; i < degree; i++, x += 1 + n2v_rng_below(&rng, stride))
      if (x < nodes)
        g->neighbours[g->arcs++] = x;
    g->offsets[v + 1] = g->arcs;
  }
}

static void check(const n2v_graph *g, uint64_t budget, bool matrix) {
  n2v_adjacency a;
  assert_int_equal(n2v_adjacency_init(&a, g, budget, 1, NULL), N2V_OK);
  assert_int_equal(a.bits != NULL, matrix);
  for (uint32_t t = 0; t < g->nodes; t++)
    for (uint32_t x = 0; x < g->nodes; x++) {
      uint64_t end = g->offsets[t + 1];
      bool there = n2v_row_find(g->neighbours, g->offsets[t], end, x) < end;
      n2v_adjacency_row row = n2v_adjacency_row_of(&a, t);
      if (n2v_adjacency_test(&a, n2v_adjacency_line(&a, row, x), row, x) != there)
        fail_msg("%u -> %u", t, x);
    }
  n2v_adjacency_clear(&a);
}

static void answers(void **state) {
  (void)state;
  n2v_graph g;
  make_graph(&g, 700, 300);
  assert_true(n2v_adjacency_bytes(&g, UINT64_MAX) < n2v_adjacency_bytes(&g, 0));
  check(&g, UINT64_MAX, true);
  check(&g, 0, false);
  n2v_free(g.offsets);
  n2v_free(g.neighbours);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(answers)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
