/* Edge lists and MatrixMarket in all their spellings. */
#include "read_graph.h"

#include "input/record_line.h"

#include <sys/mman.h>

static void assert_size(const n2v_graph *graph, uint32_t nodes, uint64_t edges) {
  assert_int_equal(graph->nodes, nodes);
  assert_int_equal(graph->edges, edges);
}

/* a-b, b-c, c-c: the same graph however it is written. */
static void separators(void **state) {
  (void)state;
  static const char *const texts[] = {
      "a b\nb c\nc c\n",
      "a\tb\nb\tc\nc\tc\n",
      "a,b\nb,c\nc,c\n",
      "a; b\nb ;c\n c ; c \n",
      "a, b\nb, c\nc, c",
      "a b\r\nb c\r\nc c\r\n",
      "a b\r\nb c\r\nc c",
      "  a \t b  \n\n\nb c\n   \nc c\n\n",
      "# a comment\n% another\na b\n  # b x\nb c\n#\nc c\n",
      "source target\na b\nb c\nc c\n",
      "Source,Target\na,b\nb,c\nc,c\n",
      "from\tto\na\tb\nb\tc\nc\tc\n",
      "\xef\xbb\xbf"
      "a b\nb c\nc c\n",
      "a b {}\nb c {}\nc c {}\n",
      "\"a\",\"b\"\n\"b\",c\nc,\"c\"\n",
      "\"source\",\"target\"\na,b\nb,c\nc,c\n",
      "b a\nc b\nc c\nb a\na b\n",
      "a,b,\nb,c,\nc,c,\n",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    n2v_graph *graph = graph_of(texts[i], NULL);
    assert_size(graph, 3, 3);
    assert_int_equal(graph->loops, 1);
    assert_true(weight_of(graph, "a", "b") == 1 && weight_of(graph, "c", "c") == 1);
    assert_true(weight_of(graph, "c", "b") == 1 && weight_of(graph, "a", "c") == 0);
    assert_null(graph->weights);
    n2v_graph_free(graph);
  }
}

static void weights(void **state) {
  (void)state;
  static const char *const texts[] = {
      "1 2 0.5\n2 3 3\n",
      "1,2,0.5\n2,3,3\n",
      "1|2|0.5\n2|3|3.0\n",
      "1;2;0.5 # once\n2;3;3.0\n",
      "(1, 2, 0.5)\n('2', '3', 3.0)\n",
      "1 2 5e-1\n2 3 +3.000\n",
      "1 2 .5\n2 3 3.\n",
      "1\t2\t0.50000000000000000000000000000001\n2\t3\t30E-1\n",
      "1 2 {'weight': 0.5}\n2 3 {\"weight\":3}\n",
      "1 2 {'color': 'red', 'weight': 0.5, 'x': 9}\n2 3 {'weight': 3.0}\n",
      "u v w\n1 2 0.5\n2 3 3\n",
      "\"x\",\"y\",\"n\"\n\"1\",\"2\",0.5\n\"2\",\"3\",3\n",
      "\"1\",\"2\",\"0.5\"\n2,\"3\",\"3\" , \n",
      "1;2;\"5e-1\"\r\n\"2\";3;3\r\n",
      "source target weight\n1 2 0.5\n2 3 3\n",
      "src;dst;w\n1;2;0.5\n2;3;3\n",
      "from,to,score,label\n\"1\",2,0.5,a;b\n2,3,3,c;d\n",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    n2v_graph *graph = graph_of(texts[i], NULL);
    assert_size(graph, 3, 2);
    assert_true(weight_of(graph, "1", "2") == 0.5 && weight_of(graph, "3", "2") == 3);
    n2v_graph_free(graph);
    graph = graph_of(texts[i], OPTIONS("weighted", "0"));
    assert_size(graph, 3, 2);
    assert_null(graph->weights);
    n2v_graph_free(graph);
  }
  n2v_graph *graph = graph_of("1 2 {}\n2 3 {'weight': 3.0}\n", NULL);
  assert_true(weight_of(graph, "1", "2") == 1 && weight_of(graph, "3", "2") == 3);
  n2v_graph_free(graph);
}

/* White space behind the third comma: which of them separates is for the user to say. */
static void format_separates(void **state) {
  (void)state;
  n2v_graph *graph = graph_of("New York,Boston,3\n", OPTIONS("format", "csv", "blanks", "_"));
  assert_true(weight_of(graph, "New_York", "Boston") == 3);
  n2v_graph_free(graph);
  graph = graph_of("1,2,3,4 5,6,7,8\n", OPTIONS("format", "edgelist"));
  assert_true(weight_of(graph, "1,2,3,4", "5,6,7,8") == 1);
  n2v_graph_free(graph);
}

/* A row of column names over names; the first edge is none. */
static void header_over_names(void **state) {
  (void)state;
  n2v_graph *graph = graph_of("a,b,weight\nc,d,0.5\nd,e,3\n", NULL);
  assert_size(graph, 3, 2);
  n2v_graph_free(graph);
  graph = graph_of("a b 0.5\n1 2 3\n", NULL);
  assert_size(graph, 4, 2);
  n2v_graph_free(graph);
  graph = graph_of("a b {}\n1 2 {}\n", NULL);
  assert_size(graph, 4, 2);
  n2v_graph_free(graph);
}

