/* Walks as a corpus: they depend on seed, epoch, repeat and start node alone. */
#include "samplers.h"
#include "tiny_graph.h"
#include "walk/adjacency.h"
#include "walk/choose.h"
#include "walk/permutation.h"
#include "walk/walker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { WALKS = 10, LENGTH = 30, NODES = 20, ALL = WALKS * NODES };

/* NULL: the sampler does not draw such walks. */
static n2v_walker *limited_walker(const n2v_graph *graph, const char *sampler, int64_t seed,
                                  uint64_t budget) {
  n2v_walk_params params;
  n2v_walker *walker;
  n2v_walk_params_init(&params, sizeof params);
  params.sampler = sampler_of(sampler);
  params.p = strcmp(sampler, "first-order") ? 0.25 : 1;
  params.q = strcmp(sampler, "first-order") ? 2 : 1;
  params.seed = (uint64_t)seed;
  params.walk_length = LENGTH;
  params.num_walks = WALKS;
  n2v_status status = n2v_walker_new(graph, &params, 1, budget, NULL, &walker, NULL);
  assert_true(status == N2V_OK || (status == N2V_EUSAGE && strcmp(sampler, "mixture") == 0));
  return walker;
}

static n2v_walker *new_walker(const n2v_graph *graph, const char *sampler, int64_t seed) {
  return limited_walker(graph, sampler, seed, UINT64_MAX);
}

typedef struct walks {
  uint32_t tokens[ALL * LENGTH], lengths[ALL];
} walks;

static void read_all(const n2v_walker *walker, uint32_t epoch, uint32_t block, walks *w) {
  const n2v_corpus *corpus = n2v_walker_corpus(walker);
  memset(w, 0, sizeof *w);
  assert_int_equal(corpus->walks, ALL);
  assert_int_equal(corpus->max_length, LENGTH);
  for (uint32_t first = 0; first < ALL; first += block)
    corpus->read(corpus, epoch, first, ALL - first < block ? ALL - first : block,
                 w->tokens + first * LENGTH, w->lengths + first);
  for (uint32_t i = 0; i < ALL; i++) /* what is behind a walk's end is of no concern */
    memset(w->tokens + i * LENGTH + w->lengths[i], 0, (LENGTH - w->lengths[i]) * 4);
}

static void check_blocks(const n2v_graph *graph, const char *sampler) {
  static walks whole, cut;
  n2v_walker *walker = new_walker(graph, sampler, 1);
  if (!walker)
    return;
  read_all(walker, 0, ALL, &whole);
  for (uint32_t block = 1; block < 70; block += 17) {
    read_all(walker, 0, block, &cut);
    assert_memory_equal(&whole, &cut, sizeof whole);
  }
  read_all(walker, 1, ALL, &cut);
  assert_memory_not_equal(&whole, &cut, sizeof whole);
  n2v_walker_free(walker);
  walker = new_walker(graph, sampler, 2);
  read_all(walker, 0, ALL, &cut);
  assert_memory_not_equal(&whole, &cut, sizeof whole);
  n2v_walker_free(walker);
}

static void blocks_do_not_matter(void **state) {
  (void)state;
  for (int kind = 0; kind < 4; kind++) {
    tiny_graph g;
    tiny_random(&g, NODES, kind & 1, kind & 2, 3);
    for (int s = 0; s < N2V_SAMPLERS; s++)
      check_blocks(&g.graph, n2v_samplers[s]->name);
    tiny_free(&g);
  }
}

/* A ring with chords: large enough for a matrix to be larger than buckets. */
static void make_ring(n2v_graph *g, uint32_t nodes, bool directed) {
  static const int steps[] = {-7, -3, -1, 1, 3, 7};
  *g = (n2v_graph){.nodes = nodes, .directed = directed, .arcs = 6ull * nodes};
  g->offsets = n2v_alloc((size_t)nodes + 1, sizeof *g->offsets);
  g->neighbours = n2v_alloc(g->arcs, sizeof *g->neighbours);
  for (uint32_t v = 0; v <= nodes; v++)
    g->offsets[v] = 6ull * v;
  for (uint32_t v = 0; v < nodes; v++) {
    uint32_t *row = g->neighbours + g->offsets[v], count = 0;
    for (uint32_t x = 0; x < nodes && count < 6; x++)
      for (int i = 0; i < 6; i++)
        if ((v + nodes + (uint32_t)steps[i]) % nodes == x)
          row[count++] = x;
  }
}

static void either_index_gives_the_same_walks(void **state) {
  (void)state;
  enum { RING = 1500, SOME = 3000 };
  static uint32_t tokens[2][SOME * LENGTH], lengths[2][SOME];
  static const uint64_t budgets[] = {UINT64_MAX, 200000};
  for (int directed = 0; directed < 2; directed++) {
    n2v_graph g;
    make_ring(&g, RING, directed);
    assert_true(n2v_adjacency_bytes(&g, budgets[1]) < n2v_adjacency_bytes(&g, budgets[0]));
    for (int i = 0; i < 2; i++) {
      n2v_walker *walker = limited_walker(&g, "rejection", 1, budgets[i]);
      const n2v_corpus *corpus = n2v_walker_corpus(walker);
      corpus->read(corpus, 0, 0, SOME, tokens[i], lengths[i]);
      n2v_walker_free(walker);
    }
    assert_memory_equal(tokens[0], tokens[1], sizeof tokens[0]);
    n2v_free(g.offsets);
    n2v_free(g.neighbours);
  }
}

