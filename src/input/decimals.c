/* Numbers with a decimal comma, as spreadsheets of half of the world write them: 1.234,5. Where
 * semicolons separate, a comma in a number can be nothing else. Elsewhere `1,234` may be thousands,
 * and below semicolons so may `1.234`: where all numbers are of that form, the user is asked. */
#include "input/decimals.h"

#include <ctype.h>
#include <string.h>

/* Digits in threes, set apart by a sign: how many signs; -1: it is not that. */
static int count_groups(const char *p, size_t length, char sign) {
  size_t first = 0, at;
  int groups = 0;
  while (first < length && isdigit((unsigned char)p[first]))
    first++;
  for (at = first; at < length; at += 4, groups++)
    if (p[at] != sign || at + 3 >= length || !isdigit((unsigned char)p[at + 1]) ||
        !isdigit((unsigned char)p[at + 2]) || !isdigit((unsigned char)p[at + 3]))
      return -1;
  return first >= 1 && first <= 3 && *p != '0' ? groups : -1;
}

bool n2v_comma_number(const n2v_field *field, double *value) {
  enum { LONGEST = 64 };
  char plain[LONGEST];
  size_t length = field->length, used = 0;
  bool minus = length && *field->begin == '-';
  const char *begin = field->begin + minus, *end = field->begin + length;
  const char *comma = memchr(begin, ',', (size_t)(end - begin)), *whole = comma ? comma : end;
  bool points = memchr(begin, '.', (size_t)(whole - begin));
  if (length >= LONGEST || (points && count_groups(begin, (size_t)(whole - begin), '.') < 0) ||
      (comma && memchr(comma, '.', (size_t)(end - comma))))
    return false;
  for (const char *p = field->begin; p < end; p++)
    if (*p == ',')
      plain[used++] = '.';
    else if (*p != '.')
      plain[used++] = *p;
  return n2v_text_number(plain, plain + used, value);
}

n2v_status n2v_decimals_find(const n2v_sample *s, int column, bool told, n2v_dialect *d,
                             n2v_error *err) {
  int commas = 0, fractions = 0, points = 0, rows = 0;
  double value;
  for (int i = 0; i < s->count && column >= 0; i++) {
    const n2v_field *f = &s->rows[i].at[column];
    if (column >= s->rows[i].count || f->length == 0)
      continue;
    bool comma = memchr(f->begin, ',', f->length);
    int groups = count_groups(f->begin, f->length, '.');
    rows++;
    commas += comma && n2v_comma_number(f, &value);
    fractions += comma && count_groups(f->begin, f->length, ',') != 1;
    points += groups == 1;
    fractions += groups > 1 && d->separator == ';';
    commas += groups > 1 && d->separator == ';';
  }
  d->comma = commas && (fractions || d->separator == ';');
  if (commas && !d->comma)
    return n2v_text_fail(
        s->text, s->lines[0],
        d->separator == ',' ? "a decimal comma, or thousands? Write such numbers without commas"
                            : "a decimal comma, or thousands? sed 's/,/./g' FILE >NEW makes points "
                              "of the commas, tr -d , <FILE >NEW leaves them out",
        err);
  if (d->separator == ';' && !d->comma && !told && rows > 1 && points == rows)
    return n2v_text_fail(s->text, s->lines[0],
                         "all weights have a point before three digits: thousands, or fractions? "
                         "sed 's/\\.//g' FILE >NEW leaves the points out (of names, too), `columns "
                         "= SOURCE,TARGET,WEIGHT` takes them as fractions",
                         err);
  return N2V_OK;
}
