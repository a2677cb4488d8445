/* The Embedding Projector's files: both in row order, and shaped as it wants them. */
#include "vectors.h"

#include "embedding/formats.h"

static void vectors_without_names(void **state) {
  (void)state;
  static const char *const names[] = {"a", "b"};
  n2v_error err;
  char text[100];
  n2v_embedding *e = vectors_make(names, 2, 2, 3);
  e->data[0] = 1e-9f;
  e->data[1] = 0;
  e->data[3] = 1;
  e->data[4] = -0.25f;
  n2v_outputs outputs = {0};
  assert_ok(n2v_vectors_add(e, "v.tsv", "tsv", 2, &outputs, &err), &err);
  assert_ok(n2v_outputs_end(&outputs, N2V_OK, &err), &err);
  assert_string_equal(unit_read("v.tsv", text, sizeof text), "9.99999972e-10\t0\n1\t-0.25\n");
  n2v_embedding_free(e);
}

static void write_metadata(const n2v_embedding *e, const n2v_labels *labels,
                           const uint64_t *degrees, const char *path) {
  n2v_outputs outputs = {0};
  n2v_error err;
  assert_ok(n2v_metadata_add(e, labels, degrees, path, &outputs, &err), &err);
  assert_ok(n2v_outputs_end(&outputs, N2V_OK, &err), &err);
}

static void names_have_a_column_beside_them(void **state) {
  (void)state;
  static const char *const names[] = {"a\tb", "c\nd"};
  char text[100];
  n2v_embedding *e = vectors_make(names, 2, 2, 2);
  write_metadata(e, NULL, NULL, "m.tsv");
  assert_string_equal(unit_read("m.tsv", text, sizeof text), "name\tcount\nc d\t11\na b\t10\n");
  n2v_free(e->counts);
  e->counts = NULL;
  e->data[0] = 3;
  e->data[1] = 4;
  e->data[2] = e->data[3] = 0;
  write_metadata(e, NULL, NULL, "m.tsv");
  assert_string_equal(unit_read("m.tsv", text, sizeof text), "name\tnorm\nc d\t5\na b\t0\n");
  n2v_embedding_free(e);
}

static void the_pair_is_written_together(void **state) {
  (void)state;
  static const char *const names[] = {"a", "b"};
  n2v_error err;
  char text[100];
  n2v_embedding *e = vectors_make(names, 2, 2, 2);
  assert_ok(n2v_embedding_write(e, "films.tsv", "auto", NULL, &err), &err);
  assert_string_equal(unit_read("films.metadata.tsv", text, sizeof text),
                      "name\tcount\nb\t11\na\t10\n");
  assert_ok(n2v_embedding_write(e, "/dev/null", "tsv", NULL, &err), &err);
  n2v_embedding_free(e);
}

static void titles_genres_and_years(void **state) {
  (void)state;
  static const char *const names[] = {"1", "2", "3", "99"};
  static const uint64_t degrees[] = {7, 0, 5, 3};
  n2v_error err;
  n2v_labels *labels;
  char text[500];
  unit_write("movies.csv", "movieId,title,genres\n"
                           "1,Toy Story (1995),Adventure|Comedy\n"
                           "2,\"Tab\there, \"\"it\"\" (2001)\",\n"
                           "3,Babylon 5,(no genres listed)\n");
  assert_ok(n2v_labels_read("movies.csv", &labels, &err), &err);
  n2v_embedding *e = vectors_make(names, 4, 2, 2);
  n2v_free(e->counts);
  e->counts = NULL;
  write_metadata(e, labels, degrees, "m.tsv");
  assert_string_equal(unit_read("m.tsv", text, sizeof text),
                      "name\ttitle\tgenre\tyear\tdegree\n"
                      "99\t99\tnone\t0\t7\n"
                      "3\tBabylon 5\t(no genres listed)\t0\t0\n"
                      "2\tTab here, \"it\" (2001)\tnone\t2001\t5\n"
                      "1\tToy Story (1995)\tAdventure\t1995\t3\n");
  n2v_labels_free(labels);
  n2v_embedding_free(e);
}

/* 80 genres, 40 of them with two films: these, the row without a label (`none`, which comes first)
 * and six others are named. */
static void few_enough_genres_to_colour(void **state) {
  (void)state;
  n2v_error err;
  n2v_labels *labels;
  FILE *file = fopen("many.csv", "w");
  assert_non_null(file);
  for (int i = 0; i < 120; i++)
    fprintf(file, "%d,Film %d,Genre %d|x\n", i, i, i < 80 ? i : i - 80);
  fclose(file);
  assert_ok(n2v_labels_read("many.csv", &labels, &err), &err);
  n2v_embedding *e = vectors_make(NULL, 121, 1, 1);
  write_metadata(e, labels, NULL, "m.tsv");
  char line[200];
  int others = 0, rows = 0, named[80] = {0}, distinct = 0;
  file = fopen("m.tsv", "r");
  assert_non_null(file);
  for (; fgets(line, sizeof line, file); rows++) {
    int genre;
    others += strstr(line, "\tother\t") != NULL;
    if (sscanf(line, "%*d\tFilm %*d\tGenre %d\t", &genre) == 1)
      distinct += named[genre]++ == 0;
  }
  fclose(file);
  assert_int_equal(rows, 122);
  assert_int_equal(distinct, 46);
  assert_int_equal(others, 80 - 46);
  for (int i = 0; i < 40; i++)
    assert_int_equal(named[i], 2);
  n2v_labels_free(labels);
  n2v_embedding_free(e);
}

/* A first line of 100,000 numbers and 200,000 lines of one: 80 GB, were room made for all. */
static void one_long_line_before_many_short_ones(void **state) {
  (void)state;
  static const struct {
    const char *path, *head, *message;
    char separator;
  } forms[] = {{"wide.tsv", "", "wide.tsv:3: not 100000 numbers", '\t'},
               {"wide.csv", "a,", "wide.csv:3: not a name and 100000 numbers", ','}};
  enum { WIDE = 100000, LONG = 200000 };
  for (int i = 0; i < 2; i++) {
    n2v_embedding *e;
    n2v_error err;
    FILE *file = fopen(forms[i].path, "w");
    assert_non_null(file);
    for (int line = 0; line < 2; line++) {
      fputs(forms[i].head, file);
      for (int d = 0; d < WIDE; d++)
        fprintf(file, "1%c", d + 1 < WIDE ? forms[i].separator : '\n');
    }
    for (int line = 0; line < LONG; line++)
      fprintf(file, "%s1\n", forms[i].head);
    fclose(file);
    assert_int_equal(n2v_embedding_read(forms[i].path, NULL, &e, &err), N2V_EINPUT);
    assert_contains(err.msg, forms[i].message);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(vectors_without_names),
      cmocka_unit_test(names_have_a_column_beside_them),
      cmocka_unit_test(the_pair_is_written_together),
      cmocka_unit_test(titles_genres_and_years),
      cmocka_unit_test(few_enough_genres_to_colour),
      cmocka_unit_test(one_long_line_before_many_short_ones),
  };
  return cmocka_run_group_tests(tests, unit_enter_folder, unit_leave_folder);
}
