/* Whole files in memory, and the encodings of what is in them. */
#include "unit.h"

#include "base/file_bytes.h"
#include "base/utf8.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

static void a_regular_file(void **state) {
  (void)state;
  n2v_error err;
  n2v_file_bytes file;
  unit_write("f", "some bytes");
  assert_ok(n2v_file_bytes_open("f", &file, &err), &err);
  assert_true(file.mapped);
  assert_int_equal(file.size, 10);
  assert_memory_equal(file.bytes, "some bytes", 10);
  n2v_file_bytes_close(&file);
  n2v_file_bytes_close(&file); /* harmless */
  unit_write("empty", "");
  assert_ok(n2v_file_bytes_open("empty", &file, &err), &err);
  assert_int_equal(file.size, 0);
  assert_non_null(file.bytes);
  n2v_file_bytes_close(&file);
}

enum { PIPED = 300001 }; /* more than the first buffer and than a pipe holds */

static void *fill_pipe(void *path) {
  FILE *pipe = fopen(path, "w");
  for (int i = 0; i < PIPED; i++)
    putc('a' + i % 26, pipe);
  fclose(pipe);
  return NULL;
}

static void a_pipe(void **state) {
  (void)state;
  n2v_error err;
  n2v_file_bytes file;
  pthread_t writer;
  char path[] = "pipe";
  assert_int_equal(mkfifo(path, 0600), 0);
  assert_int_equal(pthread_create(&writer, NULL, fill_pipe, path), 0);
  assert_ok(n2v_file_bytes_open(path, &file, &err), &err);
  pthread_join(writer, NULL);
  assert_false(file.mapped);
  assert_int_equal(file.size, PIPED);
  for (int i = 0; i < PIPED; i++)
    assert_int_equal(file.bytes[i], 'a' + i % 26);
  n2v_file_bytes_close(&file);
}

static void what_is_no_file(void **state) {
  (void)state;
  n2v_error err;
  n2v_file_bytes file;
  assert_int_equal(n2v_file_bytes_open("nothing", &file, &err), N2V_EINPUT);
  assert_contains(err.msg, "nothing: cannot read: No such file");
  assert_int_equal(n2v_file_bytes_open(".", &file, &err), N2V_EINPUT);
  assert_contains(err.msg, ".: cannot read: Is a directory");
  n2v_file_bytes_close(&file);
}

static void utf8_is_told_from_other_bytes(void **state) {
  (void)state;
  static const char *const good[] = {"",
                                     "plain",
                                     "\xc3\xa9",
                                     "\xe2\x82\xac",
                                     "\xf0\x9f\x8e\xac",
                                     "\xed\x9f\xbf",
                                     "\xef\xbf\xbf",
                                     "\xf4\x8f\xbf\xbf"};
  static const char *const bad[] = {"caf\xe9",          /* ISO-8859-1 */
                                    "\xc3",             /* cut */
                                    "\xe2\x82",         /* cut */
                                    "\x80",             /* a second byte first */
                                    "\xc0\x80",         /* long form of NUL */
                                    "\xe0\x9f\xbf",     /* long form */
                                    "\xf0\x8f\xbf\xbf", /* long form */
                                    "\xed\xa0\x80",     /* surrogate */
                                    "\xf4\x90\x80\x80", /* above U+10FFFF */
                                    "\xff"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
    assert_true(n2v_is_utf8(good[i], strlen(good[i])));
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    assert_false(n2v_is_utf8(bad[i], strlen(bad[i])));
}

static void latin1_becomes_utf8(void **state) {
  (void)state;
  char in[256], out[512];
  for (int i = 0; i < 256; i++)
    in[i] = (char)i;
  size_t length = n2v_utf8_from_latin1(in, 256, out);
  assert_int_equal(length, 128 + 2 * 128);
  assert_true(n2v_is_utf8(out, length));
  assert_int_equal(n2v_utf8_from_latin1("caf\xe9", 4, out), 5);
  assert_memory_equal(out, "caf\xc3\xa9", 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_regular_file),      cmocka_unit_test(a_pipe),
      cmocka_unit_test(what_is_no_file),     cmocka_unit_test(utf8_is_told_from_other_bytes),
      cmocka_unit_test(latin1_becomes_utf8),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
