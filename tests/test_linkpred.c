/* Edges taken out of a graph, pairs without an edge, and their scores. */
#include "unit.h"

#include "base/memory.h"
#include "base/random.h"
#include "eval/linkpred.h"

#include <math.h>

static const n2v_run one = {.size = sizeof one, .threads = 1};

/* ---------------------------------------------------------------------------------- split */

static n2v_graph *read_graph(const char *text) {
  n2v_graph *graph;
  n2v_error err;
  unit_write("g.txt", text);
  assert_ok(n2v_graph_read("g.txt", NULL, NULL, &graph, &err), &err);
  return graph;
}

/* Two random graphs of 60 nodes without an edge between them, weights, loops, a pair apart. */
static n2v_graph *two_parts(void) {
  char text[1 << 16];
  size_t used = 0;
  n2v_rng rng = n2v_rng_seed(1, 1, 1);
#define PUT(...) used += (size_t)snprintf(text + used, sizeof text - used, __VA_ARGS__)
  for (int u = 0; u < 120; u++)
    for (int v = u + 1; v < 120; v++)
      if (u / 60 == v / 60 && (v == u + 1 || n2v_rng_below(&rng, 8) == 0))
        PUT("n%d n%d %d\n", u, v, 1 + u + v);
  PUT("n3 n3 7\nn80 n80 9\nx y 2\n");
#undef PUT
  return read_graph(text);
}

static bool has_edge(const n2v_graph *g, uint32_t u, uint32_t v, float *weight) {
  for (uint64_t a = g->offsets[u]; a < g->offsets[u + 1]; a++)
    if (g->neighbours[a] == v) {
      *weight = g->weights ? g->weights[a] : 1;
      return true;
    }
  return false;
}

/* A node of one graph in another. */
static uint32_t node_in(const n2v_graph *to, const n2v_graph *from, uint32_t node) {
  size_t length;
  uint32_t id = UINT32_MAX;
  n2v_error err;
  const char *name = n2v_graph_name(from, node, &length);
  assert_ok(n2v_names_index(to->names, &err), &err);
  assert_true(n2v_names_find(to->names, name, length, &id));
  return id;
}

static uint32_t count_components(const n2v_graph *g) {
  uint32_t *stack = n2v_alloc(g->nodes, sizeof *stack), top, found = 0;
  bool *seen = n2v_calloc(g->nodes, sizeof *seen);
  for (uint32_t start = 0; start < g->nodes; start++) {
    if (seen[start])
      continue;
    found++;
    seen[start] = true;
    stack[0] = start;
    for (top = 1; top;) {
      uint32_t v = stack[--top];
      for (uint64_t a = g->offsets[v]; a < g->offsets[v + 1]; a++)
        if (!seen[g->neighbours[a]]) {
          seen[g->neighbours[a]] = true;
          stack[top++] = g->neighbours[a];
        }
    }
  }
  n2v_free(stack);
  n2v_free(seen);
  return found;
}

static void rest_and_removed_make_the_whole(void **state) {
  (void)state;
  n2v_graph *g = two_parts();
  n2v_edge_split s;
  n2v_error err;
  float weight, same;
  uint64_t kept = 0;
  assert_ok(n2v_edge_split_new(g, 0.5, 1, 1, &s, &err), &err);
  assert_int_equal(s.count, (g->edges - g->loops) / 2);
  assert_int_equal(s.rest->nodes, g->nodes);
  assert_int_equal(s.rest->edges, g->edges - s.count);
  assert_int_equal(s.rest->loops, 2);
  for (uint64_t i = 0; i < s.count; i++) {
    n2v_pair p = s.removed[i];
    assert_true(p.u < p.v && has_edge(g, p.u, p.v, &weight));
    assert_false(has_edge(s.rest, node_in(s.rest, g, p.u), node_in(s.rest, g, p.v), &weight));
  }
  for (uint32_t u = 0; u < s.rest->nodes; u++)
    for (uint64_t a = s.rest->offsets[u]; a < s.rest->offsets[u + 1]; a++, kept++) {
      uint32_t v = s.rest->neighbours[a];
      assert_true(has_edge(g, node_in(g, s.rest, u), node_in(g, s.rest, v), &same));
      assert_float_equal(s.rest->weights[a], same, 0);
    }
  assert_int_equal(kept, g->arcs - 2 * s.count);
  assert_int_equal(count_components(s.rest), count_components(g));
  n2v_edge_split_free(&s);
  n2v_graph_free(g);
}

static void non_edges_are_distinct_pairs(void **state) {
  (void)state;
  n2v_graph *g = two_parts();
  n2v_edge_split s;
  n2v_error err;
  float weight;
  assert_ok(n2v_edge_split_new(g, 0.5, 1, 1, &s, &err), &err);
  for (uint64_t i = 0; i < s.count; i++) {
    n2v_pair p = s.non_edges[i];
    assert_true(p.u < p.v && p.v < g->nodes && !has_edge(g, p.u, p.v, &weight));
    for (uint64_t j = 0; j < i; j++)
      assert_false(s.non_edges[j].u == p.u && s.non_edges[j].v == p.v);
  }
  n2v_edge_split_free(&s);
  n2v_graph_free(g);
}