static void names_stay_as_written(void **state) {
  (void)state;
  static const struct {
    const char *text, *names[2];
  } cases[] = {
      {"007 7\n7 7\n", {"007", "7"}},
      {"1 01\n", {"1", "01"}},
      {"0 00\n", {"0", "00"}},
      {"1 1.0\n", {"1", "1.0"}},
      {"+1 1\n", {"+1", "1"}},
      {"9223372036854775808 9223372036854775807\n", {"9223372036854775808", "9223372036854775807"}},
      {"9999999999999999999 99999999999999999999\n",
       {"9999999999999999999", "99999999999999999999"}},
      {"4294967296 0\n", {"4294967296", "0"}},
      {"a,b c,d\n", {"a,b", "c,d"}},
      {"fe80::1,fe80::2\n", {"fe80::1", "fe80::2"}},
      {"std::map,main\n", {"std::map", "main"}},
      {"::1 1::2\n", {"::1", "1::2"}},
      {"\"a,b\",\"c;d\"\n", {"a,b", "c;d"}},
      {"\xc3\xa9t\xc3\xa9 \xff\xfe\n", {"\xc3\xa9t\xc3\xa9", "\xff\xfe"}},
      {"abcdefg abcdefgh\n", {"abcdefg", "abcdefgh"}},
      {"C# \"C\"\n", {"C#", "C"}},
      {"C#,\"\"\"C\"\"\"\n", {"C#", "\"C\""}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    n2v_graph *graph = graph_of(cases[i].text, NULL);
    assert_int_equal(graph->nodes, 2);
    assert_true(weight_of(graph, cases[i].names[0], cases[i].names[1]) == 1);
    n2v_graph_free(graph);
  }
}

/* The integers' fast path is left for good at the first name that is none. */
static void integers_then_text(void **state) {
  (void)state;
  FILE *file = fopen("graph.txt", "w");
  for (int i = 0; i < 100000; i++)
    fprintf(file, "%d %d\n", i, i + 1);
  fprintf(file, "100000 end\n");
  fclose(file);
  n2v_graph *graph;
  n2v_error err;
  assert_ok(read_graph("graph.txt", NULL, NULL, &graph, &err), &err);
  assert_size(graph, 100002, 100001);
  assert_true(weight_of(graph, "99999", "100000") == 1 && weight_of(graph, "end", "100000") == 1);
  n2v_graph_free(graph);
}

static void threads_do_not_matter(void **state) {
  (void)state;
  FILE *file = fopen("graph.txt", "w");
  n2v_graph *one, *four;
  n2v_error err;
  for (unsigned i = 0; i < 150000; i++)
    fprintf(file, i % 1000 ? "n%u name-of-%u %u\n" : "# comment %u %u %u\n", i * 7919 % 5003,
            i * 104729 % 9973, 1 + i % 7);
  fclose(file);
  assert_ok(read_graph("graph.txt", OPTIONS("threads", "1"), NULL, &one, &err), &err);
  assert_ok(read_graph("graph.txt", OPTIONS("threads", "4"), NULL, &four, &err), &err);
  assert_int_equal(one->nodes, four->nodes);
  assert_int_equal(one->arcs, four->arcs);
  assert_memory_equal(one->offsets, four->offsets, 8 * ((size_t)one->nodes + 1));
  assert_memory_equal(one->neighbours, four->neighbours, 4 * one->arcs);
  assert_memory_equal(one->weights, four->weights, 4 * one->arcs);
  assert_memory_equal(one->names->bytes, four->names->bytes, one->names->offsets[one->nodes]);
  n2v_graph_free(one);
  n2v_graph_free(four);
}

static void rules_and_their_note(void **state) {
  (void)state;
  static const char text[] = "s,t,w\n1,2,3\n1,2,4\n2,1,5\n3,3,2\n";
  char note[512];
  n2v_graph *graph;
  n2v_error err;
  unit_write("graph.txt", text);
  assert_ok(read_graph("graph.txt", NULL, note, &graph, &err), &err);
  assert_contains(note, "graph.txt: 3 nodes, 2 edges, undirected, weighted, 1 self-loops, "
                        "1 repeated edges merged, 1 edges listed in both directions counted once; "
                        "read in ");
  assert_true(weight_of(graph, "1", "2") == 7);
  n2v_graph_free(graph);
  graph = graph_of(text, OPTIONS("duplicates", "max"));
  assert_true(weight_of(graph, "1", "2") == 5);
  n2v_graph_free(graph);
  graph = graph_of(text, OPTIONS("duplicates", "last"));
  assert_true(weight_of(graph, "2", "1") == 5);
  n2v_graph_free(graph);
  graph = graph_of(text, OPTIONS("directed", "1"));
  assert_true(weight_of(graph, "1", "2") == 7 && weight_of(graph, "2", "1") == 5);
  assert_size(graph, 3, 3);
  n2v_graph_free(graph);
}

static void listed_nodes(void **state) {
  (void)state;
  unit_write("nodes.txt", "# three names\n2\n lonely \n\n7");
  n2v_graph *graph = graph_of("1 2\n", OPTIONS("nodes", "nodes.txt"));
  uint32_t node;
  assert_size(graph, 4, 1);
  assert_true(node_of(graph, "lonely", &node));
  assert_int_equal(n2v_degree(graph, node), 0);
  n2v_graph_free(graph);
  unit_write("nodes.txt", "3\n1\n");
  graph = graph_of("1 2\n", OPTIONS("nodes", "nodes.txt"));
  assert_size(graph, 3, 1);
  n2v_graph_free(graph);
}

static void matrix_market(void **state) {
  (void)state;
  n2v_graph *graph = graph_of("%%MatrixMarket matrix coordinate real symmetric\n% comment\n\n"
                              "4 4 2\n2 1 0.5\n3 3 2\n",
                              NULL);
  assert_size(graph, 4, 2); /* row 4 is a node without an edge */
  assert_true(weight_of(graph, "1", "2") == 0.5 && weight_of(graph, "3", "3") == 2);
  n2v_graph_free(graph);
  graph = graph_of("%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n2 1\n3 3\n",
                   OPTIONS("directed", "1"));
  assert_size(graph, 3, 3); /* both triangles */
  n2v_graph_free(graph);
  graph = graph_of("%%MatrixMarket matrix coordinate integer general\n3 3 3\n1 2 4\n2 1 4\n3 1 1\n",
                   NULL);
  assert_size(graph, 3, 2);
  assert_true(weight_of(graph, "1", "2") == 4);
  n2v_graph_free(graph);
}

/* Lines of any length, names of any length. */
static void long_lines(void **state) {
  (void)state;
  enum { LONG = 3000000 };
  char *text = malloc(LONG + 64);
  n2v_graph *graph;
  uint32_t x;
  memset(text, 'x', LONG);
  strcpy(text + LONG, " y\ny z\n");
  graph = graph_of(text, NULL);
  assert_size(graph, 3, 2);
  n2v_graph_free(graph);
  text[0] = '#';
  graph = graph_of(text, NULL);
  assert_size(graph, 2, 1);
  n2v_graph_free(graph);
  strcpy(text + LONG, " y"); /* one line, no newline */
  text[0] = 'x';
  graph = graph_of(text, NULL);
  assert_size(graph, 2, 1);
  text[LONG] = 0;
  assert_true(node_of(graph, text, &x)); /* its bytes, too */
  n2v_graph_free(graph);
  free(text);
}

/* Pages of zeros, which a name may hold, that take no memory. */
static void endless_names(void **state) {
  (void)state;
#ifdef __SANITIZE_THREAD__
  skip(); /* its notes on what is read do take memory */
#endif
  const size_t size = ((size_t)1 << 30) + 4096;
  char *text =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  assert_true(text != MAP_FAILED);
  text[size - 1] = '\n';
  for (int integers = 0; integers < 2; integers++) {
    const n2v_record_format format = {.target = 1};
    n2v_line_parser parser;
    n2v_line_parser_init(&parser, &format, integers);
    assert_int_equal(n2v_line_parse_name(&parser, text),
                     integers ? N2V_LINE_NOT_INTEGERS : N2V_LINE_WRONG);
  }
  munmap(text, size);
}

static void memory_is_limited(void **state) {
  (void)state;
  n2v_graph *graph;
  n2v_error err;
  unit_write("graph.txt", "%%MatrixMarket matrix coordinate pattern general\n"
                          "2000000000 2000000000 1\n1 2\n");
  assert_int_equal(read_graph("graph.txt", OPTIONS("memory", "1G"), NULL, &graph, &err),
                   N2V_ELIMIT);
  assert_contains(err.msg, "over the memory limit of");
  FILE *file = fopen("graph.txt", "w");
  for (int i = 0; i < 20000; i++)
    fprintf(file, "%d %d\n", i, i + 1);
  fclose(file);
  assert_int_equal(read_graph("graph.txt", OPTIONS("memory", "100K"), NULL, &graph, &err),
                   N2V_ELIMIT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(separators),
      cmocka_unit_test(weights),
      cmocka_unit_test(format_separates),
      cmocka_unit_test(header_over_names),
      cmocka_unit_test(names_stay_as_written),
      cmocka_unit_test(integers_then_text),
      cmocka_unit_test(threads_do_not_matter),
      cmocka_unit_test(rules_and_their_note),
      cmocka_unit_test(listed_nodes),
      cmocka_unit_test(matrix_market),
      cmocka_unit_test(long_lines),
      cmocka_unit_test(endless_names),
      cmocka_unit_test(memory_is_limited),
  };
  return cmocka_run_group_tests_name("edge lists", tests, unit_enter_folder, unit_leave_folder);
}
