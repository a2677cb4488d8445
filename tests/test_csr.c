/* Edges to CSR, against a dense matrix filled by the rules one edge at a time. */
#include "unit.h"

#include "base/memory.h"
#include "base/random.h"
#include "graph/csr.h"

#include <math.h>

enum { NODES = 60, MANY = 200000 };

/* What is known of a pair (source, target) listed in that direction. */
typedef struct listing {
  int count;
  double weight;
  int last; /* index of the last edge */
} listing;

typedef struct expected {
  listing listed[NODES][NODES];
  n2v_csr_counts counts;
  float weight[NODES][NODES]; /* 0: no arc */
} expected;

static n2v_names *numbered(uint32_t count) {
  n2v_names *names;
  n2v_error err;
  assert_ok(n2v_names_new(&names, &err), &err);
  for (uint32_t i = 0; i < count; i++) {
    char name[16];
    uint32_t id;
    int length = snprintf(name, sizeof name, "%u", count - 1 - i); /* not in order */
    assert_ok(n2v_names_add(names, name, (size_t)length, &id, &err), &err);
  }
  return names;
}

static n2v_edge *random_edges(uint32_t count, uint32_t nodes, n2v_rng *rng) {
  n2v_edge *edges = n2v_alloc(count, sizeof *edges);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t low = n2v_rng_below(rng, nodes); /* squares: some nodes have many edges */
    edges[i].source = (uint32_t)((uint64_t)low * low / nodes);
    edges[i].target = n2v_rng_below(rng, nodes);
    edges[i].weight = (float)(1 + n2v_rng_below(rng, 9)) / 4;
  }
  return edges;
}

static n2v_edge *copy_edges(const n2v_edge *edges, uint32_t count) {
  n2v_edge *copy = n2v_alloc(count, sizeof *copy);
  memcpy(copy, edges, count * sizeof *copy);
  return copy;
}

static void list(listing *l, float weight, int index, n2v_duplicates rule) {
  l->last = index;
  if (l->count++ == 0 || rule == N2V_DUPLICATES_LAST)
    l->weight = weight;
  else if (rule == N2V_DUPLICATES_SUM)
    l->weight += weight;
  else
    l->weight = fmax(l->weight, weight);
}

static expected *expect(const n2v_edge *edges, uint32_t count, const n2v_csr_rules *rules) {
  expected *e = calloc(1, sizeof *e);
  for (uint32_t i = 0; i < count; i++)
    list(&e->listed[edges[i].source][edges[i].target], edges[i].weight, (int)i, rules->duplicates);
  for (uint32_t v = 0; v < NODES; v++)
    for (uint32_t x = 0; x < NODES; x++) {
      const listing *there = &e->listed[v][x], *back = &e->listed[x][v];
      if (there->count)
        e->counts.repeats += (uint64_t)there->count - 1;
      double weight = there->weight;
      if (!rules->directed && v != x) {
        e->counts.both_ways += v < x && there->count && back->count;
        bool second = rules->duplicates == N2V_DUPLICATES_LAST
                          ? !there->count || back->last > there->last
                          : back->weight > there->weight;
        if (back->count && second)
          weight = back->weight;
      }
      e->weight[v][x] = rules->unweighted ? weight > 0 : (float)weight;
    }
  return e;
}

static uint32_t number_of(const n2v_graph *graph, uint32_t node) {
  size_t length;
  char text[16];
  const char *name = n2v_names_get(graph->names, node, &length);
  snprintf(text, sizeof text, "%.*s", (int)length, name);
  return (uint32_t)atoi(text);
}

static void assert_graph_is(const n2v_graph *g, const expected *e) {
  uint64_t arcs = 0, loops = 0;
  assert_int_equal(g->nodes, NODES);
  for (uint32_t v = 0; v < NODES; v++) {
    uint32_t id = NODES - 1 - number_of(g, v), degree = 0; /* of the edges given */
    for (uint32_t x = 0; x < NODES; x++)
      degree += e->weight[id][x] > 0;
    assert_int_equal(n2v_degree(g, v), degree);
    if (v > 0) { /* descending degree, ties by name */
      assert_true(n2v_degree(g, v - 1) >= degree);
      assert_true(n2v_degree(g, v - 1) > degree || number_of(g, v - 1) < number_of(g, v));
    }
    for (uint64_t i = g->offsets[v]; i < g->offsets[v + 1]; i++) {
      uint32_t other = NODES - 1 - number_of(g, g->neighbours[i]);
      assert_true(i == g->offsets[v] || g->neighbours[i - 1] < g->neighbours[i]);
      assert_true(e->weight[id][other] == (g->weights ? g->weights[i] : 1));
      loops += other == id;
    }
    arcs += degree;
  }
  assert_int_equal(g->arcs, arcs);
  assert_int_equal(g->loops, loops);
  assert_int_equal(g->edges, g->directed ? arcs : (arcs + loops) / 2);
}

