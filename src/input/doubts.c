/* Lists of other things read well as edges: words and their counts, drawn tables, triples, points.
 * Each check is one such kind, seen in all of the first lines. */
#include "input/doubts.h"

#include "base/status.h"
#include "input/header.h"
#include "input/times.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static n2v_status doubt(const n2v_sample *s, int row, const char *what, n2v_error *err) {
  return n2v_text_fail(s->text, s->lines[row], what, err);
}

static const n2v_field *at(const n2v_sample *s, int row, int column) {
  static const n2v_field none = {.begin = ""};
  return column < s->rows[row].count && column < N2V_COLUMNS ? &s->rows[row].at[column] : &none;
}

static bool is_number(const n2v_field *f) {
  double value;
  return n2v_field_number(f, &value);
}

static bool same_text(const n2v_field *a, const n2v_field *b) {
  return a->length == b->length && memcmp(a->begin, b->begin, a->length) == 0;
}

/* Nothing but signs of ASCII. */
static bool is_signs(const n2v_field *f) {
  for (size_t i = 0; i < f->length; i++)
    if (!ispunct((unsigned char)f->begin[i]))
      return false;
  return f->length > 0 && !f->quoted;
}

/* ------------------------------------------------------------------------------- signs and words
 */

static bool is_ruler(const n2v_row *row) {
  int lines = 0;
  for (int i = 0; i < row->count && i < N2V_COLUMNS; i++) {
    const n2v_field *f = &row->at[i];
    size_t signs = 0;
    while (signs < f->length && strchr("-+=:|", f->begin[signs]))
      signs++;
    if (signs < f->length)
      return false;
    lines += f->length >= 2;
  }
  return lines > 0;
}

n2v_status n2v_check_rulers(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++)
    if (is_ruler(&s->rows[i]))
      return doubt(s, i,
                   "a table drawn with lines, as psql, MySQL and Markdown do: export it as CSV, or "
                   "leave out the lines and bars",
                   err);
  return N2V_OK;
}

static n2v_status check_signs(const n2v_sample *s, n2v_error *err) {
  bool same[2] = {s->count > 1, s->count > 1};
  for (int i = 0; i < s->count; i++) {
    for (int c = 0; c < 2; c++)
      same[c] &= is_signs(at(s, i, c)) && same_text(at(s, i, c), at(s, 0, c));
    if (at(s, i, 1)->length && *at(s, i, 1)->begin == '{')
      return doubt(s, i,
                   "networkx's multi-line adjacency list? In Python, networkx.write_edgelist("
                   "networkx.read_multiline_adjlist(FILE), 'edges.txt') makes a list of edges",
                   err);
  }
  if (same[1] && s->rows[0].count > 2)
    return doubt(s, 0,
                 "column 2 is the same sign on every line: `columns = 1,3` takes what stands "
                 "on both sides of it",
                 err);
  if (same[0] || same[1])
    return doubt(s, 0,
                 "a column of nothing but the same sign: `columns` says which hold the ends of "
                 "an edge",
                 err);
  if (s->count > 1 && is_signs(at(s, 0, 0)) && strchr("*!->/;", *at(s, 0, 0)->begin) &&
      !is_signs(at(s, 1, 0)))
    return doubt(s, 0,
                 "a comment? Lines of comment begin with # or %; `header = 1` leaves the first "
                 "line out, `header = 0` takes it as an edge",
                 err);
  return N2V_OK;
}

/* `(1, 2),` of Python or SQL, where not every line is such a tuple and nothing more. */
static n2v_status check_brackets(const n2v_sample *s, int column, n2v_error *err) {
  for (int i = 0; i < s->count; i++) {
    const n2v_field *f = at(s, i, column);
    char open = f->length && !f->quoted ? *f->begin : 0;
    char close = (char)(open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' : 0);
    if (!close || memchr(f->begin, close, f->length))
      return N2V_OK;
  }
  return doubt(s, 0,
               "a bracket before the first name of every line: tr -d '()[]{};' <FILE >NEW leaves "
               "brackets out",
               err);
}

/* `Id: 5`, `12: 13 14`. */
static n2v_status check_colons(const n2v_sample *s, int column, n2v_error *err) {
  for (int i = 0; i < s->count; i++)
    if (at(s, i, column)->length < 2 ||
        at(s, i, column)->begin[at(s, i, column)->length - 1] != ':')
      return N2V_OK;
  return doubt(s, 0,
               "a colon behind a name on every line: sed 's/:/ /' FILE >NEW leaves it "
               "out, should it be a node and its neighbours (`format = adjlist`)",
               err);
}

/* `a<tab>b,c`: a node and its neighbours. */
static n2v_status check_lists(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++) {
    const n2v_field *first = at(s, i, 0), *second = at(s, i, 1);
    if (s->rows[i].count != 2 || second->quoted || second->blank ||
        !memchr(second->begin, ',', second->length) || memchr(first->begin, ',', first->length))
      return N2V_OK;
  }
  return doubt(
      s, 0,
      "commas in column 2 of every line: a node and its neighbours? tr ',' '\\t' <FILE >NEW "
      "for `format = adjlist`; `columns = 1,2` takes them as names",
      err);
}

