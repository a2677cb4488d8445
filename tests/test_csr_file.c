/* The binary CSR: what is written is read; whatever is damaged or forged is refused. */
#include "read_graph.h"

#include "graph/csr_file.h"

#include <zlib.h>

enum { HEADER = 128, MOST = 1 << 16 };

static unsigned char good[MOST], bad[MOST];
static size_t size;

static void write_graph(const char *text, const char *const *options) {
  n2v_graph *graph = graph_of(text, options);
  n2v_error err;
  assert_ok(n2v_csr_write(graph, "g.csr", &err), &err);
  n2v_graph_free(graph);
  FILE *file = fopen("g.csr", "rb");
  size = fread(good, 1, sizeof good, file);
  fclose(file);
}

static n2v_status open_bytes(const unsigned char *bytes, size_t count, n2v_graph **graph,
                             n2v_error *err) {
  FILE *file = fopen("bad.csr", "wb");
  assert_int_equal(fwrite(bytes, 1, count, file), count);
  fclose(file);
  return read_graph("bad.csr", NULL, NULL, graph, err);
}

static void assert_same(const n2v_graph *a, const n2v_graph *b) {
  assert_int_equal(a->nodes, b->nodes);
  assert_int_equal(a->edges, b->edges);
  assert_int_equal(a->loops, b->loops);
  assert_int_equal(a->directed, b->directed);
  assert_memory_equal(a->offsets, b->offsets, 8 * ((size_t)a->nodes + 1));
  assert_memory_equal(a->neighbours, b->neighbours, 4 * a->arcs);
  assert_int_equal(a->weights == NULL, b->weights == NULL);
  if (a->weights)
    assert_memory_equal(a->weights, b->weights, 4 * a->arcs);
  assert_memory_equal(a->names->offsets, b->names->offsets, 8 * ((size_t)a->nodes + 1));
  assert_memory_equal(a->names->bytes, b->names->bytes, a->names->offsets[a->nodes]);
}

static void round_trip(void **state) {
  (void)state;
  static const char *const texts[] = {"1 2\n2 3\n3 3\n", "a b 2\nb c 0.25\nc\xff c 7\n"};
  for (int i = 0; i < 4; i++) {
    n2v_graph *graph = graph_of(texts[i / 2], OPTIONS("directed", i % 2 ? "1" : "0")), *back;
    n2v_error err;
    assert_ok(n2v_csr_write(graph, "g.csr", &err), &err);
    assert_ok(read_graph("g.csr", NULL, NULL, &back, &err), &err);
    assert_non_null(back->mapping);
    assert_same(graph, back);
    n2v_graph_free(back);
    assert_ok(read_graph("g.csr", OPTIONS("format", "csr", "weighted", "0"), NULL, &back, &err),
              &err);
    assert_null(back->weights);
    n2v_graph_free(back);
    n2v_graph_free(graph);
  }
}

/* Through gzip and through a pipe the bytes lie elsewhere, but aligned. */
static void not_mapped(void **state) {
  (void)state;
  n2v_graph *direct, *other;
  n2v_error err;
  write_graph("a b 2\nb c 0.25\n", NULL);
  assert_ok(read_graph("g.csr", NULL, NULL, &direct, &err), &err);
  assert_int_equal(system("gzip -kf g.csr && mkfifo pipe && (cat g.csr >pipe &)"), 0);
  assert_ok(read_graph("g.csr.gz", NULL, NULL, &other, &err), &err);
  assert_same(direct, other);
  n2v_graph_free(other);
  assert_ok(read_graph("pipe", NULL, NULL, &other, &err), &err);
  assert_same(direct, other);
  n2v_graph_free(other);
  n2v_graph_free(direct);
}

static void every_changed_byte_is_noticed(void **state) {
  (void)state;
  n2v_graph *graph;
  n2v_error err;
  write_graph("alpha beta 2\nbeta gamma 0.25\ngamma gamma 1\n", NULL);
  for (size_t i = 0; i < size; i++) {
    memcpy(bad, good, size);
    bad[i] ^= (unsigned char)(1 << i % 8);
    assert_int_equal(open_bytes(bad, size, &graph, &err), N2V_EINPUT);
  }
  for (size_t i = 0; i < size; i++)
    assert_int_equal(open_bytes(good, i, &graph, &err), N2V_EINPUT);
  memcpy(bad, good, size);
  assert_int_equal(open_bytes(bad, size + 1, &graph, &err), N2V_EINPUT);
}

/* Puts right checksums under what was changed, as one with bad intentions would. */
static void seal(unsigned char *bytes) {
  uint32_t crc = (uint32_t)crc32_z(0, bytes, HEADER - 4);
  memcpy(bytes + HEADER - 4, &crc, 4);
  crc = (uint32_t)crc32_z(0, bytes + HEADER, size - 8 - HEADER); /* one block */
  memcpy(bytes + size - 8, &crc, 4);
  crc = (uint32_t)crc32_z(0, bytes + size - 8, 4);
  memcpy(bytes + size - 4, &crc, 4);
}

static void refuse_forged(size_t at, uint64_t value, size_t bytes, const char *message) {
  n2v_graph *graph = NULL;
  n2v_error err;
  memcpy(bad, good, size);
  memcpy(bad + at, &value, bytes);
  seal(bad);
  if (open_bytes(bad, size, &graph, &err) != N2V_EINPUT)
    fail_msg("%zu bytes of %llx at %zu: opened", bytes, (unsigned long long)value, at);
  assert_contains(err.msg, message);
}