static void every_rule_gives_the_matrix(void **state) {
  (void)state;
  static const n2v_duplicates duplicates[] = {N2V_DUPLICATES_SUM, N2V_DUPLICATES_MAX,
                                              N2V_DUPLICATES_LAST};
  n2v_rng rng = n2v_rng_seed(1, 0, 0);
  n2v_error err;
  for (int trial = 0; trial < 60; trial++) {
    uint32_t count = 1 + n2v_rng_below(&rng, 900);
    n2v_edge *edges = random_edges(count, NODES, &rng), *given = copy_edges(edges, count);
    n2v_csr_counts counts;
    n2v_csr_rules rules = {.directed = trial & 1,
                           .unweighted = trial & 2,
                           .duplicates = duplicates[trial % 3],
                           .threads = 1 + trial % 4,
                           .counts = &counts};
    n2v_graph *graph;
    assert_ok(n2v_csr_build(&given, count, numbered(NODES), &rules, &graph, &err), &err);
    assert_null(given);
    expected *e = expect(edges, count, &rules);
    assert_graph_is(graph, e);
    assert_int_equal(counts.repeats, e->counts.repeats);
    assert_int_equal(counts.both_ways, e->counts.both_ways);
    free(e);
    n2v_graph_free(graph);
    n2v_free(edges);
  }
}

static void assert_same_graph(const n2v_graph *a, const n2v_graph *b) {
  assert_int_equal(a->nodes, b->nodes);
  assert_int_equal(a->arcs, b->arcs);
  assert_memory_equal(a->offsets, b->offsets, (a->nodes + 1) * sizeof *a->offsets);
  assert_memory_equal(a->neighbours, b->neighbours, a->arcs * sizeof *a->neighbours);
  assert_int_equal(a->weights == NULL, b->weights == NULL);
  if (a->weights)
    assert_memory_equal(a->weights, b->weights, a->arcs * sizeof *a->weights);
  for (uint32_t v = 0; v < a->nodes; v++)
    assert_int_equal(number_of(a, v), number_of(b, v));
}

static void threads_do_not_matter(void **state) {
  (void)state;
  n2v_rng rng = n2v_rng_seed(2, 0, 0);
  n2v_error err;
  for (int trial = 0; trial < 4; trial++) {
    n2v_edge *edges = random_edges(MANY, trial & 2 ? 3000 : 150000, &rng);
    n2v_graph *graphs[3];
    static const int threads[] = {1, 2, 7};
    for (int i = 0; i < 3; i++) {
      n2v_edge *given = copy_edges(edges, MANY);
      n2v_csr_rules rules = {
          .directed = trial & 1, .duplicates = N2V_DUPLICATES_SUM, .threads = threads[i]};
      n2v_names *names = numbered(trial & 2 ? 3000 : 150000);
      assert_ok(n2v_csr_build(&given, MANY, names, &rules, &graphs[i], &err), &err);
    }
    assert_same_graph(graphs[0], graphs[1]);
    assert_same_graph(graphs[0], graphs[2]);
    for (int i = 0; i < 3; i++)
      n2v_graph_free(graphs[i]);
    n2v_free(edges);
  }
}

