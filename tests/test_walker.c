/* Walks as a corpus: they depend on seed, epoch, repeat and start node alone. */
#include "tiny_graph.h"
#include "walk/permutation.h"
#include "walk/walker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { WALKS = 10, LENGTH = 30, NODES = 20, ALL = WALKS * NODES };

static n2v_walker *new_walker(const n2v_graph *graph, const char *sampler, int64_t seed) {
  n2v_config *config;
  n2v_walker *walker;
  assert_int_equal(n2v_config_new(&config, NULL), N2V_OK);
  assert_int_equal(n2v_config_set(config, "sampler", sampler, NULL), N2V_OK);
  assert_int_equal(n2v_config_set(config, "threads", "1", NULL), N2V_OK);
  config->p = strcmp(sampler, "first-order") ? 0.25 : 1;
  config->q = strcmp(sampler, "first-order") ? 2 : 1;
  config->seed = seed;
  config->walk_length = LENGTH;
  config->num_walks = WALKS;
  assert_int_equal(n2v_walker_new(graph, config, UINT64_MAX, NULL, &walker, NULL), N2V_OK);
  n2v_config_free(config);
  return walker;
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

static const char *const samplers[] = {"first-order", "precomputed", "rejection", "mixture"};

static void blocks_do_not_matter(void **state) {
  (void)state;
  static walks whole, cut;
  tiny_graph g;
  tiny_random(&g, NODES, false, false, 3);
  for (size_t s = 0; s < sizeof samplers / sizeof samplers[0]; s++) {
    n2v_walker *walker = new_walker(&g.graph, samplers[s], 1);
    read_all(walker, 0, ALL, &whole);
    for (uint32_t block = 1; block < 70; block += 17) {
      read_all(walker, 0, block, &cut);
      assert_memory_equal(&whole, &cut, sizeof whole);
    }
    read_all(walker, 1, ALL, &cut);
    assert_memory_not_equal(&whole, &cut, sizeof whole);
    n2v_walker_free(walker);
    walker = new_walker(&g.graph, samplers[s], 2);
    read_all(walker, 0, ALL, &cut);
    assert_memory_not_equal(&whole, &cut, sizeof whole);
    n2v_walker_free(walker);
  }
  tiny_free(&g);
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
  n2v_config *config;
  n2v_walker *walker;
  n2v_error err;
  tiny_random(&g, NODES, false, true, 4);
  assert_int_equal(n2v_config_new(&config, NULL), N2V_OK);
  config->p = 2;
  assert_int_equal(n2v_walker_new(&g.graph, config, 100, NULL, &walker, &err), N2V_ELIMIT);
  assert_null(walker);
  assert_non_null(strstr(err.msg, "-memory"));
  assert_int_equal(n2v_config_set(config, "sampler", "first-order", NULL), N2V_OK);
  assert_int_equal(n2v_walker_new(&g.graph, config, UINT64_MAX, NULL, &walker, &err), N2V_EUSAGE);
  assert_int_equal(n2v_sampler_bytes(&g.graph, "none such"), 0);
  n2v_config_free(config);
  tiny_free(&g);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(blocks_do_not_matter),
      cmocka_unit_test(every_node_starts_each_repeat),
      cmocka_unit_test(isolated_nodes_walk_alone),
      cmocka_unit_test(permutations_are_one_to_one),
      cmocka_unit_test(refusals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
