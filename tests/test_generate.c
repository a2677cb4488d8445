/* Generated graphs, their components, and edge lists written and read back. */
#include "read_graph.h"

#include "base/memory.h"
#include "graph/components.h"
#include "input/edge_writer.h"
#include "graph/generate.h"

#include <math.h>

static n2v_graph *generate(n2v_generator g) {
  n2v_graph *graph;
  n2v_error err;
  if (!g.threads)
    g.threads = 2;
  if (!g.communities)
    g.communities = 4;
  assert_ok(n2v_generate(&g, NULL, &graph, &err), &err);
  assert_int_equal(graph->nodes, g.nodes);
  assert_int_equal(graph->edges, g.edges);
  assert_int_equal(graph->loops, 0);
  return graph;
}

static uint32_t number_of(const n2v_graph *graph, uint32_t node) {
  size_t length;
  char text[16];
  const char *name = n2v_names_get(graph->names, node, &length);
  snprintf(text, sizeof text, "%.*s", (int)length, name);
  return (uint32_t)atoi(text);
}

static void exact_sizes(void **state) {
  (void)state;
  static const char *const models[] = {"powerlaw", "er", "sbm"};
  static const uint64_t sizes[][2] = {{2, 1}, {10, 45}, {50, 10}, {1000, 5000}, {20000, 20000}};
  for (int m = 0; m < 3; m++)
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
      n2v_graph_free(generate((n2v_generator){.model = models[m],
                                              .nodes = sizes[i][0],
                                              .edges = sizes[i][1],
                                              .mixing = 0.5,
                                              .communities = 2}));
}

static void seeds_differ_threads_do_not(void **state) {
  (void)state;
  n2v_generator g = {.model = "powerlaw", .nodes = 3000, .edges = 60000, .threads = 1, .seed = 7};
  n2v_graph *one = generate(g);
  g.threads = 4;
  n2v_graph *four = generate(g);
  assert_memory_equal(one->neighbours, four->neighbours, 4 * one->arcs);
  g.seed = 8;
  n2v_graph *other = generate(g);
  assert_true(memcmp(one->neighbours, other->neighbours, 4 * one->arcs) != 0);
  n2v_graph_free(one);
  n2v_graph_free(four);
  n2v_graph_free(other);
}

/* er: each of the 45 pairs equally often. */
static void er_is_uniform(void **state) {
  (void)state;
  enum { NODES = 10, EDGES = 15, TRIALS = 9000 };
  int count[NODES][NODES] = {{0}};
  double statistic = 0, expected = TRIALS * EDGES / 45.0;
  for (uint64_t seed = 0; seed < TRIALS; seed++) {
    n2v_graph *g =
        generate((n2v_generator){.model = "er", .nodes = NODES, .edges = EDGES, .seed = seed});
    for (uint32_t v = 0; v < NODES; v++)
      for (uint64_t i = g->offsets[v]; i < g->offsets[v + 1]; i++)
        count[number_of(g, v)][number_of(g, g->neighbours[i])]++;
    n2v_graph_free(g);
  }
  for (int v = 0; v < NODES; v++)
    for (int x = 0; x < v; x++)
      statistic += pow(count[v][x] - expected, 2) / (expected * (1 - EDGES / 45.0));
  assert_true(statistic < 44 + 5 * sqrt(2 * 44.0)); /* about chi-square, 44 degrees of freedom */
}

static void powerlaw_has_its_tail(void **state) {
  (void)state;
  n2v_graph *g = generate((n2v_generator){.model = "powerlaw", .nodes = 100000, .edges = 1000000});
  uint32_t above_40 = 0, above_160 = 0;
  assert_true(n2v_degree(g, g->nodes - 1) >= 1); /* none is isolated */
  for (uint32_t v = 0; v < g->nodes; v++) {
    above_40 += n2v_degree(g, v) > 40;
    above_160 += n2v_degree(g, v) > 160;
  }
  /* an exponent of 2.5: 4 times the degree, 4^1.5 = 8 times fewer nodes */
  assert_true(above_40 > 6 * above_160 && above_40 < 10 * above_160);
  assert_in_range(n2v_degree(g, 0), 2000, 4000); /* twice the root of 2 M is 2,828 */
  n2v_graph_free(g);
}

