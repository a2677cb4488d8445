/* Titles from every kind of file, and rows found by them. */
#include "vectors.h"

#include "embedding/labels.h"
#include "embedding/lookup.h"

#include <time.h>

typedef struct expected {
  const char *name, *title, *genres;
  int year;
} expected;

static void check(const char *text, const expected *want, size_t count) {
  n2v_error err;
  n2v_labels *labels;
  unit_write("labels", text);
  assert_ok(n2v_labels_read("labels", &labels, &err), &err);
  assert_int_equal(labels->names->count, count);
  for (size_t i = 0; i < count; i++) {
    const n2v_label *label = n2v_labels_find(labels, want[i].name, strlen(want[i].name));
    assert_non_null(label);
    assert_string_equal(label->title, want[i].title);
    assert_string_equal(label->genres, want[i].genres);
    assert_int_equal(label->year, want[i].year);
  }
  assert_null(n2v_labels_find(labels, "nobody", 6));
  n2v_labels_free(labels);
}

#define CHECK(text, ...)                                                                           \
  do {                                                                                             \
    static const expected want[] = {__VA_ARGS__};                                                  \
    check(text, want, sizeof want / sizeof want[0]);                                               \
  } while (0)

static void movies_csv(void **state) {
  (void)state;
  CHECK("movieId,title,genres\r\n"
        "1,Toy Story (1995),Adventure|Animation\r\n"
        "11,\"American President, The (1995)\",Comedy\r\n"
        "7789,\"11'09\"\"01 - September 11 (2002)\",Drama\r\n"
        "40697,Babylon 5,Sci-Fi\r\n"
        "171749,Death Note: Desu n\xc3\xb4to (2006\xe2\x80\x93"
        "2007),(no genres listed)\r\n"
        "5,\"Two\nlines\",\n"
        "6,\"\"\"Quoted\"\" (1999) \",A|B",
        {"1", "Toy Story (1995)", "Adventure|Animation", 1995},
        {"11", "American President, The (1995)", "Comedy", 1995},
        {"7789", "11'09\"01 - September 11 (2002)", "Drama", 2002},
        {"40697", "Babylon 5", "Sci-Fi", 0},
        {"171749",
         "Death Note: Desu n\xc3\xb4to (2006\xe2\x80\x93"
         "2007)",
         "(no genres listed)", 2006},
        {"5", "Two lines", "", 0}, {"6", "\"Quoted\" (1999)", "A|B", 1999});
}

static void movies_dat(void **state) {
  (void)state;
  CHECK("1::Toy Story (1995)::Animation|Children's|Comedy\n"
        "2::Cit\xe9 des enfants perdus, La (1995)::Adventure\n",
        {"1", "Toy Story (1995)", "Animation|Children's|Comedy", 1995},
        {"2", "Cit\xc3\xa9 des enfants perdus, La (1995)", "Adventure", 1995});
}

static void u_item(void **state) {
  (void)state;
  CHECK("1|Toy Story (1995)|01-Jan-1995||http://example.org/title|"
        "0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n"
        "267|unknown||||1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n"
        "3|Bare (1990)||||0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n"
        "4|Cut short (1991)|x\n",
        {"1", "Toy Story (1995)", "Animation|Children's|Comedy", 1995},
        {"267", "unknown", "unknown", 0}, {"3", "Bare (1990)", "", 1990},
        {"4", "Cut short (1991)", "", 1991});
}

static void plain_lines(void **state) {
  (void)state;
  CHECK("\xef\xbb\xbfn1\tFirst, with a comma\n\nn2\tSecond\tgenre\nn1\tToo late\nn3\t\n",
        {"n1", "First, with a comma", "", 0}, {"n2", "Second", "genre", 0});
}

