/* Numbers with a decimal comma, as spreadsheets of half of the world write them: 1.234,5. `1,234`
 * may be thousands and, where semicolons separate, so may `1.234`: unless another number of the
 * column shows which sign is the decimal one, the user is asked. */
#include "input/decimals.h"

#include <ctype.h>
#include <string.h>

/* Digits in threes, set apart by a sign: how many signs; -1: it is not that. */
static int count_groups(const n2v_field *f, char sign) {
  bool minus = f->length && *f->begin == '-';
  const char *p = f->begin + minus;
  size_t length = f->length - minus, first = 0, at;
  int groups = 0;
  while (first < length && isdigit((unsigned char)p[first]))
    first++;
  for (at = first; at < length; at += 4, groups++)
    if (p[at] != sign || at + 3 >= length || !isdigit((unsigned char)p[at + 1]) ||
        !isdigit((unsigned char)p[at + 2]) || !isdigit((unsigned char)p[at + 3]))
      return -1;
  return first >= 1 && first <= 3 && *p != '0' ? groups : -1;
}

bool n2v_may_be_thousands(const n2v_field *field) {
  return count_groups(field, '.') == 1;
}

bool n2v_comma_number(const n2v_field *field, double *value) {
  enum { LONGEST = 64 };
  char plain[LONGEST];
  size_t length = field->length, used = 0;
  bool minus = length && *field->begin == '-';
  const char *begin = field->begin + minus, *end = field->begin + length;
  const char *comma = memchr(begin, ',', (size_t)(end - begin)), *whole = comma ? comma : end;
  bool points = memchr(begin, '.', (size_t)(whole - begin));
  if (length >= LONGEST ||
      (points &&
       count_groups(&(n2v_field){.begin = begin, .length = (size_t)(whole - begin)}, '.') < 0) ||
      (comma && memchr(comma, '.', (size_t)(end - comma))))
    return false;
  for (const char *p = field->begin; p < end; p++)
    if (*p == ',')
      plain[used++] = '.';
    else if (*p != '.')
      plain[used++] = *p;
  return n2v_text_number(plain, plain + used, value);
}

/* What the numbers of a column show of a sign. */
typedef struct evidence {
  int decimal;   /* it is the decimal one: `0,5` */
  int doubtful;  /* `1,234` */
  int thousands; /* it parts thousands: `1,234,567` */
} evidence;

static void see_number(const n2v_field *f, evidence *comma, evidence *point) {
  double value;
  int by_comma = count_groups(f, ','), by_point = count_groups(f, '.');
  comma->doubtful += by_comma == 1;
  comma->thousands += by_comma > 1;
  point->doubtful += by_point == 1;
  point->thousands += by_point > 1;
  if (by_comma <= 0 && memchr(f->begin, ',', f->length))
    comma->decimal += n2v_comma_number(f, &value);
  else if (by_point <= 0 && memchr(f->begin, '.', f->length))
    point->decimal += n2v_field_number(f, &value);
}

n2v_status n2v_decimals_find(const n2v_sample *s, int column, bool told, n2v_dialect *d,
                             n2v_error *err) {
  evidence comma = {0}, point = {0};
  int doubtful = 0; /* the first line that is */
  for (int i = 0; i < s->count && column >= 0; i++) {
    if (column < s->rows[i].count)
      see_number(&s->rows[i].at[column], &comma, &point);
    doubtful += comma.doubtful + comma.thousands + point.doubtful == 0;
  }
  comma.decimal += point.thousands;
  told &= d->separator == ';';
  if (comma.thousands || (comma.doubtful && !comma.decimal && !told))
    return n2v_text_fail(
        s->text, s->lines[doubtful],
        d->separator == ',' ? "a decimal comma, or thousands? Write such numbers without commas"
        : d->separator == ';' && !comma.thousands
            ? "a decimal comma, or thousands? `columns = SOURCE,TARGET,WEIGHT` takes a decimal "
              "comma, tr -d , <FILE >NEW leaves the commas out (of names, too)"
            : "a decimal comma, or thousands? sed 's/,/./g' FILE >NEW makes points of the commas, "
              "tr -d , <FILE >NEW leaves them out",
        err);
  d->comma = comma.decimal || comma.doubtful;
  d->no_thousands = d->separator == ';' && !d->comma && !point.decimal && !told;
  return point.doubtful && d->no_thousands
             ? n2v_text_fail(s->text, s->lines[doubtful], N2V_THOUSANDS, err)
             : N2V_OK;
}
