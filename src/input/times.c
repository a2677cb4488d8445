/* Times are numbers, and so are nodes: what is in doubt is a column in which every number can be a
 * time, beside others in which they cannot. Ids as long as times stand in both columns of ends. */
#include "input/times.h"

#include "base/status.h"
#include "input/header.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

bool n2v_is_time(const n2v_field *f) {
  double v;
  if (!n2v_field_number(f, &v))
    return false;
  if (!n2v_field_is_whole(f)) /* a fraction of a second */
    return f->length > 11 && f->begin[10] == '.' && v >= 1e9 && v <= 3e9;
  int day = (int)(v < 1e9 ? v : 0);
  bool date = f->length == 8 && day / 10000 >= 1900 && day / 10000 <= 2100 &&
              day / 100 % 100 >= 1 && day / 100 % 100 <= 12 && day % 100 >= 1 && day % 100 <= 31;
  return date || (f->length >= 9 && f->length <= 10 && v >= 3e8 && v <= 3e9) ||
         (f->length == 13 && v >= 3e11 && v <= 3e12);
}

/* 1999, 2001: two or more, and all of them may be years. */
static bool are_years(const n2v_sample *s, int column) {
  double first = 0, value;
  bool differ = false;
  for (int i = 0; i < s->count; i++) {
    const n2v_field *f = &s->rows[i].at[column];
    if (s->rows[i].count != 3 || f->length != 4 || !n2v_field_is_whole(f) ||
        !n2v_field_number(f, &value) || value < 1900 || value > 2100)
      return false;
    first = i ? first : value;
    differ |= value != first;
  }
  return differ;
}

bool n2v_are_times(const n2v_sample *s, int column) {
  for (int i = 0; i < s->count; i++)
    if (column >= s->rows[i].count || !n2v_is_time(&s->rows[i].at[column]))
      return s->count && are_years(s, column);
  return s->count > 0;
}

/* Digits from *p on, at most four: how many, and their value. */
static int take_digits(const char **p, const char *end, int *value) {
  int count = 0;
  for (*value = 0; count < 4 && *p < end && isdigit((unsigned char)**p); ++*p, count++)
    *value = 10 * *value + (**p - '0');
  return count;
}

bool n2v_is_date(const n2v_field *f) {
  const char *p = f->begin, *end = f->begin + f->length;
  int digits[3] = {0}, values[3], parts = 0;
  char sign = 0;
  while (parts < 3 && (digits[parts] = take_digits(&p, end, &values[parts]))) {
    parts++;
    if (p == end || parts == 3 || (sign && *p != sign))
      break;
    sign = *p++;
  }
  if (p < end && isdigit((unsigned char)*p))
    return false;
  if (sign == ':')
    return parts >= 2 && digits[0] <= 2 && digits[1] == 2 && values[0] < 24 && values[1] < 60;
  if (parts < 3 || (sign != '-' && sign != '/' && sign != '.') || digits[1] > 2 ||
      (p < end && *p == sign))
    return false;
  int year = digits[0] == 4 ? 0 : 2, other = 2 - year;
  return digits[year] == 4 && digits[other] <= 2 && values[year] >= 1000 && values[1] >= 1 &&
         values[other] >= 1 && values[1] <= 31 && values[other] <= 31;
}

/* Whole numbers of much the same length in both columns of every row. */
static bool are_alike(const n2v_sample *s, int a, int b) {
  for (int i = 0; i < s->count; i++) {
    const n2v_field *x = &s->rows[i].at[a], *y = &s->rows[i].at[b];
    if (!n2v_field_is_whole(x) || !n2v_field_is_whole(y) ||
        abs((int)x->length - (int)y->length) > 1)
      return false;
  }
  return true;
}

/* A number behind two ends that is a weight and no third name. */
static bool is_fraction(const n2v_field *f) {
  double value;
  return n2v_field_number(f, &value) && !n2v_field_is_whole(f);
}

n2v_status n2v_check_times(const n2v_sample *s, n2v_error *err) {
  const double latest = 2e9; /* in 2033: many ids of ten digits are above */
  for (int side = 0; side < 2; side++) {
    bool times = s->count > side && n2v_are_times(s, side);
    for (int i = 0; i < s->count && times; i++) {
      const n2v_field *f = &s->rows[i].at[side];
      double value = 0;
      times = s->rows[i].count == 3 && n2v_field_number(f, &value) &&
              (value < latest || f->length == 13) && !is_fraction(&s->rows[i].at[2]);
    }
    if (!times || (are_alike(s, side, !side) && !are_alike(s, side, 2)))
      continue;
    char what[240];
    snprintf(what, sizeof what,
             "column %d would hold nodes; it looks like a time: `columns = %s` takes the two "
             "others, `columns = 1,2,3` the first two and the third as a weight",
             side + 1, side ? "1,3" : "2,3");
    return n2v_text_fail(s->text, s->lines[0], what, err);
  }
  return N2V_OK;
}
