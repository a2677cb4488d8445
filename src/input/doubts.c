/* Lists of other things read well as edges: words and their counts, drawn tables, triples, points.
 * Each check is one such kind, seen in all of the first lines. */
#include "input/doubts.h"

#include "base/status.h"
#include "input/first_lines.h"
#include "input/header.h"
#include "input/times.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_number(const n2v_field *f) {
  double value;
  return n2v_field_number(f, &value);
}

/* ------------------------------------------------------------------------------ numbers in order
 */

/* Different words, and whole numbers that never rise, or all of which rise: a vocabulary. */
static n2v_status check_vocabulary(const n2v_sample *s, n2v_error *err) {
  enum { RISING = 4 };
  double last = 0;
  bool falls = true, rises = s->count >= RISING;
  for (int i = 0; i < s->count; i++) {
    double count;
    if (s->rows[i].count != 2 || is_number(n2v_sample_at(s, i, 0)) ||
        !n2v_field_is_whole(n2v_sample_at(s, i, 1)) ||
        !n2v_field_number(n2v_sample_at(s, i, 1), &count))
      return N2V_OK;
    falls &= i == 0 || count <= last;
    rises &= i == 0 || count > last;
    for (int j = 0; j < i; j++)
      if (n2v_same_text(n2v_sample_at(s, i, 0), n2v_sample_at(s, j, 0)))
        return N2V_OK;
    last = count;
  }
  return s->count > 2 && (falls || rises) &&
                 !n2v_same_text(n2v_sample_at(s, 0, 1), n2v_sample_at(s, s->count - 1, 1))
             ? n2v_sample_doubt(
                   s, 0, "words and how often they come? `columns = 1,2` takes them as edges", err)
             : N2V_OK;
}

/* 0, 1, 2, ... or 1, 2, 3, ... down the column. */
static bool counts_up(const n2v_sample *s, int column) {
  double first, value;
  if (!n2v_field_number(n2v_sample_at(s, 0, column), &first) || (first != 0 && first != 1))
    return false;
  for (int i = 0; i < s->count; i++)
    if (!n2v_field_is_whole(n2v_sample_at(s, i, column)) ||
        !n2v_field_number(n2v_sample_at(s, i, column), &value) || value != first + i)
      return false;
  return s->count > 2;
}

/* Different words, and 0, 1, 2, ... beside them: the numbers by which another file calls them. */
static n2v_status check_numbering(const n2v_sample *s, n2v_error *err) {
  for (int side = 0; side < 2; side++) {
    bool words = s->count > 2 && counts_up(s, side);
    for (int i = 0; i < s->count && words; i++) {
      words = s->rows[i].count == 2 && n2v_sample_at(s, i, !side)->length &&
              !is_number(n2v_sample_at(s, i, !side));
      for (int j = 0; j < i && words; j++)
        words = !n2v_same_text(n2v_sample_at(s, i, !side), n2v_sample_at(s, j, !side));
    }
    if (words)
      return n2v_sample_doubt(
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
    while (days < s->count && n2v_is_date(n2v_sample_at(s, days, side)))
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
    return n2v_sample_doubt(s, 0, what, err);
  }
  return N2V_OK;
}

/* pandas writes its index though it leaves the names of columns out. The third column would be a
 * weight: it is one when the first two count up together, as along a path. */
static n2v_status check_index(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++)
    if (s->rows[i].count != 3 || !n2v_field_is_whole(n2v_sample_at(s, i, 2)))
      return N2V_OK;
  bool path = true;
  double first, second;
  for (int i = 0; i < s->count; i++)
    path &= n2v_field_number(n2v_sample_at(s, i, 0), &first) &&
            n2v_field_number(n2v_sample_at(s, i, 1), &second) && second - first == 1;
  if (!counts_up(s, 0) || path)
    return N2V_OK;
  return n2v_sample_doubt(
      s, 0,
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
    if (n2v_field_number(n2v_sample_at(s, i, column), &value) && (uint64_t)value % step)
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
    if (!n2v_field_is_whole(n2v_sample_at(s, i, 1)) ||
        !n2v_field_is_whole(n2v_sample_at(s, i, 2)) ||
        !n2v_field_is_whole(n2v_sample_at(s, i, 0)) ||
        !n2v_field_number(n2v_sample_at(s, i, 0), &time) || time < last)
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
  return n2v_sample_doubt(s, 0, what, err);
}

/* A number with a zero in front is a name; words between two columns of ids are relations. */
static n2v_status check_triples(const n2v_sample *s, n2v_error *err) {
  bool zero = false, again = false, ids = s->count > 0;
  for (int i = 0; i < s->count; i++) {
    const n2v_field *third = n2v_sample_at(s, i, 2);
    if (s->rows[i].count != 3 || is_number(n2v_sample_at(s, i, 1)))
      return N2V_OK;
    ids &= n2v_field_is_whole(n2v_sample_at(s, i, 0)) && n2v_field_is_whole(third);
    zero |= third->length > 1 && *third->begin == '0' && n2v_field_is_whole(third);
    for (int j = 0; j < s->count; j++)
      again |= third->length > 3 && n2v_same_text(third, n2v_sample_at(s, j, 0));
  }
  return zero || again || ids
             ? n2v_sample_doubt(s, 0,
                                "column 3 would be the weight; it looks like a name: triples of "
                                "head, relation and tail? `columns = 1,3` takes head and tail, "
                                "`columns = 1,2,3` a weight",
                                err)
             : N2V_OK;
}

n2v_status n2v_check_rows(const n2v_sample *s, n2v_error *err) {
  if (s->count == 0)
    return N2V_OK;
  n2v_status status = n2v_check_signs(s, err);
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
      if (s->rows[i].count != 3 || !n2v_field_is_whole(n2v_sample_at(s, i, c)))
        return N2V_OK;
  return n2v_sample_doubt(
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
  for (int e = 0; e < 2 && status == N2V_OK; e++)
    status = n2v_check_name_signs(s, ends[e], err);
  if (status != N2V_OK || told)
    return status;
  for (int e = 0; e < 2; e++) {
    int fractions = 0;
    for (int i = 0; i < s->count; i++)
      fractions += is_fraction(n2v_sample_at(s, i, ends[e]));
    if (s->count < 2 || fractions < s->count)
      continue;
    char what[300];
    const n2v_field *f = n2v_sample_at(s, 0, ends[e]);
    snprintf(what, sizeof what,
             "column %d would hold nodes; its numbers have fractions ('%.*s'): points, vectors, or "
             "the weight? `columns = SOURCE,TARGET` or `columns = SOURCE,TARGET,WEIGHT` says which "
             "are meant, as in `columns = %s`",
             ends[e] + 1, f->length < 30 ? (int)f->length : 30, f->begin, e ? "1,2" : "2,3,1");
    return n2v_sample_doubt(s, 0, what, err);
  }
  return N2V_OK;
}