/* The letter before each edge in files of DIMACS: http://archive.dimacs.rutgers.edu/Challenges */
static n2v_status check_letters(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++) {
    const n2v_field *f = at(s, i, 0);
    if (f->length != 1 || !strchr("ae", *f->begin) || s->rows[i].count < 3 ||
        !n2v_field_is_whole(at(s, i, 1)) || !n2v_field_is_whole(at(s, i, 2)))
      return N2V_OK;
  }
  return s->count > 1 ? doubt(s, 0,
                              "the same letter before every edge, as in DIMACS: `columns = 2,3` "
                              "leaves it out, `columns = 2,3,4` takes a weight, too",
                              err)
                      : N2V_OK;
}

/* ------------------------------------------------------------------------------ numbers in order
 */

/* Different words, and whole numbers that never rise: a vocabulary. */
static n2v_status check_vocabulary(const n2v_sample *s, n2v_error *err) {
  double last = INFINITY;
  for (int i = 0; i < s->count; i++) {
    double count;
    if (s->rows[i].count != 2 || is_number(at(s, i, 0)) || !n2v_field_is_whole(at(s, i, 1)) ||
        !n2v_field_number(at(s, i, 1), &count) || count > last)
      return N2V_OK;
    for (int j = 0; j < i; j++)
      if (same_text(at(s, i, 0), at(s, j, 0)))
        return N2V_OK;
    last = count;
  }
  return s->count > 2 && last < INFINITY && !same_text(at(s, 0, 1), at(s, s->count - 1, 1))
             ? doubt(s, 0,
                     "words and how often they come, the most frequent first? "
                     "`columns = 1,2` takes them as edges",
                     err)
             : N2V_OK;
}

/* 0, 1, 2, ... or 1, 2, 3, ... down the column. */
static bool counts_up(const n2v_sample *s, int column) {
  double first, value;
  if (!n2v_field_number(at(s, 0, column), &first) || (first != 0 && first != 1))
    return false;
  for (int i = 0; i < s->count; i++)
    if (!n2v_field_is_whole(at(s, i, column)) || !n2v_field_number(at(s, i, column), &value) ||
        value != first + i)
      return false;
  return s->count > 2;
}

/* Different words, and 0, 1, 2, ... beside them: the numbers by which another file calls them. */
static n2v_status check_numbering(const n2v_sample *s, n2v_error *err) {
  for (int side = 0; side < 2; side++) {
    bool words = s->count > 2 && counts_up(s, side);
    for (int i = 0; i < s->count && words; i++) {
      words = s->rows[i].count == 2 && at(s, i, !side)->length && !is_number(at(s, i, !side));
      for (int j = 0; j < i && words; j++)
        words = !same_text(at(s, i, !side), at(s, j, !side));
    }
    if (words)
      return doubt(
          s, 0,
          "names and a number for each, as lists of nodes have them? `columns = 1,2` takes "
          "them as edges",
          err);
  }
  return N2V_OK;
}

static n2v_status check_days(const n2v_sample *s, n2v_error *err) {
  for (int side = 0; side < 2; side++) {
    int days = 0;
    while (days < s->count && n2v_is_date(at(s, days, side)))
      days++;
    if (days < s->count)
      continue;
    char what[200];
    snprintf(what, sizeof what,
             "column %d would hold nodes; it has dates: `columns` says which hold the ends of an "
             "edge, as in `columns = %s`",
             side + 1,
             s->rows[0].count < 3 ? "1,2"
             : side               ? "1,3"
                                  : "2,3");
    return doubt(s, 0, what, err);
  }
  return N2V_OK;
}

/* pandas writes its index though it leaves the names of columns out. The third column would be a
 * weight: it is one when the first two count up together, as along a path. */
static n2v_status check_index(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++)
    if (s->rows[i].count != 3 || !n2v_field_is_whole(at(s, i, 2)))
      return N2V_OK;
  bool path = true;
  double first, second;
  for (int i = 0; i < s->count; i++)
    path &= n2v_field_number(at(s, i, 0), &first) && n2v_field_number(at(s, i, 1), &second) &&
            second - first == 1;
  if (!counts_up(s, 0) || path)
    return N2V_OK;
  return doubt(s, 0,
               "column 1 counts the rows, as an index does: `columns = 2,3` leaves it out, "
               "`columns = 1,2,3` takes it as nodes and column 3 as the weight",
               err);
}

