/* What is looked at before anything is decided: some lines of data, and how they end. */
#include "input/first_lines.h"

#include <string.h>

enum { HEAD = 4096 };

/* Whether a comment is more than its sign. */
static bool has_words(const char *comment) {
  const char *p = n2v_skip_blanks(comment);
  return !n2v_is_empty_line(p + strspn(p, "#%"));
}

const char *n2v_data_line(const n2v_text *text, const n2v_dialect *d, const char *line,
                          uint64_t *comments, const char **last) {
  for (; line; line = n2v_text_next(text, line)) {
    bool comment = n2v_is_comment(d, line);
    if (!comment && !n2v_is_empty_row(d, line))
      break;
    *comments += comment;
    if (comment && last && has_words(line))
      *last = line;
  }
  return line;
}

void n2v_sample_take(n2v_sample *s, const n2v_text *text, const n2v_dialect *d, const char *line) {
  uint64_t comments = 0;
  s->text = text;
  s->count = 0;
  while (s->count < N2V_SAMPLE && (line = n2v_data_line(text, d, line, &comments, NULL))) {
    s->lines[s->count++] = line;
    line = n2v_text_next(text, line);
  }
}

const n2v_field *n2v_sample_at(const n2v_sample *s, int row, int column) {
  static const n2v_field none = {.begin = ""};
  return column < s->rows[row].count && column < N2V_COLUMNS ? &s->rows[row].at[column] : &none;
}

bool n2v_same_text(const n2v_field *a, const n2v_field *b) {
  return a->length == b->length && memcmp(a->begin, b->begin, a->length) == 0;
}

n2v_status n2v_sample_doubt(const n2v_sample *s, int row, const char *what, n2v_error *err) {
  return n2v_text_fail(s->text, s->lines[row], what, err);
}

n2v_status n2v_sample_check_returns(const n2v_sample *s, n2v_error *err) {
  for (int i = 0; i < s->count; i++) {
    const char *end = rawmemchr(s->lines[i], '\n');
    const char *inner = memchr(s->lines[i], '\r', (size_t)(end - s->lines[i]));
    if (inner && n2v_skip_blanks(inner) < end)
      return n2v_text_fail(s->text, s->lines[i], N2V_INNER_RETURN, err);
  }
  return N2V_OK;
}

void n2v_sample_cut(n2v_sample *s, const n2v_dialect *d) {
  for (int i = 0; i < s->count; i++)
    n2v_row_cut(d, s->lines[i], &s->rows[i]);
}

/* Lines that end in carriage returns alone would make sense of a kind. */
n2v_status n2v_text_check_returns(const n2v_text *text, n2v_error *err) {
  const char *p = text->input.bytes;
  const char *end = p + (text->input.size < HEAD ? text->input.size : HEAD);
  while (p < end && (p = memchr(p, '\r', (size_t)(end - p))))
    if (++p < end && *p != '\r' && *p != '\n')
      return n2v_text_fail(text, p - 1, N2V_INNER_RETURN, err);
  return N2V_OK;
}

bool n2v_has_brackets(const char *line) {
  const char *p = n2v_skip_blanks(line), *end = rawmemchr(line, '\n');
  while (end > p && (n2v_is_blank(end[-1]) || end[-1] == ','))
    end--;
  return end - p > 2 && ((*p == '(' && end[-1] == ')') || (*p == '[' && end[-1] == ']')) &&
         memchr(p, ',', (size_t)(end - p));
}

bool n2v_has_apostrophes(const n2v_sample *s) {
  for (int i = 0; i < s->count; i++)
    for (int c = 0; c < 2; c++) {
      const n2v_field *f = &s->rows[i].at[c];
      if (c >= s->rows[i].count || f->length < 2 || f->quoted || *f->begin != '\'' ||
          f->begin[f->length - 1] != '\'')
        return false;
    }
  return s->count > 0;
}
