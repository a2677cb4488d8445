/* NumPy files, byte by byte as its format description says. */
#include "vectors.h"

#include "embedding/formats.h"

static void header_data_and_names(void **state) {
  (void)state;
  static const char *const names[] = {"a", "New York", "c"};
  n2v_error err;
  char bytes[512], text[100];
  n2v_embedding *e = vectors_make(names, 3, 5, 8);
  assert_ok(n2v_embedding_write(e, "v.npy", "auto", NULL, &err), &err);
  FILE *file = fopen("v.npy", "rb");
  assert_non_null(file);
  size_t size = fread(bytes, 1, sizeof bytes, file);
  fclose(file);

  assert_memory_equal(bytes, "\x93NUMPY\x01\x00", 8);
  size_t header = 10 + (unsigned char)bytes[8] + 256 * (size_t)(unsigned char)bytes[9];
  assert_int_equal(header % 64, 0);
  assert_int_equal(bytes[header - 1], '\n');
  bytes[header - 1] = '\0';
  assert_contains(bytes + 10, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 5), }");
  assert_int_equal(size, header + 3 * 5 * sizeof(float));
  for (uint64_t row = 0; row < 3; row++)
    assert_memory_equal(bytes + header + row * 20, n2v_embedding_row(e, row), 20);
  assert_string_equal(unit_read("v.npy.names", text, sizeof text), "c\nNew York\na\n");
  n2v_embedding_free(e);
}

static void refuses_a_newline_in_a_name(void **state) {
  (void)state;
  static const char *const names[] = {"a", "b\nc"};
  n2v_error err;
  n2v_embedding *e = vectors_make(names, 2, 2, 2);
  assert_int_equal(n2v_embedding_write(e, "bad.npy", "auto", NULL, &err), N2V_EINPUT);
  assert_contains(err.msg, "newline");
  assert_int_not_equal(access("bad.npy", F_OK), 0);
  assert_int_not_equal(access("bad.npy.names", F_OK), 0);
  n2v_embedding_free(e);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(header_data_and_names),
      cmocka_unit_test(refuses_a_newline_in_a_name),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
