/* What rows are that cannot be edges: of different lengths, of many columns without names. */
#include "input/foreign.h"

#include "base/status.h"
#include "input/doubts.h"
#include "input/first_lines.h"
#include "input/header.h"

#include <stdio.h>
#include <string.h>

/* Whether the fields of a row from `first` on, as far as kept, are numbers. */
static bool is_numbers(const n2v_row *row, int first) {
  double value;
  for (int i = first; i < row->count && i < N2V_COLUMNS; i++)
    if (!n2v_field_number(&row->at[i], &value))
      return false;
  return row->count > first;
}

static bool is_bits(const n2v_field *f) {
  for (size_t i = 0; i < f->length; i++)
    if (f->begin[i] != '0' && f->begin[i] != '1')
      return false;
  return f->length > 0;
}

static uint64_t count_words(const char *line) {
  uint64_t words = 0;
  for (bool blank = true; *line != '\n'; line++) {
    words += blank && !n2v_is_blank(*line);
    blank = n2v_is_blank(*line);
  }
  return words;
}

/* `nodes edges [format]` above as many lines as there are nodes, with each edge on two of them. */
static bool is_metis(const n2v_sample *s) {
  const n2v_row *first = &s->rows[0];
  double nodes = 0, edges = 0, lines = 0;
  uint64_t words = 0;
  if (first->count < 2 || first->count > 4 || !n2v_field_is_whole(&first->at[0]) ||
      !n2v_field_is_whole(&first->at[1]) ||
      (first->count > 2 && (first->at[2].length > 3 || !is_bits(&first->at[2]))))
    return false;
  n2v_field_number(&first->at[0], &nodes);
  n2v_field_number(&first->at[1], &edges);
  for (const char *line = n2v_text_next(s->text, s->lines[0]); line && lines <= nodes;
       line = n2v_text_next(s->text, line)) {
    lines += *line != '%';
    words += *line != '%' ? count_words(line) : 0;
  }
  return nodes > 1 && lines == nodes && (first->count > 2 || (double)words == 2 * edges);
}

static bool is_vectors(const n2v_sample *s) {
  double dims;
  return s->count > 1 && s->rows[0].count == 2 && n2v_field_is_whole(&s->rows[0].at[0]) &&
         n2v_field_is_whole(&s->rows[0].at[1]) && n2v_field_number(&s->rows[0].at[1], &dims) &&
         dims > 2 && s->rows[1].count == dims + 1 && is_numbers(&s->rows[1], 1);
}

/* Words in the second column that come again: relations. */
static bool has_relations(const n2v_sample *s) {
  double value;
  int repeats = 0;
  for (int i = 0; i < s->count; i++) {
    if (s->rows[i].count < 3 || n2v_field_number(&s->rows[i].at[1], &value))
      return false;
    for (int j = 0; j < i; j++)
      if (n2v_same_text(&s->rows[i].at[1], &s->rows[j].at[1])) {
        repeats++;
        break;
      }
  }
  return repeats > 0 && 2 * repeats >= s->count - 1;
}

/* As many rows as columns, all of them numbers but for a name in front. */
static bool is_matrix(const n2v_sample *s) {
  int columns = s->rows[s->count - 1].count, first = s->count > 1 ? 1 : 0;
  for (int i = first; i < s->count; i++)
    if (s->rows[i].count != columns || !is_numbers(&s->rows[i], 1))
      return false;
  int last = columns < N2V_COLUMNS ? columns : N2V_COLUMNS, zeros = 0, cells = 0;
  for (int i = first; i < s->count; i++)
    for (int c = 1; c < last; c++, cells++)
      zeros += s->rows[i].at[c].length <= 3 && *s->rows[i].at[c].begin == '0';
  return columns > 4 && 4 * zeros >= cells;
}

static bool is_index_pair(const n2v_sample *s) {
  if (s->count != 2 || s->rows[0].count != s->rows[1].count || s->rows[0].count < 6)
    return false;
  for (int c = 0; c < s->rows[0].count && c < N2V_COLUMNS; c++)
    if (!n2v_field_is_whole(&s->rows[0].at[c]) || !n2v_field_is_whole(&s->rows[1].at[c]))
      return false;
  return true;
}

static bool is_ragged(const n2v_sample *s) {
  for (int i = 1; i < s->count; i++)
    if (s->rows[i].count != s->rows[0].count)
      return true;
  return false;
}

/* user, item, a small number, Unix time. */
static bool is_rated(const n2v_sample *s) {
  double rating, time;
  for (int i = 0; i < s->count; i++) {
    const n2v_row *r = &s->rows[i];
    if (r->count != 4 || !n2v_field_number(&r->at[2], &rating) || rating > 100 ||
        !n2v_field_number(&r->at[3], &time) || time < 1e8 || time > 1e13)
      return false;
  }
  return true;
}

/* A comment of nothing but its sign, between the first lines. */
static bool has_bare_hash(const n2v_sample *s) {
  const char *last = s->lines[s->count - 1];
  for (const char *line = s->lines[0]; line && line != last; line = n2v_text_next(s->text, line))
    if (*line == '#' && n2v_is_empty_line(line + 1))
      return true;
  return false;
}

