/* word2vec files: what is written is read back bit for bit, other programs' variants are read, and
 * no wrong file gets through or does harm. */
#include "vectors.h"

#include "embedding/float_text.h"
#include "embedding/formats.h"

#include <math.h>

static const char *const plain[] = {"a", "bb", "\xc3\xa9t\xc3\xa9", "-1.5", "a\001b\x7f"};

static void round_trip(const n2v_embedding *e, const char *path) {
  n2v_error err;
  n2v_embedding *back;
  assert_ok(n2v_embedding_write(e, path, "auto", NULL, &err), &err);
  assert_ok(n2v_embedding_read(path, NULL, &back, &err), &err);
  assert_true(vectors_equal(e, back));
  n2v_embedding_free(back);
}

static void reads_what_it_writes(void **state) {
  (void)state;
  static const uint32_t dims[] = {1, 2, 7, 16, 100};
  for (size_t i = 0; i < sizeof dims / sizeof dims[0]; i++) {
    n2v_embedding *e = vectors_make(plain, 5, dims[i], dims[i] + i);
    round_trip(e, "v.bin");
    round_trip(e, "v.txt");
    n2v_embedding_free(e);
  }
  n2v_embedding *e = vectors_make(NULL, 20000, 30, 32); /* many blocks, several threads */
  round_trip(e, "v.bin");
  round_trip(e, "v.txt");
  n2v_embedding_free(e);
}

static void long_names(void **state) {
  (void)state;
  static char name[10001];
  const char *const names[] = {"x", name};
  memset(name, 'n', sizeof name - 1);
  n2v_embedding *e = vectors_make(names, 2, 3, 3);
  round_trip(e, "v.bin");
  round_trip(e, "v.txt");
  char note[200];
  assert_true(n2v_embedding_name_note(e->names, note, sizeof note));
  assert_contains(note, "50 bytes");
  n2v_embedding_free(e);
}

static void floats_survive_as_text(void **state) {
  (void)state;
  for (uint64_t bits = 0; bits < 0x7f800000u; bits += 99991) {
    uint32_t pattern = (uint32_t)bits;
    float value, back;
    char text[N2V_FLOAT_CHARS];
    memcpy(&value, &pattern, sizeof value);
    for (int sign = 0; sign < 2; sign++, value = -value) {
      char *end = n2v_float_write(text, value);
      assert_ptr_equal(n2v_float_read(text, end, &back), end);
      *end = '\0';
      if (back != value || strtof(text, NULL) != value)
        fail_msg("%.9g became %s became %.9g", (double)value, text, (double)back);
    }
  }
}

