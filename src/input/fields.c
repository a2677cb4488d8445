#include "input/fields.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Where networkx' attributes begin, a brace that begins a field behind two others at least, or the
 * newline. */
static const char *find_attributes(const char *p, char separator) {
  int fields = 0;
  for (bool begins = true; *p != '\n'; p++) {
    bool ends = is_blank(*p) || (separator && *p == separator);
    if (begins && *p == '{' && fields >= 2)
      break;
    fields += begins && !ends;
    begins = ends;
  }
  return p;
}

/* The end of the field at p: at its separator, or at `end`. */
static const char *field_end(const char *p, const char *end, char separator) {
  if (*p == '"' && separator) {
    const char *close = memchr(p + 1, '"', (size_t)(end - p - 1));
    p = close ? close + 1 : p;
  }
  while (p < end && !(separator ? *p == separator : is_blank(*p)))
    p++;
  return p;
}

static void add_field(n2v_fields *f, const char *begin, const char *end) {
  while (end > begin && is_blank(end[-1]))
    end--;
  bool quoted = end - begin >= 2 && *begin == '"' && end[-1] == '"';
  f->at[f->count].begin = begin + quoted;
  f->at[f->count].length = (size_t)(end - begin) - (quoted ? 2u : 0u);
  f->at[f->count++].quoted = quoted;
}

n2v_fields n2v_fields_cut(const char *p, char separator) {
  n2v_fields f = {.clean = true, .rest_clean = true};
  const char *tail = find_attributes(p, separator);
  while (f.count < N2V_FIELDS) {
    while (p < tail && is_blank(*p))
      p++;
    if (p == tail)
      break;
    const char *begin = p, *end = field_end(p, tail, separator);
    p = end + (separator && *end == separator);
    p += separator == ':' && *p == ':';
    add_field(&f, begin, end);
    for (size_t i = 0; i < f.at[f.count - 1].length; i++)
      *(f.count <= 3 ? &f.clean : &f.rest_clean) &= !is_blank(f.at[f.count - 1].begin[i]);
  }
  f.attributes = *tail == '{' && f.count < N2V_FIELDS;
  if (f.attributes)
    add_field(&f, tail, rawmemchr(tail, '\n'));
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

/* Whether the separator makes two fields or more of the line. */
static bool is_cut_by(const char *line, char separator, n2v_fields *f) {
  *f = line ? n2v_fields_cut(line, separator) : (n2v_fields){0};
  return f->count - f->attributes >= 2 && f->at[0].length;
}

static bool has_colons(const char *line, bool ratings) {
  const char *end = rawmemchr(line, '\n');
  double value;
  if (!memmem(line, (size_t)(end - line), "::", 2) || memchr(line, ' ', (size_t)(end - line)) ||
      memchr(line, '\t', (size_t)(end - line)))
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

/* Comma or semicolon for a line that one of them cuts, 0 for white space. */
static n2v_status choose(const n2v_text *text, const char *line, const char *after,
                         n2v_graph_format format, const n2v_fields *f, char *separator,
                         n2v_error *err) {
  n2v_fields next;
  if (f->clean && f->rest_clean)
    return N2V_OK;
  if (format == N2V_FORMAT_EDGELIST)
    *separator = 0;
  if (format != N2V_FORMAT_AUTO)
    return N2V_OK;
  /* Blanks inside of its fields: it separates if it makes clean fields of the line behind. White
   * space does if that leaves none of it in the names. */
  bool cut = is_cut_by(after, *separator, &next);
  if (cut && next.clean && next.rest_clean)
    return N2V_OK;
  n2v_fields blanks = n2v_fields_cut(line, 0);
  if (find_byte(&blanks, *separator) < 2 && (cut || f->clean))
    return n2v_text_fail(text, line,
                         "what separates? `format = csv` takes the comma or semicolon, `format = "
                         "edgelist` the white space",
                         err);
  *separator = 0;
  return N2V_OK;
}

n2v_status n2v_fields_separator(const n2v_text *text, const char *line, const char *after,
                                n2v_graph_format format, char *separator, n2v_error *err) {
  n2v_fields comma, semicolon;
  *separator = 0;
  if (has_colons(line, format == N2V_FORMAT_RATINGS)) {
    *separator = ':';
    return N2V_OK;
  }
  bool by_comma = is_cut_by(line, ',', &comma), by_semicolon = is_cut_by(line, ';', &semicolon);
  if (!by_comma && !by_semicolon)
    return N2V_OK;
  if (by_comma && by_semicolon && comma.clean != semicolon.clean)
    by_comma = comma.clean;
  else
    by_comma &= !by_semicolon || comma.at[0].length < semicolon.at[0].length;
  const n2v_fields *f = by_comma ? &comma : &semicolon;
  *separator = by_comma ? ',' : ';';
  n2v_status status = choose(text, line, after, format, f, separator, err);
  if (status != N2V_OK || !*separator)
    return status;
  int mixed = find_byte(f, by_comma ? ';' : ',');
  if (mixed == f->count)
    return N2V_OK;
  return n2v_text_fail(text, line,
                       mixed == 2 && !by_comma
                           ? "a decimal comma: numbers are written with a point"
                           : "a comma or a semicolon: which one separates? Quote the names that "
                             "hold the other",
                       err);
}