static n2v_status fail_ragged(const n2v_sample *s, int row, n2v_error *err) {
  if (s->count > 2 && n2v_row_is_names(&s->rows[1]) && s->rows[1].count > 1 &&
      s->rows[2].count == s->rows[1].count)
    return n2v_text_fail(s->text, s->lines[0],
                         "a title above a table? tail -n +2 FILE >NEW leaves it out", err);
  if (has_bare_hash(s))
    return n2v_text_fail(s->text, s->lines[0],
                         "a line # between lines of different length: nodes, then edges (TGF)? "
                         "sed '1,/^#/d' FILE >NEW takes what follows",
                         err);
  if (*n2v_skip_blanks(s->lines[0]) == '!')
    return n2v_text_fail(s->text, s->lines[0],
                         "a comment? Lines of comment begin with # or %: grep -v '^!' FILE >NEW "
                         "leaves these out",
                         err);
  char what[400];
  int least = s->rows[0].count, most = least;
  for (int i = 0; i < s->count; i++) {
    least = s->rows[i].count < least ? s->rows[i].count : least;
    most = s->rows[i].count > most ? s->rows[i].count : most;
  }
  if (has_relations(s))
    snprintf(what, sizeof what,
             "the lines differ in their number of columns (%d and more): SIF, with several targets "
             "on a line? awk '{ for (i = 3; i <= NF; i++) print $1, $i }' FILE >edges.txt makes a "
             "list of edges",
             least);
  else
    snprintf(what, sizeof what,
             "the lines differ in their number of columns (%d to %d): an adjacency list? "
             "`format = adjlist`; walks, one a line? `walks = FILE`; `columns = 1,2` takes the "
             "first two of every line",
             least, most);
  return n2v_text_fail(s->text, s->lines[row], what, err);
}

/* A sign inside of every line's only name: `1-2`, `a->b`, `a:b`. */
static n2v_status check_single(const n2v_sample *s, n2v_error *err) {
  static const char *const signs[] = {"--", "->", "=>", "<->", "，", "；",
                                      ":",  "=",  "~",  ">",   "&",  "-"};
  for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++) {
    size_t length = strlen(signs[k]);
    int found = 0;
    for (int i = 0; i < s->count; i++) {
      const n2v_field *f = &s->rows[i].at[0];
      const char *at =
          s->rows[i].count == 1 && f->length ? memmem(f->begin, f->length, signs[k], length) : NULL;
      found += at && at > f->begin && at + length < f->begin + f->length;
    }
    char what[160];
    snprintf(
        what, sizeof what,
        "one name only, two are needed: are they apart by '%s'? sed 's|%s|\\t|' FILE >NEW puts "
        "a tab there",
        signs[k], signs[k]);
    if (found == s->count)
      return n2v_text_fail(s->text, s->lines[0], what, err);
  }
  return N2V_OK;
}

n2v_status n2v_foreign_rows(const n2v_sample *s, n2v_error *err) {
  int odd = 0;
  if (s->rows[0].count == 1 && s->rows[0].at[0].open)
    return n2v_text_fail(s->text, s->lines[0], N2V_OPEN_QUOTE, err);
  n2v_status status = n2v_check_rulers(s, err);
  if (status == N2V_OK)
    status = check_single(s, err);
  if (status != N2V_OK)
    return status;
  while (odd < s->count - 1 && s->rows[odd].count == s->rows[0].count)
    odd++;
  if (is_vectors(s))
    return n2v_text_fail(s->text, s->lines[0], "vectors in word2vec's text form, not a graph", err);
  if (is_metis(s))
    return n2v_text_fail(
        s->text, s->lines[0],
        "counts of nodes and edges, and a line for each node: METIS? `format = metis`", err);
  if (is_matrix(s))
    return n2v_text_fail(
        s->text, s->lines[0],
        "a matrix of numbers, not a list of edges: in Python, scipy.io.mmwrite("
        "'g.mtx', scipy.sparse.coo_matrix(A)) writes one that is read; `columns = SOURCE,TARGET` "
        "takes two columns as the ends of edges",
        err);
  if (is_ragged(s))
    return fail_ragged(s, odd, err);
  if (is_rated(s))
    return n2v_text_fail(
        s->text, s->lines[0],
        "looks like ratings (user, item, rating, time) without column names: "
        "`format = ratings` makes a graph of items, `columns = 1,2,3` `bipartite = 1` one of "
        "users and items",
        err);
  if (is_index_pair(s))
    return n2v_text_fail(s->text, s->lines[0],
                         "two lines of many numbers: all sources, then all targets, as PyTorch "
                         "Geometric's edge_index? In Python, numpy.savetxt('edges.txt', "
                         "numpy.loadtxt(FILE).T, fmt='%d') turns them",
                         err);
  if (s->rows[0].count == 1)
    return n2v_text_fail(s->text, s->lines[0],
                         "one name only, two are needed; an adjacency list? `format = adjlist`; a "
                         "list of nodes, for `nodes = FILE`?",
                         err);
  char what[300];
  snprintf(what, sizeof what,
           "%d columns and no row that names them: `columns = SOURCE,TARGET` or "
           "`columns = SOURCE,TARGET,WEIGHT` says which are meant, as in `columns = 1,2`%s",
           s->rows[0].count, s->rows[0].count > 4 ? "; walks, one a line? `walks = FILE`" : "");
  return n2v_text_fail(s->text, s->lines[0], what, err);
}
