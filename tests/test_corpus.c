/* Passes over a corpus: the same for any number of threads. */
#include "tiny_graph.h"
#include "walk/walker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { NODES = 20 };

static const int thread_counts[] = {1, 2, 7};

/* Names n0, n1, ... */
static void make_names(n2v_names *names, char *bytes, uint64_t *offsets) {
  uint64_t used = 0;
  for (uint32_t i = 0; i < NODES; i++) {
    offsets[i] = used;
    used += (uint64_t)sprintf(bytes + used, "n%u", i);
  }
  offsets[NODES] = used;
  *names = (n2v_names){.count = NODES, .bytes = bytes, .offsets = offsets};
}

typedef struct fixture {
  tiny_graph g;
  n2v_walker *walker;
  n2v_names names;
  char bytes[NODES * 4];
  uint64_t offsets[NODES + 1];
} fixture;

static void open_fixture(fixture *f) {
  n2v_walk_params params;
  tiny_random(&f->g, NODES, true, true, 3);
  make_names(&f->names, f->bytes, f->offsets);
  n2v_walk_params_init(&params, sizeof params);
  params.q = 0.5;
  params.num_walks = 500;
  assert_int_equal(n2v_walker_new(&f->g.graph, &params, 2, UINT64_MAX, NULL, &f->walker, NULL),
                   N2V_OK);
}

static void close_fixture(fixture *f) {
  n2v_walker_free(f->walker);
  tiny_free(&f->g);
}

static char *slurp(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  char *text = malloc(*size + 1);
  assert_int_equal(fread(text, 1, *size, file), *size);
  text[*size] = 0;
  fclose(file);
  return text;
}

static void threads_do_not_matter(void **state) {
  (void)state;
  fixture f;
  open_fixture(&f);
  uint64_t counts[3][NODES];
  char *text[3], path[] = "/tmp/n2v_test_corpus_XXXXXX";
  size_t size[3];
  close(mkstemp(path));
  for (int i = 0; i < 3; i++) {
    n2v_corpus_stats counted, saved;
    const n2v_corpus *corpus = n2v_walker_corpus(f.walker);
    assert_int_equal(n2v_corpus_count(corpus, 0, thread_counts[i], NULL, counts[i], &counted, NULL),
                     N2V_OK);
    assert_int_equal(
        n2v_corpus_save(corpus, &f.names, 2, path, thread_counts[i], NULL, &saved, NULL), N2V_OK);
    assert_int_equal(counted.walks, corpus->walks);
    assert_int_equal(saved.walks, 2 * corpus->walks);
    uint64_t sum = 0;
    for (int v = 0; v < NODES; v++)
      sum += counts[i][v];
    assert_int_equal(sum, counted.steps);
    text[i] = slurp(path, &size[i]);
    assert_int_equal(size[i], size[0]);
    assert_memory_equal(text[i], text[0], size[0]);
    assert_memory_equal(counts[i], counts[0], sizeof counts[0]);
  }
  uint64_t lines = 0;
  for (size_t i = 0; i < size[0]; i++)
    lines += text[0][i] == '\n';
  assert_int_equal(lines, 2 * n2v_walker_corpus(f.walker)->walks);
  for (int i = 0; i < 3; i++)
    free(text[i]);
  unlink(path);
  close_fixture(&f);
}

static void failures_leave_nothing(void **state) {
  (void)state;
  fixture f;
  open_fixture(&f);
  n2v_error err;
  volatile sig_atomic_t stop = 1;
  n2v_progress progress = {.stop = &stop};
  char path[] = "/tmp/n2v_test_corpus_XXXXXX";
  close(mkstemp(path));
  unlink(path);
  const n2v_corpus *corpus = n2v_walker_corpus(f.walker);
  assert_int_equal(n2v_corpus_save(corpus, &f.names, 1, path, 1, &progress, NULL, &err),
                   N2V_ESTOPPED);
  assert_int_not_equal(access(path, F_OK), 0);
  assert_int_equal(n2v_corpus_save(corpus, &f.names, 1, "/dev/full", 1, NULL, NULL, &err), N2V_EIO);
  assert_int_equal(n2v_corpus_save(corpus, &f.names, 1, "/no/such/folder", 1, NULL, NULL, &err),
                   N2V_EIO);
  close_fixture(&f);
}

/* Names that would be cut in two, or not be seen, where walks are read. */
static void what_cannot_be_read_back_is_not_written(void **state) {
  (void)state;
  static const char *const wrong[] = {"a b", "a\tb", "a\n", ""};
  fixture f;
  open_fixture(&f);
  n2v_error err;
  const n2v_corpus *corpus = n2v_walker_corpus(f.walker);
  char path[] = "/tmp/n2v_test_corpus_XXXXXX";
  close(mkstemp(path));
  unlink(path);
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    n2v_names *names;
    uint32_t id;
    assert_int_equal(n2v_names_new(&names, &err), N2V_OK);
    assert_int_equal(n2v_names_add(names, wrong[i], strlen(wrong[i]), &id, &err), N2V_OK);
    assert_int_equal(n2v_corpus_save(corpus, names, 1, path, 1, NULL, NULL, &err), N2V_EINPUT);
    assert_non_null(strstr(err.msg, "would not be read back from walks"));
    assert_int_not_equal(access(path, F_OK), 0);
    n2v_names_free(names);
  }
  close_fixture(&f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(threads_do_not_matter),
      cmocka_unit_test(failures_leave_nothing),
      cmocka_unit_test(what_cannot_be_read_back_is_not_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
