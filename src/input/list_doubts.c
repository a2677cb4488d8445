/* Colons and commas in adjacency lists. A list without a neighbour says nothing about them. */
#include "input/list_doubts.h"

#include "base/status.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Where the colon behind the first name stands, or NULL. */
static const char *head_colon(const n2v_list *list) {
  const char *begin = list->p, *p;
  while (begin < list->end && n2v_is_blank(*begin))
    begin++;
  for (p = begin; p < list->end && !n2v_is_blank(*p) && *p != list->separator;)
    p++;
  if (p > begin + 1 && p[-1] == ':')
    return p - 1;
  while (p < list->end && n2v_is_blank(*p))
    p++;
  return p > begin && p < list->end && *p == ':' && (p + 1 == list->end || n2v_is_blank(p[1]))
             ? p
             : NULL;
}

bool n2v_list_head(n2v_list *list, const char **token, size_t *length) {
  const char *colon = head_colon(list), *end = colon;
  if (!colon)
    return n2v_list_next(list, token, length);
  while (n2v_is_blank(*list->p))
    list->p++;
  while (n2v_is_blank(end[-1]))
    end--;
  *token = list->p;
  *length = (size_t)(end - list->p);
  list->p = colon + 1;
  return true;
}

static bool has_colon(const char *token, size_t length) {
  return memchr(token, ':', length);
}

static bool is_signs(const char *token, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (!ispunct((unsigned char)token[i]))
      return false;
  return true;
}

static bool is_fraction(const char *token, size_t length) {
  double value;
  return memchr(token, '.', length) && n2v_text_number(token, token + length, &value) &&
         value != floor(value);
}

static bool has_comma(const char *token, size_t length) {
  return memchr(token, ',', length) || memchr(token, ';', length);
}

/* `b:0.5`, if behind another word than those before. */
static bool see_weight(n2v_list_shape *s, const char *token, size_t length) {
  const char *colon = memrchr(token, ':', length);
  double value;
  if (!colon || colon == token || !n2v_text_number(colon + 1, token + length, &value))
    return false;
  size_t prefix = (size_t)(colon - token);
  if (!s->prefix) {
    s->prefix = token;
    s->prefix_length = prefix;
  }
  s->prefixes |= prefix != s->prefix_length || memcmp(token, s->prefix, prefix) != 0;
  return true;
}

void n2v_list_see(n2v_list_shape *s, n2v_list list, const char *line) {
  const char *head, *token;
  size_t head_length, length, names = 1;
  bool colon = head_colon(&list), weights = true, others = false, commas = false;
  n2v_list_head(&list, &head, &head_length);
  bool signs = is_signs(head, head_length), fraction = false;
  while (n2v_list_next(&list, &token, &length)) {
    names++;
    weights = weights && see_weight(s, token, length);
    others |= has_colon(token, length);
    commas |= has_comma(token, length);
    signs |= is_signs(token, length);
    fraction = is_fraction(token, length);
  }
  s->colons += colon;
  if (names < 2)
    return;
  s->first = s->lists++ ? s->first : line;
  if (!colon && !s->without)
    s->without = line;
  s->inner += has_colon(head, head_length) && !others;
  s->weights += weights && !has_colon(head, head_length);
  s->fractions += fraction;
  s->signs += signs;
  s->commas += commas;
  s->plain_commas |= has_comma(head, head_length) || (names > 2 && !commas);
}

n2v_status n2v_list_check(const n2v_list_shape *s, const n2v_text *text, n2v_error *err) {
  if (s->lists == 0)
    return n2v_fail(err, N2V_EINPUT, "%s: no edge: no line has a name and a neighbour",
                    text->input.name);
  if (s->colons && s->without)
    return n2v_text_fail(
        text, s->without,
        "no colon behind the first name, which other lines have: sed 's/:/ /' FILE "
        ">NEW leaves the first of each line out",
        err);
  if (s->inner == s->lists)
    return n2v_text_fail(
        text, s->first,
        "a colon in the first name of every line: does it stand between a node and "
        "its neighbours? sed 's/:/ /' FILE >NEW leaves it out",
        err);
  if (s->weights == s->lists && s->prefixes)
    return n2v_text_fail(
        text, s->first,
        "a colon and a number behind every neighbour: weights? awk '{ for (i = 2; i <= NF; i++) "
        "{ split($i, p, \":\"); print $1, p[1], p[2] } }' FILE >edges.txt makes a list of edges",
        err);
  if (s->fractions == s->lists)
    return n2v_text_fail(text, s->first,
                         "a number with a fraction at the end of every line would be a node: a "
                         "weight? `format = edgelist` reads lines of source, target, weight",
                         err);
  if (s->signs == s->lists)
    return n2v_text_fail(text, s->first,
                         "a sign on every line would be a node: `columns` takes names from columns "
                         "between signs, as in `format = edgelist` `columns = 1,3`",
                         err);
  if (s->commas && !s->plain_commas)
    return n2v_text_fail(text, s->first,
                         "commas or semicolons in the neighbours' names: do they separate, too? tr "
                         "',;\\t' ' ' <FILE >NEW makes one sign of all that do",
                         err);
  return N2V_OK;
}
