/* Walks read from a file. */
#include "base/memory.h"
#include "corpus/corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct file {
  char path[64];
  n2v_corpus *corpus;
  n2v_names *names;
  n2v_error err;
} file;

static n2v_status read_most(file *f, const char *text, size_t length, uint64_t min_count,
                            uint64_t memory) {
  strcpy(f->path, "/tmp/n2v_test_tokens_XXXXXX");
  int fd = mkstemp(f->path);
  assert_true(fd >= 0);
  for (size_t done = 0; done < length;) {
    ssize_t wrote = write(fd, text + done, length - done);
    assert_true(wrote > 0);
    done += (size_t)wrote;
  }
  close(fd);
  n2v_status status =
      n2v_corpus_read(f->path, min_count, &(n2v_run){.size = sizeof(n2v_run), .memory = memory},
                      &f->corpus, &f->err);
  f->names = f->corpus ? f->corpus->names : NULL;
  unlink(f->path);
  return status;
}

static n2v_status read_within(file *f, const char *text, size_t length, uint64_t memory) {
  return read_most(f, text, length, 0, memory);
}

static n2v_status read_text(file *f, const char *text, size_t length) {
  return read_within(f, text, length, UINT64_MAX);
}

static void close_file(file *f) {
  n2v_corpus_free(f->corpus);
}

static void walks_and_names(void **state) {
  (void)state;
  const char text[] = "\n b a b\r\n\n\tc\nb"; /* empty lines, CRLF, tabs, no last newline */
  static const uint32_t expected[3][3] = {{0, 1, 0}, {2}, {0}}, lengths[3] = {3, 1, 1};
  uint32_t tokens[9], got[3];
  file f;
  assert_int_equal(read_text(&f, text, strlen(text)), N2V_OK);
  assert_int_equal(f.corpus->nodes, 3);
  assert_int_equal(f.corpus->walks, 3);
  assert_int_equal(f.corpus->max_length, 3);
  f.corpus->read(f.corpus, 5, 0, 3, tokens, got);
  for (int i = 0; i < 3; i++) {
    assert_int_equal(got[i], lengths[i]);
    assert_memory_equal(tokens + i * 3, expected[i], got[i] * sizeof *tokens);
  }
  size_t length;
  assert_memory_equal(n2v_names_get(f.names, 2, &length), "c", 1);
  close_file(&f);
}

static void long_lines_are_cut(void **state) {
  (void)state;
  char text[5002];
  for (int i = 0; i < 2500; i++)
    memcpy(text + 2 * i, "x ", 2);
  text[5000] = '\n';
  file f;
  assert_int_equal(read_text(&f, text, 5001), N2V_OK);
  assert_int_equal(f.corpus->walks, 3);
  assert_int_equal(f.corpus->max_length, 1000);
  uint64_t count;
  n2v_corpus_stats stats;
  assert_int_equal(n2v_corpus_count(f.corpus, 0, 1, NULL, &count, &stats, NULL), N2V_OK);
  assert_int_equal(count, 2500);
  close_file(&f);
}

/* Tokens that lie across the borders of the pieces in which a file is read. */
static void many_tokens(void **state) {
  (void)state;
  enum { TOKENS = 400000 };
  char *text = malloc(TOKENS * 8);
  size_t used = 0;
  for (int i = 0; i < TOKENS; i++)
    used += (size_t)sprintf(text + used, "%d%c", i % 1237, i % 7 == 6 ? '\n' : ' ');
  file f;
  assert_int_equal(read_text(&f, text, used), N2V_OK);
  assert_int_equal(f.corpus->nodes, 1237);
  assert_int_equal(f.corpus->walks, (TOKENS + 6) / 7);
  uint64_t counts[1237];
  assert_int_equal(n2v_corpus_count(f.corpus, 0, 1, NULL, counts, NULL, NULL), N2V_OK);
  for (int i = 0; i < 1237; i++)
    assert_int_equal(counts[i], TOKENS / 1237 + (i < TOKENS % 1237));
  free(text);
  close_file(&f);
}

/* Walks that lose all their tokens are none, and the others close the gaps. */
static void rare_tokens(void **state) {
  (void)state;
  static const char text[] = "a x b\ny\nb a z a\nw v u t\nb\n";
  static const uint32_t expected[3][3] = {{0, 1}, {1, 0, 0}, {1}};
  static const uint32_t lengths[] = {2, 3, 1};
  uint32_t tokens[9], got[3];
  file f;
  assert_int_equal(read_most(&f, text, sizeof text - 1, 2, UINT64_MAX), N2V_OK);
  assert_int_equal(f.corpus->walks, 3);
  assert_int_equal(f.corpus->nodes, 2);
  assert_int_equal(f.corpus->max_length, 3);
  f.corpus->read(f.corpus, 0, 0, 3, tokens, got);
  for (int i = 0; i < 3; i++) {
    assert_int_equal(got[i], lengths[i]);
    assert_memory_equal(tokens + i * 3, expected[i], got[i] * sizeof *tokens);
  }
  close_file(&f);
}

static void refusals(void **state) {
  (void)state;
  file f;
  assert_int_equal(read_text(&f, "\n \n", 3), N2V_EINPUT);
  assert_non_null(strstr(f.err.msg, "no walks"));
  assert_null(f.corpus);
  char *text = malloc(3 << 20);
  memset(text, 'x', 3 << 20);
  memcpy(text, "a\nb\n", 4);
  assert_int_equal(read_text(&f, text, 3 << 20), N2V_EINPUT);
  assert_non_null(strstr(f.err.msg, ":3: a token of more than"));
  for (size_t at = 0; at < 3 << 20; at += 300000) { /* wherever it stands */
    memset(text, ' ', 3 << 20);
    memset(text + at, 'y', (1 << 16) + 1);
    text[at + (1 << 16) + 3] = 'q'; /* a second token, so that there is a pair */
    assert_int_equal(read_text(&f, text, 3 << 20), N2V_EINPUT);
    assert_non_null(strstr(f.err.msg, ":1: a token of more than 65536 bytes: 'yyy"));
    text[at] = ' ';
    assert_int_equal(read_text(&f, text, 3 << 20), N2V_OK);
    close_file(&f);
  }
  memset(text, 'z', 3 << 20);
  for (size_t i = 1; i < 3 << 20; i += 2)
    text[i] = ' ';
  assert_int_equal(read_text(&f, text, 3 << 20), N2V_OK); /* 1.5 million tokens */
  assert_true(f.corpus->bytes >= 6 << 20);
  close_file(&f);
  assert_int_equal(read_within(&f, text, 3 << 20, 5 << 20), N2V_ELIMIT);
  assert_null(f.corpus);
  free(text);
  assert_int_not_equal(n2v_corpus_read("/no/such/file", 0, NULL, &f.corpus, &f.err), N2V_OK);
  assert_non_null(strstr(f.err.msg, "/no/such/file"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(walks_and_names), cmocka_unit_test(long_lines_are_cut),
      cmocka_unit_test(many_tokens),     cmocka_unit_test(rare_tokens),
      cmocka_unit_test(refusals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
