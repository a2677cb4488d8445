/* Compressed inputs and pipes give the same bytes as the plain file. */
#include "read_graph.h"

#include "base/input.h"

#include <zlib.h>
#include <zstd.h>

enum { SIZE = 3000000 }; /* more than one growth of the buffer */

static char plain[SIZE], packed[SIZE + 100000];

static void write_bytes(const char *path, const char *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

static size_t gzip(const char *bytes, size_t size, char *out, size_t room) {
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  z.next_in = (unsigned char *)(uintptr_t)bytes;
  z.avail_in = (uInt)size;
  z.next_out = (unsigned char *)out;
  z.avail_out = (uInt)room;
  assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
  deflateEnd(&z);
  return z.total_out;
}

static void assert_reads_as(const char *path, const char *bytes, size_t size) {
  n2v_input input;
  n2v_error err;
  assert_ok(n2v_input_open(&input, path, SIZE * 4, NULL, &err), &err);
  assert_int_equal(input.size, size);
  assert_memory_equal(input.bytes, bytes, size);
  n2v_input_close(&input);
}

static void fill(void) {
  for (size_t i = 0; i < SIZE; i++)
    plain[i] = (char)('a' + i * i / 97 % 26);
}

static void gzip_in_members(void **state) {
  (void)state;
  fill();
  size_t first = gzip(plain, SIZE / 3, packed, sizeof packed);
  size_t second = gzip(plain + SIZE / 3, SIZE - SIZE / 3, packed + first, sizeof packed - first);
  memset(packed + first + second, 0, 100); /* padding, as tape archives have it */
  write_bytes("a.gz", packed, first + second);
  assert_reads_as("a.gz", plain, SIZE);
  write_bytes("b.gz", packed, first + second + 100);
  assert_reads_as("b.gz", plain, SIZE);
  memmove(packed + first + 512, packed + first, second); /* and between members */
  memset(packed + first, 0, 512);
  write_bytes("c.gz", packed, first + 512 + second);
  assert_reads_as("c.gz", plain, SIZE);
}

static void what_follows_a_member_is_one(void **state) {
  (void)state;
  fill();
  size_t size = gzip(plain, 1000, packed, sizeof packed);
  for (size_t zeros = 0; zeros < 2; zeros++) {
    n2v_input input;
    n2v_error err;
    packed[size] = 0;
    memcpy(packed + size + zeros, "1 2\n", 4);
    write_bytes("more.gz", packed, size + zeros + 4);
    assert_int_equal(n2v_input_open(&input, "more.gz", SIZE, NULL, &err), N2V_EINPUT);
    assert_contains(err.msg, "more.gz: damaged gzip data");
  }
}

static void zstd_in_frames(void **state) {
  (void)state;
  fill();
  size_t first = ZSTD_compress(packed, sizeof packed, plain, SIZE / 3, 1);
  size_t second =
      ZSTD_compress(packed + first, sizeof packed - first, plain + SIZE / 3, SIZE - SIZE / 3, 1);
  assert_false(ZSTD_isError(first) || ZSTD_isError(second));
  write_bytes("a.zst", packed, first + second);
  assert_reads_as("a.zst", plain, SIZE);
  memmove(packed + 12, packed, first + second);
  for (char kind = 0; kind < 16; kind++) { /* frames to skip, of four bytes */
    memcpy(packed, "P\x2a\x4d\x18\4\0\0\0skip", 12);
    packed[0] = (char)(packed[0] + kind);
    write_bytes("b.zst", packed, 12 + first + second);
    assert_reads_as("b.zst", plain, SIZE);
  }
}

static void every_cut_is_noticed(void **state) {
  (void)state;
  const char text[] = "1 2\n2 3\n3 4\n4 1\n1 3\n";
  size_t sizes[2] = {gzip(text, sizeof text - 1, packed, 1000),
                     ZSTD_compress(packed + 1000, 1000, text, sizeof text - 1, 1)};
  for (int kind = 0; kind < 2; kind++)
    for (size_t size = 4; size < sizes[kind]; size++) {
      n2v_input input;
      n2v_error err;
      write_bytes("cut", packed + 1000 * kind, size);
      assert_int_equal(n2v_input_open(&input, "cut", SIZE, NULL, &err), N2V_EINPUT);
      assert_contains(err.msg, "cut: damaged ");
    }
}

static void inflating_is_limited(void **state) {
  (void)state;
  n2v_input input;
  n2v_error err;
  memset(plain, 'x', SIZE);
  write_bytes("bomb.gz", packed, gzip(plain, SIZE, packed, sizeof packed));
  assert_int_equal(n2v_input_open(&input, "bomb.gz", SIZE / 3, NULL, &err), N2V_ELIMIT);
  write_bytes("bomb.zst", packed, ZSTD_compress(packed, sizeof packed, plain, SIZE, 1));
  assert_int_equal(n2v_input_open(&input, "bomb.zst", SIZE / 3, NULL, &err), N2V_ELIMIT);
  assert_contains(err.msg, "memory limit");
}

/* gzread would end at the zeros and leave out the second member without a word. */
static void whole_files(void **state) {
  (void)state;
  n2v_error err;
  char *bytes;
  size_t size;
  fill();
  size_t first = gzip(plain, 1000, packed, sizeof packed);
  memset(packed + first, 0, 512);
  size_t second = gzip(plain + 1000, 2000, packed + first + 512, sizeof packed - first - 512);
  write_bytes("padded.gz", packed, first + 512 + second);
  assert_ok(n2v_file_read("padded.gz", NULL, &bytes, &size, &err), &err);
  assert_int_equal(size, 3000);
  assert_memory_equal(bytes, plain, 3000);
  assert_int_equal(bytes[3000], 0);
  free(bytes);
  write_bytes("page", plain, 4096); /* what is mapped ends with the file */
  assert_ok(n2v_file_read("page", NULL, &bytes, &size, &err), &err);
  assert_int_equal(strlen(bytes), 4096);
  free(bytes);
  n2v_run run;
  n2v_run_init(&run, sizeof run);
  run.memory = 2000;
  assert_int_equal(n2v_file_read("page", &run, &bytes, &size, &err), N2V_ELIMIT);
  assert_null(bytes);
  write_bytes("more.gz", "\x1f\x8b\x08 and more", 12);
  assert_int_equal(n2v_file_read("more.gz", NULL, &bytes, &size, &err), N2V_EINPUT);
  assert_null(bytes);
}

static void pipes_and_missing_files(void **state) {
  (void)state;
  n2v_graph *graph;
  n2v_error err;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], "a b 2\nb c 1", 11), 11);
  close(ends[1]);
  int saved = dup(0);
  dup2(ends[0], 0);
  assert_ok(read_graph("-", NULL, NULL, &graph, &err), &err);
  assert_int_equal(graph->edges, 2);
  assert_true(weight_of(graph, "b", "a") == 2);
  n2v_graph_free(graph);
  assert_int_equal(read_graph("-", NULL, NULL, &graph, &err), N2V_EINPUT); /* at its end */
  assert_contains(err.msg, "standard input: empty");
  dup2(saved, 0);
  close(saved);
  close(ends[0]);
  assert_int_equal(read_graph("none.txt", NULL, NULL, &graph, &err), N2V_EINPUT);
  assert_string_equal(err.msg, "none.txt: cannot read: No such file or directory");
  assert_int_equal(read_graph(".", NULL, NULL, &graph, &err), N2V_EINPUT);
  assert_int_equal(read_graph("", NULL, NULL, &graph, &err), N2V_EINPUT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gzip_in_members),
      cmocka_unit_test(zstd_in_frames),
      cmocka_unit_test(what_follows_a_member_is_one),
      cmocka_unit_test(every_cut_is_noticed),
      cmocka_unit_test(inflating_is_limited),
      cmocka_unit_test(whole_files),
      cmocka_unit_test(pipes_and_missing_files),
  };
  return cmocka_run_group_tests_name("inputs", tests, unit_enter_folder, unit_leave_folder);
}