static void wrong_files(void **state) {
  (void)state;
  static const char *const wrong[][2] = {
      {"", "no labels"},
      {"movieId,title,genres\n", "no labels"},
      {"movieId,title,genres\n1,\"never closed,\n2,x,y\n", "labels:2: a quote is never closed"},
      {"movieId,title,genres\n1,ok,x\nlonely\n", "labels:3: no name and label: 'lonely'"},
      {"movieId,title,genres\n1,\"two\nlines\",x\nlonely\n", "labels:4: no name and label"},
      {"a\tb\n\tc\n", "labels:2: no name and label"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    n2v_error err;
    n2v_labels *labels;
    unit_write("labels", wrong[i][0]);
    assert_int_equal(n2v_labels_read("labels", &labels, &err), N2V_EINPUT);
    assert_contains(err.msg, wrong[i][1]);
    assert_null(labels);
  }
}

static void rows_by_name_and_title(void **state) {
  (void)state;
  static const char *const names[] = {"1", "2", "3"};
  n2v_error err;
  n2v_labels *labels;
  uint64_t row;
  unit_write("labels", "9\tTwin\n2\tTwin\n3\tTwin\n1\t3\n");
  assert_ok(n2v_labels_read("labels", &labels, &err), &err);
  n2v_embedding *e = vectors_make(names, 3, 1, 1); /* rows: 3, 2, 1 */
  assert_true(n2v_lookup(e, labels, "1", &row) && row == 2);
  assert_true(n2v_lookup(e, labels, "3", &row) && row == 0);    /* a name goes before a title */
  assert_true(n2v_lookup(e, labels, "Twin", &row) && row == 1); /* 9 has no vector */
  assert_false(n2v_lookup(e, labels, "twin", &row));
  assert_false(n2v_lookup(e, NULL, "Twin", &row));
  n2v_labels_free(labels);
  n2v_embedding_free(e);
}

/* Each title belongs to two nodes. Going through all labels each time, 5,000 questions took 2 s of
 * the processor; now they take a few milliseconds. */
static void many_titles(void **state) {
  (void)state;
  enum { LABELS = 100000, ASKED = 5000 };
  n2v_error err;
  n2v_labels *labels;
  FILE *file = fopen("many", "w");
  for (int i = 0; i < LABELS; i++)
    fprintf(file, "%d\tTitle %d\n", i, i % (LABELS / 2));
  assert_int_equal(fclose(file), 0);
  assert_ok(n2v_labels_read("many", &labels, &err), &err);
  n2v_embedding *e = vectors_make(NULL, LABELS, 1, 1); /* from the last name to the first */
  clock_t start = clock();
  for (unsigned i = 0; i < ASKED; i++) {
    char title[20];
    uint64_t rows[3];
    snprintf(title, sizeof title, "Title %u", i);
    assert_int_equal(n2v_lookup_labelled(e, labels, title, rows, 3), 2);
    assert_int_equal(rows[0], LABELS - 1 - i);
    assert_int_equal(rows[1], LABELS / 2 - 1 - i);
    assert_int_equal(n2v_lookup_labelled(e, labels, title, rows, 1), 2); /* all are counted */
  }
  assert_true(clock() - start < CLOCKS_PER_SEC);
  uint64_t row;
  assert_int_equal(n2v_lookup_labelled(e, labels, "Title", &row, 1), 0);
  n2v_labels_free(labels);
  n2v_embedding_free(e);
}

static void near_titles(void **state) {
  (void)state;
  static const char *const names[] = {"1", "2", "3", "4"};
  static const struct {
    const char *typed;
    size_t count;
    const char *nearest;
  } cases[] = {
      {"the matrix", 2, "Matrix, The (1999)"},
      {"Matrix Reloaded, The", 1, "Matrix Reloaded, The (2003)"},
      {"Matirx, The (1999)", 1, "Matrix, The (1999)"},
      {"toy", 1, "Toy Story (1995)"},
      {"Toi Storie", 1, "Toy Story (1995)"},
      {"something else altogether", 0, NULL},
      {"", 0, NULL},
  };
  n2v_error err;
  n2v_labels *labels;
  unit_write("labels", "1\tMatrix Reloaded, The (2003)\n2\tMatrix, The (1999)\n"
                       "3\tToy Story (1995)\n");
  assert_ok(n2v_labels_read("labels", &labels, &err), &err);
  n2v_embedding *e = vectors_make(names, 4, 1, 1);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    uint64_t rows[3];
    size_t length, count = n2v_lookup_near(e, labels, cases[i].typed, rows, 3);
    assert_int_equal(count, cases[i].count);
    if (count)
      assert_string_equal(n2v_lookup_label(e, labels, rows[0], &length), cases[i].nearest);
  }
  n2v_labels_free(labels);
  n2v_embedding_free(e);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(movies_csv),  cmocka_unit_test(movies_dat),
      cmocka_unit_test(u_item),      cmocka_unit_test(plain_lines),
      cmocka_unit_test(wrong_files), cmocka_unit_test(rows_by_name_and_title),
      cmocka_unit_test(many_titles), cmocka_unit_test(near_titles),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