static void sbm_mixes_as_told(void **state) {
  (void)state;
  n2v_graph *g = generate((n2v_generator){
      .model = "sbm", .nodes = 5000, .edges = 50000, .communities = 5, .mixing = 0.25});
  uint64_t inside = 0;
  for (uint32_t v = 0; v < g->nodes; v++)
    for (uint64_t i = g->offsets[v]; i < g->offsets[v + 1]; i++)
      inside += number_of(g, v) % 5 == number_of(g, g->neighbours[i]) % 5;
  double share = (double)inside / (double)g->arcs; /* 3/4, and 1/5 of the rest by chance */
  assert_true(fabs(share - 0.8) < 0.01);
  n2v_graph_free(g);
}

static void impossible_sizes(void **state) {
  (void)state;
  static const n2v_generator wrong[] = {
      {.model = "er", .nodes = 10, .edges = 46, .communities = 1},
      {.model = "er", .nodes = 1, .edges = 0, .communities = 1},
      {.model = "er", .nodes = 1ull << 33, .edges = 5, .communities = 1},
      {.model = "sbm", .nodes = 10, .edges = 5, .communities = 11},
      {.model = "sbm", .nodes = 10, .edges = 21, .communities = 2, .mixing = 0},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    n2v_graph *graph;
    n2v_error err;
    assert_int_equal(n2v_generate(&wrong[i], NULL, &graph, &err), N2V_EUSAGE);
    assert_null(graph);
  }
}

static void unknown_models(void **state) {
  (void)state;
  static const char *const wrong[] = {"banana", "", "Er", "power", NULL};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    n2v_generate_params params;
    n2v_graph *graph;
    n2v_error err;
    n2v_generate_params_init(&params, sizeof params);
    params.nodes = params.edges = 10;
    params.model = wrong[i];
    assert_int_equal(n2v_graph_generate(&params, NULL, &graph, &err), N2V_EUSAGE);
    assert_contains(err.msg, "must be powerlaw, er or sbm");
    assert_int_equal(n2v_graph_generate_file(&params, "g.csr", NULL, &err), N2V_EUSAGE);
  }
}

static void components(void **state) {
  (void)state;
  n2v_components c;
  n2v_error err;
  n2v_graph *largest;
  unit_write("nodes.txt", "alone\n");
  for (int directed = 0; directed < 2; directed++) {
    n2v_graph *g = graph_of("a b 2\nc b 3\nc d 4\nd d 1\nx y 1\nself self 1\n",
                            OPTIONS("nodes", "nodes.txt", "directed", directed ? "1" : "0"));
    assert_ok(n2v_components_find(g, &c, &err), &err);
    assert_int_equal(c.count, 4);
    assert_int_equal(c.largest_nodes, 4);
    assert_int_equal(c.isolated, 1); /* self has its loop */
    n2v_components_free(&c);
    assert_ok(n2v_graph_largest(g, &largest, &err), &err);
    assert_int_equal(largest->nodes, 4);
    assert_int_equal(largest->edges, 4);
    assert_int_equal(largest->loops, 1);
    assert_true(weight_of(largest, "c", "d") == 4 && weight_of(largest, "d", "d") == 1);
    assert_true(weight_of(largest, "b", "c") == (directed ? 0 : 3));
    n2v_graph_free(largest);
    n2v_graph_free(g);
  }
}

static void lists_are_read_back(void **state) {
  (void)state;
  n2v_graph *g = graph_of("a b 0.1\nb c 16777217\nc c 3\nc a 1e-30\n", NULL), *back;
  n2v_error err;
  assert_ok(n2v_edges_write(g, "out.csv", ',', &err), &err);
  assert_ok(read_graph("out.csv", NULL, NULL, &back, &err), &err);
  assert_int_equal(back->edges, 4);
  assert_memory_equal(g->neighbours, back->neighbours, 4 * g->arcs);
  assert_memory_equal(g->weights, back->weights, 4 * g->arcs);
  n2v_graph_free(back);
  n2v_graph_free(g);
  g = generate((n2v_generator){.model = "powerlaw", .nodes = 500, .edges = 3000});
  assert_ok(n2v_edges_write(g, "out.txt", ' ', &err), &err);
  assert_ok(read_graph("out.txt", NULL, NULL, &back, &err), &err);
  assert_memory_equal(g->neighbours, back->neighbours, 4 * g->arcs);
  n2v_graph_free(back);
  n2v_graph_free(g);
}

