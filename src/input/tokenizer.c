/* Cutting lines into fields: see tokenizer.h. What a separator, a quote, a comment and a blank mean
 * is decided here and nowhere else; record_line.c has a faster way for lines that use none of it.
 */
#include "input/tokenizer.h"

#include "input/text.h"

#include <string.h>
#include <strings.h>

bool n2v_is_empty_line(const char *line) {
  return *n2v_skip_blanks(line) == '\n';
}

bool n2v_is_empty_row(const n2v_dialect *dialect, const char *line) {
  const char separator = dialect->separator ? dialect->separator : ' ';
  while (*line != '\n' && (n2v_is_blank(*line) || *line == separator))
    line++;
  return *line == '\n';
}

bool n2v_is_comment(const n2v_dialect *dialect, const char *line) {
  const char *p = n2v_skip_blanks(line);
  if (*p == '/' && p[1] == '/')
    return n2v_is_blank(p[2]) || p[2] == '\n';
  if (*p == ';' && dialect->separator != ';')
    return n2v_is_blank(p[1]);
  if (*p != '#' && *p != '%')
    return false;
  return !dialect->hash_names || n2v_is_blank(p[1]) || p[1] == '\n';
}

/* What is left of a line to cut. */
typedef struct rest {
  const n2v_dialect *d;
  const char *p, *end;
  int fields; /* cut so far */
} rest;

static bool at_separator(const rest *r, const char *p) {
  if (p >= r->end)
    return true;
  char separator = r->d->separator;
  if (!separator)
    return n2v_is_blank(*p);
  return *p == separator && (separator != ':' || (p + 1 < r->end && p[1] == ':'));
}

/* White space around a field; a tab that separates is none. */
static bool is_padding(const rest *r, char c) {
  return n2v_is_blank(c) && c != r->d->separator;
}

/* Without the newline, white space at the end, and the brackets of a tuple. */
static rest begin_line(const n2v_dialect *d, const char *line) {
  rest r = {d, line, rawmemchr(line, '\n'), 0};
  while (r.p < r.end && is_padding(&r, *r.p))
    r.p++;
  while (r.end > r.p && is_padding(&r, r.end[-1]))
    r.end--;
  if (d->brackets && r.end - r.p >= 2) {
    if (r.end[-1] == ',')
      r.end--;
    r.p += *r.p == '(' || *r.p == '[';
    r.end -= r.end[-1] == ')' || r.end[-1] == ']';
  }
  return r;
}

/* The quote that closes the one before p, or NULL. */
static const char *find_close(const char *p, const char *end, char quote, bool *doubled) {
  for (; (p = memchr(p, quote, (size_t)(end - p))); p += 2) {
    if (p + 1 == end || p[1] != quote)
      return p;
    *doubled = true;
  }
  return NULL;
}

/* A field in quotes at r->p; false when they do not enclose it whole. */
static bool cut_quoted(rest *r, n2v_field *f) {
  char quote = *r->p;
  const char *close = find_close(r->p + 1, r->end, quote, &f->doubled), *after = close;
  if (!close)
    return false;
  for (after++; after < r->end && is_padding(r, *after) && r->d->separator; after++)
    ;
  if (!at_separator(r, after) && !(after > close + 1 && *after == '#'))
    return false;
  f->begin = r->p + 1;
  f->length = (size_t)(close - f->begin);
  f->quoted = true;
  r->p = after;
  return true;
}

/* White space and # behind the second field begin a comment. Where a separator stands between
 * fields, and white space may stand in them, "Mambo #5" is a name: white space must follow too. */
static bool at_comment(const rest *r, const char *p) {
  return *p == '#' && !r->d->hash_names && n2v_is_blank(p[-1]) &&
         (!r->d->separator || n2v_is_blank(p[1]) || p[1] == '\n');
}

static void cut_plain(rest *r, n2v_field *f) {
  const char *begin = r->p, *p = begin;
  while (!at_separator(r, p) && !(p > begin && r->fields >= 1 && at_comment(r, p)))
    p++;
  r->p = p;
  while (p > begin && n2v_is_blank(p[-1]))
    p--;
  f->begin = begin;
  f->length = (size_t)(p - begin);
}

static void cut_field(rest *r, n2v_field *f) {
  *f = (n2v_field){0};
  bool quote =
      r->p < r->end && (*r->p == '"' || (*r->p == '\'' && (r->d->brackets || r->d->apostrophes)));
  if (!quote || !cut_quoted(r, f)) {
    cut_plain(r, f);
    f->open = quote;
    f->doubled = false;
  }
  for (size_t i = 0; i < f->length && !f->blank; i++)
    f->blank = n2v_is_blank(f->begin[i]);
  r->fields++;
}

void n2v_row_cut(const n2v_dialect *dialect, const char *line, n2v_row *row) {
  rest r = begin_line(dialect, line);
  n2v_field beyond;
  row->count = 0;
  row->trailing = false;
  row->attributes = (n2v_field){0};
  for (;;) {
    while (r.p < r.end && is_padding(&r, *r.p))
      r.p++;
    if (r.p == r.end || (r.fields >= 2 && at_comment(&r, r.p)))
      break;
    if (r.fields >= 2 && *r.p == '{') {
      row->attributes = (n2v_field){.begin = r.p, .length = (size_t)(r.end - r.p)};
      break;
    }
    row->trailing = false;
    cut_field(&r, row->count < N2V_COLUMNS ? &row->at[row->count] : &beyond);
    row->count++;
    if (r.p < r.end && dialect->separator && *r.p == dialect->separator) {
      r.p += dialect->separator == ':' ? 2 : 1;
      row->trailing = true;
    }
  }
  if (row->trailing && row->count < N2V_COLUMNS)
    row->at[row->count] = (n2v_field){.begin = ""};
}

size_t n2v_field_name(const n2v_dialect *dialect, const n2v_field *field, char *out, size_t size) {
  size_t used = 0;
  if (field->length > size || field->open || (field->blank && !dialect->join))
    return 0;
  for (size_t i = 0; i < field->length; i++) {
    char c = field->begin[i];
    if (n2v_is_blank(c) && i && n2v_is_blank(field->begin[i - 1]))
      continue; /* a run of white space is one */
    out[used++] = n2v_is_blank(c) ? dialect->join : c;
    i += field->doubled && c == field->begin[-1] && i + 1 < field->length;
  }
  return used;
}

bool n2v_field_number(const n2v_field *field, double *value) {
  return n2v_text_number(field->begin, field->begin + field->length, value);
}

bool n2v_field_is(const n2v_field *field, const char *word) {
  return strlen(word) == field->length && strncasecmp(field->begin, word, field->length) == 0;
}