static void seeds_make_splits(void **state) {
  (void)state;
  n2v_graph *g = two_parts();
  n2v_edge_split a, b, other;
  n2v_error err;
  assert_ok(n2v_edge_split_new(g, 0.5, 1, 1, &a, &err), &err);
  assert_ok(n2v_edge_split_new(g, 0.5, 1, 2, &b, &err), &err);
  assert_ok(n2v_edge_split_new(g, 0.5, 2, 1, &other, &err), &err);
  assert_memory_equal(a.removed, b.removed, a.count * sizeof *a.removed);
  assert_memory_equal(a.non_edges, b.non_edges, a.count * sizeof *a.non_edges);
  assert_memory_not_equal(a.removed, other.removed, a.count * sizeof *a.removed);
  n2v_edge_split_free(&a);
  n2v_edge_split_free(&b);
  n2v_edge_split_free(&other);
  n2v_graph_free(g);
}

static void a_forest_always_stays(void **state) {
  (void)state;
  n2v_graph *g = two_parts();
  n2v_edge_split s;
  n2v_error err;
  assert_ok(n2v_edge_split_new(g, 1, 1, 1, &s, &err), &err);
  assert_int_equal(count_components(s.rest), 3);
  assert_int_equal(s.rest->edges - s.rest->loops, g->nodes - 3);
  n2v_edge_split_free(&s);
  n2v_graph_free(g);
}

static void graphs_that_cannot_be_split(void **state) {
  (void)state;
  n2v_edge_split s;
  n2v_error err;
  n2v_graph *tree = read_graph("a b\nb c\nc d\n"), *full = read_graph("a b\nb c\nc a\n");
  assert_int_equal(n2v_edge_split_new(tree, 0.5, 1, 1, &s, &err), N2V_EINPUT);
  assert_contains(err.msg, "the graph has no cycle");
  assert_int_equal(n2v_edge_split_new(full, 0.2, 1, 1, &s, &err), N2V_EINPUT);
  assert_contains(err.msg, "`remove` is too small");
  assert_int_equal(n2v_edge_split_new(full, 0.5, 1, 1, &s, &err), N2V_EINPUT);
  assert_contains(err.msg, "only 0 pairs of nodes have no edge");
  n2v_graph_free(tree);
  n2v_graph_free(full);
}

/* --------------------------------------------------------------------------------- scores */

static n2v_embedding *vectors_of(const char *text) {
  n2v_embedding *e;
  n2v_error err;
  unit_write("v.txt", text);
  assert_ok(n2v_embedding_read("v.txt", NULL, &e, &err), &err);
  return e;
}

/* Two groups: edges within, non-edges between. Every score but one tells them apart; the average
 * of a pair says where it lies, not how far apart its nodes are. */
static void scores_tell_groups_apart(void **state) {
  (void)state;
  n2v_graph *g = read_graph("a1 a2\na2 a3\na3 a1\nb1 b2\nb2 b3\nb3 b1\n");
  n2v_embedding *e = vectors_of("6 2\na1 4 1\na2 4 1.1\na3 4.1 1\nb1 -4 1\nb2 -4 1.1\nb3 -4 0.9\n");
  n2v_pair edges[6], others[6];
  uint32_t count = 0;
  double auc[N2V_SCORE_COUNT];
  n2v_error err;
  uint32_t a[3], b[3];
  static const char *const names[] = {"a1", "a2", "a3", "b1", "b2", "b3"};
  assert_ok(n2v_names_index(g->names, &err), &err);
  for (int i = 0; i < 3; i++) {
    assert_true(n2v_names_find(g->names, names[i], 2, &a[i]));
    assert_true(n2v_names_find(g->names, names[i + 3], 2, &b[i]));
  }
  for (int i = 0; i < 3; i++, count += 2) {
    edges[count] = (n2v_pair){a[i], a[(i + 1) % 3]};
    edges[count + 1] = (n2v_pair){b[i], b[(i + 1) % 3]};
    others[count] = (n2v_pair){a[i], b[i]};
    others[count + 1] = (n2v_pair){a[i], b[(i + 1) % 3]};
  }
  n2v_edge_split s = {.count = count, .removed = edges, .non_edges = others};
  assert_ok(n2v_linkpred(g, &s, e, &one, auc, &err), &err);
  for (int i = 0; i < N2V_SCORE_COUNT; i++)
    if (i != N2V_OPERATOR_average)
      assert_float_equal(auc[i], 1, 0);
  assert_true(auc[N2V_OPERATOR_average] < 1);
  s.count = 1;
  assert_int_equal(n2v_linkpred(g, &s, e, &one, auc, &err), N2V_EINPUT);
  n2v_embedding_free(e);
  e = vectors_of("1 2\na1 4 1\n");
  s.count = count;
  assert_int_equal(n2v_linkpred(g, &s, e, &one, auc, &err), N2V_EINPUT);
  assert_contains(err.msg, "has no vector");
  n2v_embedding_free(e);
  n2v_graph_free(g);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rest_and_removed_make_the_whole),
      cmocka_unit_test(non_edges_are_distinct_pairs),
      cmocka_unit_test(seeds_make_splits),
      cmocka_unit_test(a_forest_always_stays),
      cmocka_unit_test(graphs_that_cannot_be_split),
      cmocka_unit_test(scores_tell_groups_apart),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