static void assert_names_survive(const char *const *names, const char *path, char separator) {
  n2v_error err;
  n2v_graph *g, *back;
  FILE *file = fopen("graph.txt", "w");
  assert_non_null(file);
  fprintf(file, "x,y\n");
  for (int i = 0; names[i]; i++) /* the first is the node of most edges, so in the first line */
    for (int j = 0; j <= (i ? 0 : 3); j++)
      fprintf(file, "\"%s\",n%d%d\n", names[i], i, j);
  fclose(file);
  assert_ok(read_graph("graph.txt", OPTIONS("header", "0"), NULL, &g, &err), &err);
  assert_ok(n2v_edges_write(g, path, separator, &err), &err);
  assert_ok(read_graph(path, NULL, NULL, &back, &err), &err);
  assert_int_equal(g->nodes, back->nodes);
  assert_memory_equal(g->neighbours, back->neighbours, 4 * g->arcs);
  assert_memory_equal(g->names->bytes, back->names->bytes, g->names->offsets[g->nodes]);
  n2v_graph_free(back);
  n2v_graph_free(g);
}

/* An edge that looks like a row of column names is still there. */
static void a_first_edge_is_no_header(void **state) {
  (void)state;
  static const char *const texts[] = {"x y\nfrom to\n", "source target\nfrom to\n",
                                      "x y\n!a !b\n1.5 2.5\n"};
  char first[20];
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    n2v_error err;
    n2v_graph *g = graph_of(texts[i], OPTIONS("directed", "1", "header", i == 1 ? "auto" : "0")),
              *back;
    assert_ok(n2v_edges_write(g, "out.csv", ',', &err), &err);
    assert_ok(read_graph("out.csv", OPTIONS("directed", "1"), NULL, &back, &err), &err);
    assert_int_equal(back->edges, g->edges);
    n2v_graph_free(back);
    n2v_graph_free(g);
  }
  n2v_graph *g = graph_of("1 2\n2 3\n", NULL);
  n2v_error err;
  assert_ok(n2v_edges_write(g, "out.txt", ' ', &err), &err);
  assert_string_equal(unit_read("out.txt", first, sizeof first), "2 1\n2 3\n");
  n2v_graph_free(g);
}

static void names_survive_or_are_refused(void **state) {
  (void)state;
  static const char *const any[] = {"#a",  "%b",  "a,b",     "a;b",  ",a",  "c;",     "a{b", "{c",
                                    "{d}", "1;2", "a,b,c,d", "f::e", "g|h", "i\"\"j", NULL};
  static const char *const blanks[] = {"f::e", "1::", "2::3", "x#", "y%", "a{b", "{c", "{d}", NULL};
  static const struct {
    const char *name, *message;
    char separator;
  } wrong[] = {{"#a", "the name '#a' begins like a comment", ' '},
               {"%b", "begins like a comment", '\t'},
               {",a", "holds a comma, semicolon or bar", ' '},
               {"a;b", "holds a comma, semicolon or bar", '\t'},
               {"\xef\xbb\xbf"
                "1",
                "begins with a byte order mark", ','},
               {"New York", "holds white space or a zero byte", ' '},
               {"New York", "binary graph (.csr) holds every name", ','},
               {"\"b\"", "holds quotes", ' '},
               {"", "is empty", ','}};
  assert_names_survive(any, "out.csv", ',');
  assert_names_survive(blanks, "out.txt", ' ');
  assert_names_survive(blanks, "out.tsv", '\t');
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    n2v_error err;
    char bytes[32];
    uint64_t offsets[] = {0, 1, 1 + strlen(wrong[i].name)};
    n2v_graph *g = graph_of("a b\n", NULL);
    n2v_names names = {.count = 2, .offsets = offsets, .bytes = bytes}, *own = g->names;
    snprintf(bytes, sizeof bytes, "a%s", wrong[i].name);
    g->names = &names;
    unit_write("out.csv", "old");
    assert_int_equal(n2v_edges_write(g, "out.csv", wrong[i].separator, &err), N2V_EINPUT);
    assert_contains(err.msg, wrong[i].message);
    assert_string_equal(unit_read("out.csv", bytes, sizeof bytes), "old");
    g->names = own;
    n2v_graph_free(g);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(exact_sizes),
      cmocka_unit_test(seeds_differ_threads_do_not),
      cmocka_unit_test(er_is_uniform),
      cmocka_unit_test(powerlaw_has_its_tail),
      cmocka_unit_test(sbm_mixes_as_told),
      cmocka_unit_test(impossible_sizes),
      cmocka_unit_test(unknown_models),
      cmocka_unit_test(components),
      cmocka_unit_test(lists_are_read_back),
      cmocka_unit_test(a_first_edge_is_no_header),
      cmocka_unit_test(names_survive_or_are_refused),
  };
  return cmocka_run_group_tests_name("generated graphs", tests, unit_enter_folder,
                                     unit_leave_folder);
}