static void forged_files_are_refused(void **state) {
  (void)state;
  n2v_graph *graph;
  n2v_error err;
  /* 3 nodes, 5 arcs, weighted: offsets at 128 (4 of 8 bytes), neighbours at 192, weights at 256,
   * offsets of names at 320, names at 384 */
  write_graph("alpha beta 2\nbeta gamma 0.25\ngamma gamma 1\n", NULL);
  memcpy(bad, good, size);
  seal(bad);
  assert_memory_equal(bad, good, size); /* the test seals as the writer does */
  assert_ok(open_bytes(bad, size, &graph, &err), &err);
  n2v_graph_free(graph);

  refuse_forged(8, 2, 4, "version 2, this program reads version 1");
  refuse_forged(12, 7, 4, "impossible header");
  refuse_forged(16, UINT64_MAX, 8, "impossible header");
  refuse_forged(16, 1ull << 31, 8, "impossible header");
  refuse_forged(16, 8, 8, "impossible header");
  refuse_forged(24, 99, 8, "edges and arcs do not match");
  refuse_forged(32, UINT64_MAX / 4, 8, "impossible header");
  refuse_forged(32, 4, 8, "offsets out of order");
  refuse_forged(40, 2, 8, "neighbours out of bounds or order");
  refuse_forged(48, UINT64_MAX, 8, "impossible header");
  refuse_forged(64, 1, 4, "impossible header");
  refuse_forged(128, 1, 8, "offsets out of order");
  refuse_forged(136, UINT64_MAX, 8, "offsets out of order");
  refuse_forged(136, 6, 8, "offsets out of order");
  refuse_forged(144, 1, 8, "offsets out of order");
  refuse_forged(152, 6, 8, "offsets out of order");
  refuse_forged(192, 3, 4, "neighbours out of bounds or order");
  refuse_forged(192, UINT32_MAX, 4, "neighbours out of bounds or order");
  refuse_forged(196, 0, 4, "neighbours out of bounds or order");
  refuse_forged(256, 0x3f800000, 4, "not the same from both ends"); /* 1, but 2 back */
  refuse_forged(204, 2, 4, "not the same from both ends");
  refuse_forged(256, 0, 4, "not finite and above 0");
  refuse_forged(256, 0xbf800000, 4, "not finite and above 0"); /* -1 */
  refuse_forged(256, 0x7f800000, 4, "not finite and above 0"); /* infinity */
  refuse_forged(256, 0x7fc00000, 4, "not finite and above 0"); /* nan */
  refuse_forged(320, 1, 8, "names out of order");
  refuse_forged(328, 0, 8, "names out of order, empty");
  refuse_forged(328, UINT64_MAX, 8, "names out of order");
  refuse_forged(384, ' ', 1, "white space");
}

/* Sound but for its emptiness, which no graph that is trained on has. */
static void no_nodes(void **state) {
  (void)state;
  enum { OFFSETS_OF_NAMES = HEADER + 64, CHECKSUMS = OFFSETS_OF_NAMES + 64 };
  n2v_graph *graph;
  n2v_error err;
  write_graph("1 2\n", NULL);
  memset(good + 16, 0, HEADER - 16); /* nodes, edges, arcs, loops, bytes of names */
  memset(good + HEADER, 0, CHECKSUMS - HEADER);
  size = CHECKSUMS + 8;
  memcpy(good + 56, &(uint64_t){size}, 8);
  seal(good);
  assert_int_equal(open_bytes(good, size, &graph, &err), N2V_EINPUT);
  assert_contains(err.msg, "impossible header");
}

static void options_that_do_not_fit(void **state) {
  (void)state;
  n2v_graph *graph;
  n2v_error err;
  write_graph("1 2\n", NULL);
  assert_int_equal(read_graph("g.csr", OPTIONS("directed", "1"), NULL, &graph, &err), N2V_EUSAGE);
  assert_int_equal(read_graph("g.csr", OPTIONS("weighted", "1"), NULL, &graph, &err), N2V_EUSAGE);
  assert_int_equal(read_graph("g.csr", OPTIONS("nodes", "g.csr"), NULL, &graph, &err), N2V_EUSAGE);
  write_graph("1 2\n", OPTIONS("directed", "1"));
  assert_int_equal(read_graph("g.csr", OPTIONS("directed", "0"), NULL, &graph, &err), N2V_EUSAGE);
  assert_contains(err.msg, "was made directed: leave `directed = 0` out");
  unit_write("text.txt", "1 2\n");
  assert_int_equal(read_graph("text.txt", OPTIONS("format", "csr"), NULL, &graph, &err),
                   N2V_EINPUT);
  assert_contains(err.msg, "text.txt: not a binary graph");
}

static void unwritable(void **state) {
  (void)state;
  n2v_graph *graph = graph_of("1 2\n", NULL);
  n2v_error err;
  assert_int_equal(n2v_csr_write(graph, "none/g.csr", &err), N2V_EIO);
  assert_int_equal(n2v_csr_write(graph, "/dev/full", &err), N2V_EIO);
  n2v_graph_free(graph);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(round_trip),
      cmocka_unit_test(not_mapped),
      cmocka_unit_test(every_changed_byte_is_noticed),
      cmocka_unit_test(forged_files_are_refused),
      cmocka_unit_test(no_nodes),
      cmocka_unit_test(options_that_do_not_fit),
      cmocka_unit_test(unwritable),
  };
  return cmocka_run_group_tests_name("binary CSR", tests, unit_enter_folder, unit_leave_folder);
}