static int compare_arcs(const void *left, const void *right) {
  const uint64_t *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

/* Many chunks of rows, those of a hub and of nodes without an edge among them, against a sort. */
static void rows_are_those_of_a_sort(void **state) {
  (void)state;
  enum { WIDE = 200000, HUB = 60000 };
  n2v_rng rng = n2v_rng_seed(3, 0, 0);
  n2v_error err;
  n2v_edge *edges = random_edges(MANY, WIDE, &rng);
  uint64_t *arcs = n2v_alloc(2 * MANY, sizeof *arcs), count = 0, kept = 0;
  for (uint32_t e = 0; e < MANY; e++) {
    edges[e].weight = 2;
    if (e % 3 == 0) {
      edges[e].source = 17;
      edges[e].target = n2v_rng_below(&rng, HUB);
    }
    arcs[count++] = (uint64_t)edges[e].source << 32 | edges[e].target;
    arcs[count++] = (uint64_t)edges[e].target << 32 | edges[e].source;
  }
  qsort(arcs, count, sizeof *arcs, compare_arcs);
  for (uint64_t i = 0; i < count; i++)
    if (i == 0 || arcs[i] != arcs[i - 1])
      arcs[kept++] = arcs[i];
  n2v_graph *graph;
  n2v_csr_rules rules = {.keep_order = true, .duplicates = N2V_DUPLICATES_MAX, .threads = 3};
  assert_ok(n2v_csr_build(&edges, MANY, numbered(WIDE), &rules, &graph, &err), &err);
  assert_int_equal(graph->arcs, kept);
  uint64_t at = 0;
  for (uint32_t v = 0; v < WIDE; v++)
    for (uint64_t i = graph->offsets[v]; i < graph->offsets[v + 1]; i++, at++)
      assert_true(arcs[at] == ((uint64_t)v << 32 | graph->neighbours[i]) && graph->weights[i] == 2);
  n2v_graph_free(graph);
  n2v_free(arcs);
}

static void repeats_are_refused_by_the_first(void **state) {
  (void)state;
  const n2v_edge edges[] = {{0, 1, 1}, {1, 2, 1}, {1, 0, 1}, {2, 2, 1}, {1, 2, 1}, {0, 1, 1}};
  n2v_csr_counts counts;
  n2v_csr_rules rules = {.duplicates = N2V_DUPLICATES_ERROR, .threads = 2, .counts = &counts};
  n2v_graph *graph;
  n2v_error err;
  n2v_edge *given = copy_edges(edges, 6);
  assert_int_equal(n2v_csr_build(&given, 6, numbered(3), &rules, &graph, &err), N2V_EINPUT);
  assert_null(graph);
  assert_int_equal(counts.first_repeat, 4);
  assert_contains(err.msg, "'1 0'"); /* ids 1 and 2 are named so */
  given = copy_edges(edges, 4);      /* both directions are no repeat */
  assert_ok(n2v_csr_build(&given, 4, numbered(3), &rules, &graph, &err), &err);
  assert_int_equal(graph->edges, 3);
  assert_int_equal(counts.both_ways, 1);
  n2v_graph_free(graph);
}

static void nodes_may_be_without_edges(void **state) {
  (void)state;
  n2v_csr_rules rules = {.duplicates = N2V_DUPLICATES_SUM, .threads = 2};
  n2v_edge *none = NULL;
  n2v_graph *graph;
  n2v_error err;
  assert_ok(n2v_csr_build(&none, 0, numbered(5), &rules, &graph, &err), &err);
  assert_int_equal(graph->nodes, 5);
  assert_int_equal(graph->edges, 0);
  assert_int_equal(number_of(graph, 0), 0);
  n2v_graph_free(graph);
}

static void a_sum_beyond_float_is_refused(void **state) {
  (void)state;
  const n2v_edge edges[] = {{0, 1, 3e38f}, {0, 1, 3e38f}};
  n2v_csr_rules rules = {.duplicates = N2V_DUPLICATES_SUM, .threads = 1};
  n2v_edge *given = copy_edges(edges, 2);
  n2v_graph *graph;
  n2v_error err;
  assert_int_equal(n2v_csr_build(&given, 2, numbered(2), &rules, &graph, &err), N2V_EINPUT);
}

static void weights_of_one_are_not_kept(void **state) {
  (void)state;
  const n2v_edge edges[] = {{0, 1, 1}, {1, 2, 1}, {1, 2, 1}};
  n2v_csr_rules rules = {.duplicates = N2V_DUPLICATES_SUM, .threads = 1};
  n2v_graph *graph;
  n2v_error err;
  for (uint32_t count = 2; count <= 3; count++) {
    n2v_edge *given = copy_edges(edges, count);
    assert_ok(n2v_csr_build(&given, count, numbered(3), &rules, &graph, &err), &err);
    assert_int_equal(graph->weights == NULL, count == 2);
    n2v_graph_free(graph);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_rule_gives_the_matrix),
      cmocka_unit_test(threads_do_not_matter),
      cmocka_unit_test(rows_are_those_of_a_sort),
      cmocka_unit_test(repeats_are_refused_by_the_first),
      cmocka_unit_test(nodes_may_be_without_edges),
      cmocka_unit_test(a_sum_beyond_float_is_refused),
      cmocka_unit_test(weights_of_one_are_not_kept),
  };
  return cmocka_run_group_tests_name("csr", tests, NULL, NULL);
}
