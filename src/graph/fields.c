#include "graph/fields.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* The end of the field at p: at its separator, or at the newline. */
static const char *field_end(const char *p, char separator) {
  if (*p == '{')
    return rawmemchr(p, '\n');
  if (*p == '"' && separator) {
    const char *newline = rawmemchr(p, '\n');
    const char *close = memchr(p + 1, '"', (size_t)(newline - p - 1));
    p = close ? close + 1 : p;
  }
  while (*p != '\n' && *p != '{' && !(separator ? *p == separator : is_blank(*p)))
    p++;
  return p;
}

n2v_fields n2v_fields_cut(const char *p, char separator) {
  n2v_fields f = {.clean = true, .rest_clean = true};
  while (f.count < N2V_FIELDS) {
    while (is_blank(*p))
      p++;
    if (*p == '\n')
      break;
    const char *begin = p, *end = field_end(p, separator);
    p = end + (separator && *end == separator);
    p += separator == ':' && *p == ':';
    while (end > begin && is_blank(end[-1]))
      end--;
    for (const char *c = begin; c < end && *begin != '{'; c++)
      *(f.count < 3 ? &f.clean : &f.rest_clean) &= !is_blank(*c);
    bool quoted = end - begin >= 2 && *begin == '"' && end[-1] == '"';
    f.at[f.count].begin = begin + quoted;
    f.at[f.count].length = (size_t)(end - begin) - (quoted ? 2u : 0u);
    f.at[f.count++].quoted = quoted;
  }
  return f;
}

bool n2v_field_number(const n2v_fields *f, int field, double *value) {
  const char *begin = f->at[field].begin;
  return field < f->count && n2v_text_number(begin, begin + f->at[field].length, value);
}

bool n2v_field_is(const n2v_fields *f, int field, const char *word) {
  return field < f->count && strlen(word) == f->at[field].length &&
         strncasecmp(f->at[field].begin, word, f->at[field].length) == 0;
}

static bool is_cut_by(const char *line, char separator, n2v_fields *f) {
  *f = n2v_fields_cut(line, separator);
  return f->count >= 2 && f->clean && f->at[0].length && f->at[1].begin[0] != '{';
}

static bool has_colons(const char *line, bool ratings) {
  const char *end = rawmemchr(line, '\n');
  double value;
  if (!memmem(line, (size_t)(end - line), "::", 2))
    return false;
  n2v_fields f = n2v_fields_cut(line, ':');
  for (int i = ratings ? 2 : 0; i < f.count; i++)
    if (!n2v_field_number(&f, i, &value))
      return false;
  return f.count == 3 || f.count == 4;
}

/* The first of a record's fields that holds the byte outside of quotes, or f->count. */
static int find_byte(const n2v_fields *f, char byte) {
  int i = 0;
  while (i < f->count &&
         (i > 2 || f->at[i].quoted || !memchr(f->at[i].begin, byte, f->at[i].length)))
    i++;
  return i;
}

n2v_status n2v_fields_separator(const n2v_text *text, const char *line, const char *format,
                                char *separator, n2v_error *err) {
  n2v_fields comma, semicolon;
  *separator = 0;
  if (has_colons(line, strcmp(format, "ratings") == 0))
    *separator = ':';
  if (*separator)
    return N2V_OK;
  bool by_comma = is_cut_by(line, ',', &comma), by_semicolon = is_cut_by(line, ';', &semicolon);
  if (!by_comma && !by_semicolon)
    return N2V_OK;
  bool first = by_comma && (!by_semicolon || comma.at[0].length < semicolon.at[0].length);
  const n2v_fields *f = first ? &comma : &semicolon;
  int mixed = find_byte(f, first ? ';' : ',');
  if (mixed < f->count)
    return n2v_text_fail(text, line,
                         mixed == 2 && !first
                             ? "a decimal comma: numbers are written with a point"
                             : "a comma or a semicolon: which one separates? Quote the names that "
                               "hold the other",
                         err);
  if (!f->rest_clean && strcmp(format, "auto") == 0)
    return n2v_text_fail(text, line,
                         "what separates? -format csv takes the comma or semicolon, -format "
                         "edgelist the white space",
                         err);
  if (f->rest_clean || strcmp(format, "edgelist") != 0)
    *separator = first ? ',' : ';';
  return N2V_OK;
}
