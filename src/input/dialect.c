/* What separates: by the first lines of the file. */
#include "input/dialect.h"

#include "base/status.h"

#include <string.h>

const char *n2v_separator_name(char separator) {
  return separator == '\t'  ? "tabs"
         : separator == ',' ? "commas"
         : separator == ';' ? "semicolons"
         : separator == '|' ? "bars"
         : separator == ':' ? "::"
                            : "blanks";
}

/* The line as a separator cuts it. */
static n2v_row cut(const n2v_dialect *like, const char *line, char separator) {
  n2v_dialect d = *like;
  n2v_row row;
  d.separator = separator;
  n2v_row_cut(&d, line, &row);
  return row;
}

/* No white space inside of fields, unless in quotes. */
static bool is_clean(const n2v_row *row) {
  for (int i = 0; i < row->count && i < N2V_COLUMNS; i++)
    if (row->at[i].blank && !row->at[i].quoted)
      return false;
  return true;
}

static bool is_number(const n2v_row *row, int column) {
  double value;
  return n2v_field_number(&row->at[column], &value);
}

static bool has_colons(const char *line, const n2v_dialect *d, bool ratings) {
  const char *end = rawmemchr(line, '\n');
  if (!memmem(line, (size_t)(end - line), "::", 2) || memchr(line, ' ', (size_t)(end - line)) ||
      memchr(line, '\t', (size_t)(end - line)))
    return false;
  n2v_row row = cut(d, line, ':');
  for (int i = ratings ? 2 : 0; i < row.count && i < N2V_COLUMNS; i++)
    if (!is_number(&row, i))
      return false;
  return row.count == 3 || row.count == 4;
}

/* Whether every line has a tab between others of its bytes. Where white space of any kind makes
 * numbers of all lines, tabs are no more than that: KONECT writes `1 2 0.5<tab>1000`. */
static bool has_tabs(const n2v_sample *s, const n2v_dialect *d) {
  bool numbers = true, clean = true;
  for (int i = 0; i < s->count; i++) {
    n2v_row by_tabs = cut(d, s->lines[i], '\t'), by_blanks = cut(d, s->lines[i], 0);
    if (by_tabs.count < 2)
      return false;
    clean &= is_clean(&by_tabs);
    for (int c = 0; c < by_blanks.count && c < N2V_COLUMNS; c++)
      numbers &= is_number(&by_blanks, c);
  }
  return clean || !numbers;
}

static bool has_bars(const n2v_sample *s, const n2v_dialect *d) {
  int count = 0;
  for (int i = 0; i < s->count; i++) {
    n2v_row bars = cut(d, s->lines[i], '|'), blanks = cut(d, s->lines[i], 0);
    if (bars.count < 2 || (blanks.count > 1 && !is_clean(&bars)) || (i && bars.count != count))
      return false;
    count = bars.count;
  }
  return true;
}

/* Whether the separator cuts all lines into as many fields, while white space does not. */
static bool is_steadier(const n2v_sample *s, const n2v_dialect *d, char separator) {
  int count = cut(d, s->lines[0], separator).count, blanks = cut(d, s->lines[0], 0).count;
  bool steady = count >= 2, blanks_steady = true;
  for (int i = 1; i < s->count; i++) {
    steady &= cut(d, s->lines[i], separator).count == count;
    blanks_steady &= cut(d, s->lines[i], 0).count == blanks;
  }
  return s->count > 1 && steady && !blanks_steady;
}

/* The first of a record's fields that holds the byte outside of quotes, or 3. */
static int find_byte(const n2v_row *row, char byte) {
  int i = 0;
  while (i < 3 && i < row->count &&
         (row->at[i].quoted || !memchr(row->at[i].begin, byte, row->at[i].length)))
    i++;
  return i < row->count ? i : 3;
}

/* Comma or semicolon for a line that one of them cuts, 0 for white space. */
static n2v_status choose(const n2v_sample *s, n2v_graph_format format, const n2v_row *row,
                         n2v_dialect *d, n2v_error *err) {
  char separator = d->separator;
  if (is_clean(row) || (format == N2V_FORMAT_AUTO && n2v_columns_known(row)))
    return N2V_OK;
  if (format == N2V_FORMAT_EDGELIST)
    d->separator = 0;
  if (format == N2V_FORMAT_EDGELIST || format == N2V_FORMAT_CSV || is_steadier(s, d, separator) ||
      d->join)
    return N2V_OK;
  /* Blanks inside of its fields: it separates if it makes clean fields of the line behind. White
   * space does if that leaves none of it in the names. */
  n2v_row next = {.count = 0}, blanks = cut(d, s->lines[0], 0);
  if (s->count > 1)
    next = cut(d, s->lines[1], separator);
  bool cuts = next.count >= 2 && next.at[0].length;
  if (cuts && is_clean(&next))
    return N2V_OK;
  if (find_byte(&blanks, separator) < 2 && (cuts || format == N2V_FORMAT_RATINGS))
    return n2v_text_fail(
        s->text, s->lines[0],
        format == N2V_FORMAT_RATINGS || format == N2V_FORMAT_ADJLIST
            ? "fields may be separated by commas or semicolons here, or by white space: tr -d ' ' "
              "<FILE >NEW leaves blanks out, tr ',;' '__' <FILE >NEW makes commas part of names"
            : "fields may be separated by commas or semicolons here, or by white space: "
              "`format = csv` takes the former, `format = edgelist` the latter",
        err);
  d->separator = 0;
  return N2V_OK;
}

/* Two fields or more, not all of them empty. */
static bool cuts_names(const n2v_row *row) {
  for (int i = 0; i < row->count && i < N2V_COLUMNS; i++)
    if (row->at[i].length)
      return row->count >= 2;
  return false;
}

static n2v_status find_comma(const n2v_sample *s, n2v_graph_format format, n2v_dialect *d,
                             n2v_error *err) {
  const char *line = s->lines[0];
  n2v_row comma = cut(d, line, ','), semicolon = cut(d, line, ';');
  bool by_comma = cuts_names(&comma), by_semicolon = cuts_names(&semicolon);
  if (!by_comma && !by_semicolon)
    return N2V_OK;
  if (by_comma && by_semicolon && is_clean(&comma) != is_clean(&semicolon))
    by_comma = is_clean(&comma);
  else
    by_comma &= !by_semicolon || comma.at[0].length < semicolon.at[0].length;
  const n2v_row *row = by_comma ? &comma : &semicolon;
  d->separator = by_comma ? ',' : ';';
  n2v_status status = choose(s, format, row, d, err);
  if (status != N2V_OK || !d->separator)
    return status;
  int mixed = find_byte(row, by_comma ? ';' : ',');
  if (mixed == 3 || (mixed == 2 && !by_comma)) /* perhaps a decimal comma */
    return N2V_OK;
  return n2v_text_fail(s->text, line,
                       "a comma or a semicolon: which one separates? Quote the names that hold the "
                       "other",
                       err);
}

n2v_status n2v_dialect_find(const n2v_sample *s, n2v_graph_format format, n2v_dialect *d,
                            n2v_error *err) {
  d->separator = 0;
  if (has_colons(s->lines[0], d, format == N2V_FORMAT_RATINGS))
    d->separator = ':';
  else if (has_tabs(s, d))
    d->separator = '\t';
  else if (has_bars(s, d))
    d->separator = '|';
  else
    return find_comma(s, format, d, err);
  return N2V_OK;
}
