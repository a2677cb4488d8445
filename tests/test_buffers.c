/* What a file would hold, in a buffer: graphs and vectors of every format, there and back. */
#include "unit.h"

#include <stdlib.h>

static n2v_error err;

typedef struct buffer {
  char *bytes;
  size_t size;
} buffer;

static void assert_same_file(const char *path, const buffer *b) {
  FILE *file = fopen(path, "rb");
  char *bytes = malloc(b->size + 1);
  assert_non_null(file);
  assert_non_null(bytes);
  assert_int_equal(fread(bytes, 1, b->size + 1, file), b->size);
  assert_memory_equal(bytes, b->bytes, b->size);
  free(bytes);
  fclose(file);
}

static n2v_graph *some_graph(void) {
  static const char text[] = "hub,a,2\nhub,b,0.5\nhub,c,1.25\na,b,3\n";
  n2v_graph *graph;
  assert_ok(n2v_graph_parse(text, strlen(text), "here", NULL, NULL, &graph, &err), &err);
  return graph;
}

static void graphs_there_and_back(void **state) {
  (void)state;
  static const struct {
    n2v_graph_format format;
    const char *path;
  } forms[] = {
      {N2V_FORMAT_CSR, "g.csr"}, {N2V_FORMAT_EDGELIST, "g.edges"}, {N2V_FORMAT_CSV, "g.csv"}};
  n2v_graph *graph = some_graph(), *back;
  const n2v_csr a = n2v_graph_csr(graph);
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    buffer b;
    FILE *stream = open_memstream(&b.bytes, &b.size);
    assert_ok(n2v_graph_print(graph, forms[i].format, stream, &err), &err);
    assert_int_equal(fclose(stream), 0);
    assert_ok(n2v_graph_write(graph, forms[i].path, NULL, &err), &err);
    assert_same_file(forms[i].path, &b);
    assert_ok(n2v_graph_parse(b.bytes, b.size, "there", NULL, NULL, &back, &err), &err);
    const n2v_csr c = n2v_graph_csr(back);
    assert_int_equal(c.nodes, a.nodes);
    assert_memory_equal(c.offsets, a.offsets, (a.nodes + 1) * sizeof *a.offsets);
    assert_memory_equal(c.neighbours, a.neighbours, a.offsets[a.nodes] * sizeof *a.neighbours);
    assert_memory_equal(c.weights, a.weights, a.offsets[a.nodes] * sizeof *a.weights);
    n2v_graph_free(back);
    free(b.bytes);
  }
  assert_int_equal(n2v_graph_print(graph, N2V_FORMAT_MTX, stdout, &err), N2V_EUSAGE);
  n2v_graph_free(graph);
}

static void vectors_there_and_back(void **state) {
  (void)state;
  static const struct {
    const char *format, *path;
    bool names;
  } forms[] = {{"bin", "v.bin", true},
               {"text", "v.txt", true},
               {"csv", "v.csv", true},
               {"npy", "v.npy", false},
               {"tsv", "v.tsv", false}};
  n2v_graph *graph = some_graph();
  n2v_train_params params;
  n2v_embedding *vectors, *back;
  n2v_train_params_init(&params, sizeof params);
  params.dims = 5;
  params.epochs = 1;
  assert_ok(n2v_train(graph, NULL, &params, NULL, &vectors, NULL, NULL, &err), &err);
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    buffer b;
    FILE *stream = open_memstream(&b.bytes, &b.size);
    assert_ok(n2v_embedding_print(vectors, forms[i].format, stream, NULL, &err), &err);
    assert_int_equal(fclose(stream), 0);
    assert_ok(n2v_embedding_write(vectors, forms[i].path, forms[i].format, NULL, &err), &err);
    assert_same_file(forms[i].path, &b);
    assert_ok(n2v_embedding_parse(b.bytes, b.size, "there", NULL, &back, &err), &err);
    assert_int_equal(n2v_embedding_rows(back), 4);
    for (uint64_t row = 0; row < 4; row++) {
      assert_memory_equal(n2v_embedding_row(back, row), n2v_embedding_row(vectors, row),
                          5 * sizeof(float));
      size_t length, got;
      char number[8];
      const char *name = n2v_embedding_name(vectors, row, &length);
      if (!forms[i].names)
        length = (size_t)snprintf(number, sizeof number, "%d", (int)row), name = number;
      const char *read = n2v_embedding_name(back, row, &got);
      assert_int_equal(got, length);
      assert_memory_equal(read, name, length);
    }
    n2v_embedding_free(back);
    free(b.bytes);
  }
  n2v_embedding_free(vectors);
  n2v_graph_free(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(graphs_there_and_back),
                                     cmocka_unit_test(vectors_there_and_back)};
  return cmocka_run_group_tests_name("buffers", tests, unit_enter_folder, unit_leave_folder);
}