static void no_more_digits_than_it_takes(void **state) {
  (void)state;
  static const struct {
    float value;
    const char *text;
  } cases[] = {{0, "0"},
               {-0.0f, "-0"},
               {0.8f, "0.8"},
               {-1234.5f, "-1234.5"},
               {1e8f, "100000000"},
               {1e9f, "1e+09"},
               {1e-5f, "0.00001"},
               {1.5e-7f, "1.50000005e-07"},
               {0.1f + 0.2f, "0.3"},
               {16777216, "16777216"},
               {0.30000004f, "0.30000004"},
               {3.1415927f, "3.1415927"},
               {999999.94f, "999999.94"},
               {1e-4f, "0.0001"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char text[N2V_FLOAT_CHARS + 1];
    *n2v_float_write(text, cases[i].value) = '\0';
    assert_string_equal(text, cases[i].text);
  }
}

static void numbers_as_others_write_them(void **state) {
  (void)state;
  static const char *const good[] = {"0",
                                     "-0.0",
                                     "1e-05",
                                     "1.5E+3",
                                     "+.5",
                                     "5.",
                                     "-0.000001",
                                     "123456789012345678901234567890",
                                     "1e-40",
                                     "3.4e38",
                                     "1e30",
                                     "0.10000000149011612",
                                     "9007199254740993",
                                     "1e0"};
  static const char *const bad[] = {"", "-", ".", "e5", "1e", "x", "--1", "+-1"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    float value;
    const char *end = good[i] + strlen(good[i]);
    assert_ptr_equal(n2v_float_read(good[i], end, &value), end);
    assert_true(value == strtof(good[i], NULL));
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    float value;
    assert_null(n2v_float_read(bad[i], bad[i] + strlen(bad[i]), &value));
  }
  float value;
  assert_non_null(n2v_float_read("nan", "nan" + 3, &value));
  assert_true(isnan(value));
}

/* Two rows, a = (1, 2), b = (3, -4), as bytes in a file. */
#define ONE   "\0\0\x80\x3f"
#define TWO   "\0\0\0\x40"
#define THREE "\0\0\x40\x40"
#define FOUR  "\0\0\x80\xc0"

static void reads_variants(void **state) {
  (void)state;
#define VARIANT(text)                                                                              \
  { text, sizeof text - 1 }
  static const struct {
    const char *bytes;
    size_t size;
  } variants[] = {
      VARIANT("2 2\na " ONE TWO "\nb " THREE FOUR "\n"), /* word2vec.c */
      VARIANT("2 2\na " ONE TWO "b " THREE FOUR),        /* gensim: no newlines */
      VARIANT("2 2 \r\na " ONE TWO "\nb " THREE FOUR),
      VARIANT("2 2\na 1.0 2.0\nb 3.0 -4.0\n"),                       /* gensim */
      VARIANT("2 2\na 1.000000 2.000000 \nb 3.000000 -4.000000 \n"), /* word2vec.c */
      VARIANT("2 2\r\na 1 2\r\nb 3 -4\r\n"),
      VARIANT("2 2\na 1 2\nb 3 -4"),
      VARIANT("2\t2\na\t1\t2\nb\t3\t-4\n\n"),
  };
  for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
    n2v_error err;
    n2v_embedding *e;
    size_t length;
    assert_ok(n2v_word2vec_read("v", variants[i].bytes, variants[i].size, 2, &e, &err), &err);
    assert_int_equal(n2v_embedding_rows(e), 2);
    assert_int_equal(n2v_embedding_dims(e), 2);
    assert_memory_equal(n2v_embedding_row(e, 0), ONE TWO, 8);
    assert_memory_equal(n2v_embedding_row(e, 1), THREE FOUR, 8);
    assert_memory_equal(n2v_embedding_name(e, 1, &length), "b", 1);
    assert_int_equal(length, 1);
    n2v_embedding_free(e);
  }
}

/* And at zero bytes: the reader's names are those that the writer lets through. */
static void names_end_at_white_space_only(void **state) {
  (void)state;
  n2v_error err;
  n2v_embedding *e;
  size_t length;
  assert_ok(n2v_word2vec_read("v", "1 1\n\1\033a " ONE, 12, 2, &e, &err), &err);
  assert_memory_equal(n2v_embedding_name(e, 0, &length), "\1\033a", 3);
  assert_int_equal(length, 3);
  e->names->bytes[1] = 0;
  assert_int_equal(n2v_embedding_write(e, "v.bin", "bin", NULL, &err), N2V_EINPUT);
  assert_contains(err.msg, "has white space or a zero byte in it");
  n2v_embedding_free(e);
  assert_int_equal(n2v_word2vec_read("v", "1 1\na\0b " ONE, 12, 2, &e, &err), N2V_EINPUT);
  assert_contains(err.msg, "no name and a space");
}

