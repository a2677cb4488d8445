/* Every sampler draws the law of walk/law.h, enumerated here from a dense matrix. */
#include "samplers.h"
#include "step_law.h"
#include "walk/walker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LENGTH = 40 };

static const char *const second_order[] = {"precomputed", "rejection", "mixture"};

/* NULL: the sampler does not draw such walks, and says so. */
static n2v_walker *new_walker(const n2v_graph *graph, const char *sampler, law l, int64_t walks) {
  n2v_walk_params params;
  n2v_walker *walker;
  n2v_error err = {0};
  n2v_walk_params_init(&params, sizeof params);
  params.sampler = sampler_of(sampler);
  params.p = l.p;
  params.q = l.q;
  params.extend = l.extend;
  params.gamma = l.gamma;
  params.degree_penalty = l.penalty;
  params.walk_length = LENGTH;
  params.num_walks = (uint32_t)walks;
  n2v_status status = n2v_walker_new(graph, &params, 1, UINT64_MAX, NULL, &walker, &err);
  if (status == N2V_EUSAGE) {
    assert_string_equal(sampler, "mixture");
    assert_true(l.q < 1 || graph->directed || graph->weights);
    return NULL;
  }
  if (status != N2V_OK)
    fail_msg("%s", err.msg);
  assert_string_equal(n2v_walker_sampler(walker), sampler);
  return walker;
}

/* False: the sampler does not draw this law. */
static bool walk(const tiny_graph *g, const char *sampler, law l, int64_t walks, tally *seen) {
  enum { BLOCK = 50 };
  n2v_walker *walker = new_walker(&g->graph, sampler, l, walks);
  if (!walker)
    return false;
  const n2v_corpus *corpus = n2v_walker_corpus(walker);
  uint32_t tokens[BLOCK * LENGTH], lengths[BLOCK];
  *seen = (tally){0};
  for (uint64_t first = 0; first < corpus->walks; first += BLOCK) {
    uint32_t count = corpus->walks - first < BLOCK ? (uint32_t)(corpus->walks - first) : BLOCK;
    corpus->read(corpus, 0, first, count, tokens, lengths);
    for (uint32_t i = 0; i < count; i++) {
      const uint32_t *walk = tokens + i * LENGTH;
      assert_in_range(lengths[i], 1, LENGTH);
      if (lengths[i] < LENGTH) /* only at a dead end does a walk end early */
        assert_int_equal(n2v_degree(&g->graph, walk[lengths[i] - 1]), 0);
      tally_walk(seen, walk, lengths[i]);
    }
  }
  n2v_walker_free(walker);
  return true;
}

/* Takes away what connects the first nodes with the others. */
static void cut_in_two(tiny_graph *g, bool directed, bool weighted) {
  enum { FIRST = 9 };
  tiny_free(g);
  for (uint32_t v = 0; v < g->nodes; v++)
    for (uint32_t x = 0; x < g->nodes; x++)
      if ((v < FIRST) != (x < FIRST))
        g->weight[v][x] = 0;
  tiny_build(g, directed, weighted);
}

static void each_sampler(bool directed, bool weighted) {
  static const double values[] = {0.01, 0.25, 1, 4, 100};
  static tally seen;
  tiny_graph g;
  int tests = 0;
  tiny_random(&g, 16, directed, weighted, 5);
  cut_in_two(&g, directed, weighted);
  for (size_t s = 0; s < sizeof second_order / sizeof second_order[0]; s++)
    for (size_t i = 0; i < 25; i++) {
      law l = {.p = values[i / 5], .q = values[i % 5]};
      if (!walk(&g, second_order[s], l, 600, &seen))
        continue;
      double z = worst(&g, &seen, l, &tests);
      if (z > limit)
        fail_msg("%s, p %g, q %g: z = %.1f", second_order[s], l.p, l.q, z);
    }
  assert_true(tests > 50 * 20);
  tiny_free(&g);
}

static void undirected(void **state) {
  (void)state;
  each_sampler(false, false);
}

static void undirected_weighted(void **state) {
  (void)state;
  each_sampler(false, true);
}

static void directed(void **state) {
  (void)state;
  each_sampler(true, false);
}

static void directed_weighted(void **state) {
  (void)state;
  each_sampler(true, true);
}

static void first_order(void **state) {
  (void)state;
  static tally seen;
  for (int kind = 0; kind < 4; kind++) {
    tiny_graph g;
    int tests = 0;
    tiny_random(&g, 16, kind & 1, kind & 2, 6);
    walk(&g, "first-order", (law){.p = 1, .q = 1}, 2000, &seen);
    assert_true(worst(&g, &seen, (law){.p = 1, .q = 1}, &tests) < limit);
    tiny_free(&g);
  }
}

/* node2vec+; with gamma = -10 no edge is light, and it is node2vec. */
static void extended(void **state) {
  (void)state;
  static const double gammas[] = {0, 1, -10}, values[] = {0.1, 1, 10};
  static tally seen;
  for (int kind = 0; kind < 2; kind++) {
    tiny_graph g;
    int tests = 0;
    tiny_random(&g, 16, kind, true, 7);
    for (size_t s = 0; s < 2; s++)
      for (size_t i = 0; i < 9; i++) {
        law l = {.p = 0.5, .q = values[i % 3], .extend = true, .gamma = gammas[i / 3]};
        walk(&g, second_order[s], l, 2000, &seen);
        double z = worst(&g, &seen, l, &tests);
        if (z > limit)
          fail_msg("%s, q %g, gamma %g: z = %.1f", second_order[s], l.q, l.gamma, z);
        if (l.gamma == -10) {
          l.extend = false;
          assert_true(worst(&g, &seen, l, &tests) < limit);
        } else if (l.q != 1) {
          l.gamma += 0.5;
          assert_true(worst(&g, &seen, l, &tests) > limit);
        }
      }
    tiny_free(&g);
  }
}