static void every_node_starts_each_repeat(void **state) {
  (void)state;
  static walks w;
  tiny_graph g;
  tiny_random(&g, NODES, false, false, 4);
  n2v_walker *walker = new_walker(&g.graph, "rejection", 1);
  read_all(walker, 0, ALL, &w);
  int in_order = 0, same = 0;
  for (uint32_t repeat = 0; repeat < WALKS; repeat++) {
    int seen[NODES] = {0};
    for (uint32_t i = 0; i < NODES; i++) {
      uint32_t start = w.tokens[(repeat * NODES + i) * LENGTH];
      assert_in_range(start, 0, NODES - 1);
      assert_int_equal(seen[start]++, 0);
      in_order += start == i;
      same += repeat && start == w.tokens[((repeat - 1) * NODES + i) * LENGTH];
    }
  }
  assert_in_range(in_order, 0, 30); /* 10 expected */
  assert_in_range(same, 0, 30);
  n2v_walker_free(walker);
  tiny_free(&g);
}

static void isolated_nodes_walk_alone(void **state) {
  (void)state;
  static walks w;
  tiny_graph g;
  tiny_random(&g, NODES, false, false, 4); /* node NODES - 1 has no edge */
  n2v_walker *walker = new_walker(&g.graph, "rejection", 1);
  read_all(walker, 0, ALL, &w);
  for (uint32_t i = 0; i < ALL; i++)
    assert_int_equal(w.lengths[i], w.tokens[i * LENGTH] == NODES - 1 ? 1 : LENGTH);
  n2v_walker_free(walker);
  tiny_free(&g);
}

static void permutations_are_one_to_one(void **state) {
  (void)state;
  static unsigned char seen[1000];
  for (uint32_t n = 1; n < 1000; n++) {
    memset(seen, 0, n);
    for (uint32_t i = 0; i < n; i++) {
      uint32_t image = n2v_permute(n * 77, n, i);
      assert_true(image < n && !seen[image]);
      seen[image] = 1;
    }
  }
  assert_true(n2v_permute(1, UINT32_MAX, UINT32_MAX - 1) < UINT32_MAX);
}

static void refusals(void **state) {
  (void)state;
  tiny_graph g;
  n2v_walk_params params;
  n2v_walker *walker;
  n2v_error err;
  tiny_random(&g, NODES, false, true, 4);
  n2v_walk_params_init(&params, sizeof params);
  params.p = 2;
  assert_int_equal(n2v_walker_new(&g.graph, &params, 1, 100, NULL, &walker, &err), N2V_ELIMIT);
  assert_null(walker);
  assert_non_null(strstr(err.msg, "`memory`"));
  params.sampler = N2V_SAMPLER_FIRST_ORDER;
  assert_int_equal(n2v_walker_new(&g.graph, &params, 1, UINT64_MAX, NULL, &walker, &err),
                   N2V_EUSAGE);
  assert_int_equal(n2v_sampler_bytes(&g.graph, (n2v_sampler_kind)99), 0);
  tiny_free(&g);
}

/* A row of the table that leaves something out would be found when it is called. */
static void rows_are_whole(void **state) {
  (void)state;
  for (int i = 0; i < N2V_SAMPLERS; i++) {
    const n2v_sampler *s = n2v_samplers[i];
    assert_true(s->name && s->refusal && s->cost && s->bytes && s->build && s->free && s->walk);
    assert_ptr_equal(n2v_sampler_find(s->name), s);
  }
  assert_null(n2v_sampler_find("none such"));
#define SAMPLER_TEXT(name, text) text,
  static const char *const parameter[] = {N2V_SAMPLER_LIST(SAMPLER_TEXT)}; /* the first is auto */
  assert_int_equal(sizeof parameter / sizeof parameter[0], N2V_SAMPLERS + 1);
  for (int i = 1; i <= N2V_SAMPLERS; i++)
    assert_non_null(n2v_sampler_find(parameter[i]));
}

/* Tables that make steps cheaper are worth their building from some number of steps on. */
static void more_steps_pay_for_tables(void **state) {
  (void)state;
  tiny_graph g;
  n2v_candidate few[N2V_SAMPLERS], many[N2V_SAMPLERS];
  tiny_random(&g, NODES, false, false, 4);
  n2v_law law = n2v_law_of(&g.graph, 0.25, 4);
  assert_int_equal(n2v_candidates(&law, 0, few), 3); /* all but first-order */
  assert_int_equal(n2v_candidates(&law, 1e12, many), 3);
  assert_string_equal(few[0].sampler->name, "rejection");
  assert_string_not_equal(many[0].sampler->name, "rejection");
  for (int i = 1; i < 3; i++) {
    assert_true(few[i - 1].seconds <= few[i].seconds);
    assert_true(many[i - 1].seconds <= many[i].seconds);
  }
  tiny_free(&g);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(blocks_do_not_matter),
      cmocka_unit_test(either_index_gives_the_same_walks),
      cmocka_unit_test(every_node_starts_each_repeat),
      cmocka_unit_test(isolated_nodes_walk_alone),
      cmocka_unit_test(permutations_are_one_to_one),
      cmocka_unit_test(refusals),
      cmocka_unit_test(rows_are_whole),
      cmocka_unit_test(more_steps_pay_for_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