static void refuses_wrong_files(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t size;
    const char *message;
  } wrong[] = {
#define WRONG(text, message) {text, sizeof text - 1, message}
      WRONG("\n", "v:1: not vectors"),
      WRONG("2", "v:1: not vectors"),
      WRONG("2 2", "v:1: not vectors"),
      WRONG("2 2 2\n", "v:1: not vectors"),
      WRONG("-2 2\na 1 2\n", "v:1: not vectors"),
      WRONG("userId,movieId,rating\n", "'userId,movieId,rating'"),
      WRONG("99999999999999999999999 2\na 1 2\n", "v:1: not vectors"),
      WRONG("0 2\n", "v:1: no vectors"),
      WRONG("2 0\na\nb\n", "v:1: no vectors"),
      WRONG("2147483648 1\na 1\n", "v:1: more than 2147483647 rows"),
      WRONG("1 2000000\na 1\n", "v:1: more than"),
      WRONG("2147483647 1048576\na 1\n", "do not fit into the 4 bytes"),
      WRONG("3 2\na " ONE TWO "\nb " THREE FOUR "\n", "do not fit"),
      WRONG("2 2\na " ONE TWO "\nbbbbbbbbbbbbb", "the file ends where a name"),
      WRONG("2 2\na " ONE TWO "\nb " ONE "\n", "do not fit"),
      WRONG("2 2\naaaa " ONE TWO "\nb " ONE "\n", "row 2, byte 18: the file ends in this row"),
      WRONG("1 1\na " ONE "\nb " ONE "\n", "more bytes than the header's rows"),
      WRONG("2 1\na " ONE "  " ONE "\n", "row 2, byte 10: no name and a space"),
      WRONG("3 2\na 1 2\nb 3 -4\n\n\n\n\n\n", "v:1: header says 3 rows, 2 follow"),
      WRONG("1 2\na 1 2\nb 3 -4\n", "v:1: header says 1 rows, 2 follow"),
      WRONG("2 2\na 1 2\nb 3 x\n",
            "v:3: not a name and as many numbers as the header says: 'b 3 x'"),
      WRONG("2 2\na 1 2\nb 3 4 5\n", "v:3: not a name"),
      WRONG("2 4\na 1 2.5 -3e5\nb 3 4 5\n", "v:2: not a name"),
      WRONG("2 2\na 1 2\nb 3\n\n\n", "v:3: not a name"),
      WRONG("2 2\na 1 2\nb 3 inf\n", "v: the vector of 'b' is not finite"),
      WRONG("2 2\na 1 2\nb nan 3\n", "v: the vector of 'b' is not finite"),
      WRONG("2 2\na " ONE TWO "\nb " THREE "\0\0\x80\xff\n", "v: the vector of 'b' is not finite"),
      WRONG("2 2\na \1\0\x80\x7f" TWO "\nb " THREE FOUR "\n", "v: the vector of 'a' is not"),
      WRONG("2 2\na 0,5 2\nb 3 4\n", "v:2: not a name"),
      WRONG("2 2\na 0,51 0.2\nb 3.000001 4\n", "v:2: not a name"),
      WRONG("2 3\na 0.5 x 0.25\nb 3 4 5\n", "v:2: not a name"),
      WRONG("2 3\na b 0.5 0.25 1.25 twenty-two\nb 3 4 5\n", "v:2: not a name"),
      WRONG("2 6\na 0.1 1.23 \"4.5\" 0.25 0.5\nb 3 4 5 6 7 8\n", "v:2: not a name"),
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    n2v_error err;
    n2v_embedding *e;
    /* A copy of the exact size, so that a sanitizer sees a step too far. */
    char *copy = malloc(wrong[i].size);
    assert_non_null(copy);
    memcpy(copy, wrong[i].bytes, wrong[i].size);
    assert_int_equal(n2v_word2vec_read("v", copy, wrong[i].size, 2, &e, &err), N2V_EINPUT);
    assert_null(e);
    assert_contains(err.msg, wrong[i].message);
    free(copy);
  }
}

static void every_cut_is_noticed(void **state) {
  (void)state;
  static const char *const files[] = {"v.bin", "v.txt"};
  n2v_embedding *e = vectors_make(plain, 5, 3, 3);
  for (size_t f = 0; f < 2; f++) {
    n2v_error err;
    n2v_embedding *back;
    char bytes[1000];
    assert_ok(n2v_embedding_write(e, files[f], "auto", NULL, &err), &err);
    FILE *file = fopen(files[f], "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    /* Without its last newline a file is whole; a text file's last number may lose digits. */
    for (size_t cut = 1; cut < size - (f ? 12 : 1); cut++) {
      char *copy = malloc(cut);
      memcpy(copy, bytes, cut);
      assert_int_equal(n2v_word2vec_read("v", copy, cut, 2, &back, &err), N2V_EINPUT);
      free(copy);
    }
  }
  n2v_embedding_free(e);
}

/* A row of text gone wrong may have the very length of a binary row. */
static void broken_text_is_not_binary(void **state) {
  (void)state;
  static char text[100000];
  n2v_error err;
  n2v_embedding *e;
  size_t used = (size_t)sprintf(text, "1000 20\n");
  for (int row = 0; row < 1000; row++) {
    used += (size_t)sprintf(text + used, "n%d", row);
    for (int d = 0; d < 20; d++)
      used += (size_t)sprintf(text + used, " %s", row == 0 && d == 3 ? "x,5" : "0.1");
    text[used++] = '\n';
  }
  assert_int_equal(n2v_word2vec_read("v", text, used, 2, &e, &err), N2V_EINPUT);
  assert_contains(err.msg, "v:2: not a name");
}

static void refuses_names_with_space(void **state) {
  (void)state;
  static const char *const bad[] = {"New York", "tab\tname", "line\nname", ""};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    const char *const names[] = {"good", bad[i]};
    n2v_error err;
    n2v_embedding *e = vectors_make(names, 2, 2, 2);
    unit_write("old.bin", "old");
    assert_int_equal(n2v_embedding_write(e, "old.bin", "bin", NULL, &err), N2V_EINPUT);
    assert_contains(err.msg, "name");
    char text[10];
    assert_string_equal(unit_read("old.bin", text, sizeof text), "old");
    n2v_embedding_free(e);
  }
}