/* What a walk under a degree penalty is a plain walk of, straight from n2v.h's words. */
static void penalise(const tiny_graph *from, double exponent, tiny_graph *to) {
  *to = (tiny_graph){.nodes = from->nodes};
  for (uint32_t x = 0; x < from->nodes; x++) {
    double strength = 0;
    for (uint32_t v = 0; v < from->nodes; v++)
      strength += from->weight[v][x];
    for (uint32_t v = 0; v < from->nodes; v++)
      if (from->weight[v][x] > 0)
        to->weight[v][x] = (float)(from->weight[v][x] / pow(strength, exponent));
  }
}

static void degree_penalty(void **state) {
  (void)state;
  static tally seen;
  for (int kind = 0; kind < 4; kind++) {
    tiny_graph g, other;
    law l = {.p = 0.25, .q = 4, .penalty = 0.7};
    int tests = 0;
    tiny_random(&g, 16, kind & 1, kind & 2, 8);
    penalise(&g, l.penalty, &other);
    for (size_t s = 0; s < 2; s++) {
      walk(&g, second_order[s], l, 4000, &seen);
      assert_true(worst(&other, &seen, l, &tests) < limit);
      assert_true(worst(&g, &seen, l, &tests) > limit);
    }
    if (kind &
        2) { /* what all weights are times does not matter, were they the largest there are */
      for (uint64_t arc = 0; arc < g.graph.arcs; arc++)
        g.graph.weights[arc] *= 2e37f;
      walk(&g, "rejection", l, 4000, &seen);
      assert_true(worst(&other, &seen, l, &tests) < limit);
    }
    walk(&g, "first-order", (law){.p = 1, .q = 1, .penalty = 1}, 4000, &seen);
    penalise(&g, 1, &other);
    assert_true(worst(&other, &seen, (law){.p = 1, .q = 1}, &tests) < limit);
    tiny_free(&g);
  }
}

/* A star of the largest weights and an edge of the least, divided by both ends' degrees: 1e77 lies
 * between them. */
static void degree_penalty_out_of_range(void **state) {
  (void)state;
  n2v_walk_params params;
  n2v_walker *walker;
  n2v_error err;
  tiny_graph g = {.nodes = 8};
  for (uint32_t leaf = 1; leaf <= 5; leaf++)
    g.weight[0][leaf] = g.weight[leaf][0] = 3e38f;
  g.weight[6][7] = g.weight[7][6] = 1.2e-38f;
  tiny_build(&g, false, true);
  n2v_walk_params_init(&params, sizeof params);
  params.degree_penalty = 1;
  assert_int_equal(n2v_walker_new(&g.graph, &params, 1, UINT64_MAX, NULL, &walker, &err),
                   N2V_EINPUT);
  assert_non_null(strstr(err.msg, "`degree_penalty = 1`"));
  tiny_free(&g);
}

/* The test can fail: a slightly wrong p or q is noticed. */
static void wrong_laws_are_rejected(void **state) {
  (void)state;
  static tally seen;
  tiny_graph g;
  int tests = 0;
  tiny_random(&g, 16, false, false, 5);
  for (size_t s = 0; s < sizeof second_order / sizeof second_order[0]; s++) {
    walk(&g, second_order[s], (law){.p = 0.25, .q = 4}, 8000, &seen);
    assert_true(worst(&g, &seen, (law){.p = 0.25, .q = 4}, &tests) < limit);
    assert_true(worst(&g, &seen, (law){.p = 0.25, .q = 3.6}, &tests) > limit);
    assert_true(worst(&g, &seen, (law){.p = 0.27, .q = 4}, &tests) > limit);
  }
  tiny_free(&g);
}

/* A chain: at its ends the only step there is, is the way back, however dear, and in its middle one
 * of two steps has all the weight. No sampler may wait for the other. */
static void nothing_stalls(void **state) {
  (void)state;
  static tally seen;
  static const double values[] = {1e-6, 1e6};
  tiny_graph g = {.nodes = 3};
  g.weight[0][1] = g.weight[1][0] = 1e30f;
  g.weight[1][2] = g.weight[2][1] = 1e-30f;
  for (int weighted = 0; weighted < 2; weighted++) {
    tiny_build(&g, false, weighted);
    for (size_t s = 0; s < sizeof second_order / sizeof second_order[0]; s++)
      for (int i = 0; i < 4; i++)
        if (walk(&g, second_order[s], (law){.p = values[i & 1], .q = values[i >> 1]}, 200, &seen))
          assert_true(seen.second[1][0][1] > 0);
    tiny_free(&g);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(undirected),     cmocka_unit_test(undirected_weighted),
      cmocka_unit_test(directed),       cmocka_unit_test(directed_weighted),
      cmocka_unit_test(first_order),    cmocka_unit_test(extended),
      cmocka_unit_test(degree_penalty), cmocka_unit_test(degree_penalty_out_of_range),
      cmocka_unit_test(nothing_stalls), cmocka_unit_test(wrong_laws_are_rejected),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