static uint64_t common_step(uint64_t a, uint64_t b) {
  while (b) {
    uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static bool is_multiple(const n2v_sample *s, int column, uint64_t step) {
  double value;
  for (int i = 0; i < s->count; i++)
    if (n2v_field_number(at(s, i, column), &value) && (uint64_t)value % step)
      return false;
  return true;
}

/* Times in front that go up in steps, as SocioPatterns' contacts have them, in twenties:
 * http://www.sociopatterns.org/datasets. Ids would have to be multiples of the step by chance. */
static n2v_status check_steps(const n2v_sample *s, n2v_error *err) {
  enum { TWENTY = 20, LEAST = 5 };
  double time, last = -1;
  uint64_t step = 0;
  int different = 0;
  for (int i = 0; i < s->count; i++) {
    if (!n2v_field_is_whole(at(s, i, 1)) || !n2v_field_is_whole(at(s, i, 2)) ||
        !n2v_field_is_whole(at(s, i, 0)) || !n2v_field_number(at(s, i, 0), &time) || time < last)
      return N2V_OK;
    different += time > last;
    step = common_step(step, (uint64_t)time);
    last = time;
  }
  bool twenties = step >= TWENTY && step % TWENTY == 0;
  if (s->count < 3 || step < LEAST || different < (twenties ? 2 : 4) || is_multiple(s, 1, step))
    return N2V_OK;
  char what[200];
  snprintf(what, sizeof what,
           "column 1 goes up in steps of %llu: times of contacts? `columns = 2,3` takes what met, "
           "`columns = 1,2,3` the third as a weight",
           (unsigned long long)step);
  return doubt(s, 0, what, err);
}

/* A number with a zero in front is a name; words between two columns of ids are relations. */
static n2v_status check_triples(const n2v_sample *s, n2v_error *err) {
  bool zero = false, again = false, ids = s->count > 0;
  for (int i = 0; i < s->count; i++) {
    const n2v_field *third = at(s, i, 2);
    if (s->rows[i].count != 3 || is_number(at(s, i, 1)))
      return N2V_OK;
    ids &= n2v_field_is_whole(at(s, i, 0)) && n2v_field_is_whole(third);
    zero |= third->length > 1 && *third->begin == '0' && n2v_field_is_whole(third);
    for (int j = 0; j < s->count; j++)
      again |= third->length > 3 && same_text(third, at(s, j, 0));
  }
  return zero || again || ids
             ? doubt(s, 0,
                     "column 3 would be the weight; it looks like a name: triples of "
                     "head, relation and tail? `columns = 1,3` takes head and tail, "
                     "`columns = 1,2,3` a weight",
                     err)
             : N2V_OK;
}

n2v_status n2v_check_rows(const n2v_sample *s, n2v_error *err) {
  if (s->count == 0)
    return N2V_OK;
  n2v_status status = check_signs(s, err);
  if (status == N2V_OK)
    status = check_lists(s, err);
  if (status == N2V_OK)
    status = check_letters(s, err);
  if (status == N2V_OK)
    status = check_vocabulary(s, err);
  if (status == N2V_OK)
    status = check_numbering(s, err);
  if (status == N2V_OK)
    status = check_days(s, err);
  if (status == N2V_OK)
    status = n2v_check_times(s, err);
  if (status == N2V_OK)
    status = check_index(s, err);
  if (status == N2V_OK)
    status = check_steps(s, err);
  if (status == N2V_OK)
    status = check_triples(s, err);
  return status;
}

n2v_status n2v_check_counted(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++)
    for (int c = 0; c < 3; c++)
      if (s->rows[i].count != 3 || !n2v_field_is_whole(at(s, i, c)))
        return N2V_OK;
  return doubt(
      s, 0,
      "three columns of whole numbers below their count: head, tail and relation, as "
      "OpenKE writes them? `columns = 1,2` takes head and tail, `columns = 1,2,3` the third "
      "as a weight",
      err);
}

/* ----------------------------------------------------------------------------------------- ends */

static bool is_fraction(const n2v_field *f) {
  double value;
  return !f->quoted && n2v_field_number(f, &value) && value != floor(value);
}

n2v_status n2v_check_ends(const n2v_sample *s, const n2v_columns *columns, bool told,
                          n2v_error *err) {
  const int ends[] = {columns->source, columns->target};
  n2v_status status = n2v_check_rulers(s, err);
  for (int e = 0; e < 2 && status == N2V_OK && s->count; e++) {
    status = check_brackets(s, ends[e], err);
    if (status == N2V_OK)
      status = check_colons(s, ends[e], err);
  }
  if (status != N2V_OK || told)
    return status;
  for (int e = 0; e < 2; e++) {
    int fractions = 0;
    for (int i = 0; i < s->count; i++)
      fractions += is_fraction(at(s, i, ends[e]));
    if (s->count < 2 || fractions < s->count)
      continue;
    char what[300];
    const n2v_field *f = at(s, 0, ends[e]);
    snprintf(what, sizeof what,
             "column %d would hold nodes; its numbers have fractions ('%.*s'): points, vectors, or "
             "the weight? `columns = SOURCE,TARGET` or `columns = SOURCE,TARGET,WEIGHT` says which "
             "are meant, as in `columns = %s`",
             ends[e] + 1, f->length < 30 ? (int)f->length : 30, f->begin, e ? "1,2" : "2,3,1");
    return doubt(s, 0, what, err);
  }
  return N2V_OK;
}