static void notes_names_others_stumble_over(void **state) {
  (void)state;
  static const char *const latin[] = {"caf\xe9", "x"};
  static const char *const fine[] = {"caf\xc3\xa9", "x"};
  char note[200];
  n2v_embedding *bad = vectors_make(latin, 2, 1, 1), *good = vectors_make(fine, 2, 1, 1);
  assert_true(n2v_embedding_name_note(bad->names, note, sizeof note));
  assert_contains(note, "not UTF-8");
  assert_false(n2v_embedding_name_note(good->names, note, sizeof note));
  n2v_embedding_free(bad);
  n2v_embedding_free(good);
}

static void vocab_lines(void **state) {
  (void)state;
  n2v_error err;
  char text[100];
  n2v_embedding *e = vectors_make(plain, 2, 1, 1);
  n2v_outputs outputs = {0};
  assert_ok(n2v_vocab_add(e, "v.vocab", &outputs, &err), &err);
  assert_ok(n2v_outputs_end(&outputs, N2V_OK, &err), &err);
  assert_string_equal(unit_read("v.vocab", text, sizeof text), "bb 11\na 10\n");
  n2v_free(e->counts);
  e->counts = NULL;
  assert_int_equal(n2v_vocab_add(e, "v.vocab", &outputs, &err), N2V_EUSAGE);
  n2v_embedding_free(e);
}

static void counts_are_read_whole_or_not_at_all(void **state) {
  (void)state;
  n2v_error err;
  n2v_embedding *e = vectors_make(plain, 2, 1, 1);
  unit_write("good.vocab", "a 7\nelsewhere 3\n");
  unit_write("bad.vocab", "a 9\nbb many\n");
  assert_ok(n2v_counts_read(e, "good.vocab", &err), &err);
  assert_int_equal(n2v_counts_read(e, "none.vocab", &err), N2V_EINPUT);
  assert_int_equal(n2v_counts_read(e, "bad.vocab", &err), N2V_EINPUT);
  assert_contains(err.msg, "bad.vocab:2: no name and count");
  assert_int_equal(e->counts[0], 0); /* bb has no line in the good one */
  assert_int_equal(e->counts[1], 7);
  n2v_embedding_free(e);
}

static void says_why_a_file_cannot_be_read_or_written(void **state) {
  (void)state;
  n2v_error err;
  n2v_embedding *e, *back;
  assert_int_equal(n2v_embedding_read("missing.bin", NULL, &back, &err), N2V_EINPUT);
  assert_contains(err.msg, "missing.bin: cannot read: No such file");
  unit_write("empty.bin", "");
  assert_int_equal(n2v_embedding_read("empty.bin", NULL, &back, &err), N2V_EINPUT);
  assert_contains(err.msg, "empty");
  e = vectors_make(NULL, 2000, 64, 64);
  static const char *const formats[] = {"bin", "text", "npy", "tsv"};
  for (size_t i = 0; i < 4; i++) {
    assert_int_equal(n2v_embedding_write(e, "/dev/full", formats[i], NULL, &err), N2V_EIO);
    assert_contains(err.msg, "/dev/full");
    assert_int_equal(n2v_embedding_write(e, "no/folder", formats[i], NULL, &err), N2V_EIO);
  }
  assert_int_equal(n2v_embedding_write(e, "x", "xml", NULL, &err), N2V_EUSAGE);
  n2v_embedding_free(e);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_what_it_writes),
      cmocka_unit_test(long_names),
      cmocka_unit_test(floats_survive_as_text),
      cmocka_unit_test(no_more_digits_than_it_takes),
      cmocka_unit_test(numbers_as_others_write_them),
      cmocka_unit_test(reads_variants),
      cmocka_unit_test(names_end_at_white_space_only),
      cmocka_unit_test(refuses_wrong_files),
      cmocka_unit_test(every_cut_is_noticed),
      cmocka_unit_test(broken_text_is_not_binary),
      cmocka_unit_test(refuses_names_with_space),
      cmocka_unit_test(notes_names_others_stumble_over),
      cmocka_unit_test(vocab_lines),
      cmocka_unit_test(counts_are_read_whole_or_not_at_all),
      cmocka_unit_test(says_why_a_file_cannot_be_read_or_written),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
