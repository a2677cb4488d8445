/* Adjacency lists: a node and its neighbours on a line, as DeepWalk and networkx write them. One
 * pass counts, so that room for all is made once, and sees what the lines look like; the second
 * fills it.
 */
#include "base/budget.h"
#include "base/memory.h"
#include "base/status.h"
#include "input/list_doubts.h"
#include "input/record_line.h"

#include <ctype.h>
#include <string.h>

/* ------------------------------------------------------------------------------------ tokens */

bool n2v_list_next(n2v_list *c, const char **token, size_t *length) {
  while (c->p < c->end && (n2v_is_blank(*c->p) || *c->p == c->separator))
    c->p++;
  *token = c->p;
  while (c->p < c->end && !(c->separator ? *c->p == c->separator : n2v_is_blank(*c->p)))
    c->p++;
  const char *end = c->p;
  while (end > *token && n2v_is_blank(end[-1]))
    end--;
  *length = (size_t)(end - *token);
  return *length > 0;
}

n2v_list n2v_list_begin(const n2v_source *s, const char *line) {
  return (n2v_list){line, rawmemchr(line, '\n'), s->table.format.dialect.separator};
}

uint64_t n2v_list_count(n2v_list c) {
  const char *token;
  size_t length;
  uint64_t count = 0;
  while (n2v_list_next(&c, &token, &length))
    count++;
  return count;
}

bool n2v_list_is_integer(const char *token, size_t length) {
  if (length > 19 || (*token == '0' && length > 1))
    return false;
  for (size_t i = 0; i < length; i++)
    if (!isdigit((unsigned char)token[i]))
      return false;
  return true;
}

uint64_t n2v_list_integer(const char *token, size_t length) {
  uint64_t value = 0;
  for (size_t i = 0; i < length; i++)
    value = value * 10 + (uint64_t)(token[i] - '0');
  return value;
}

n2v_status n2v_list_reserve(const n2v_source *s, n2v_edge_records *out, uint64_t edges,
                            uint64_t names, n2v_error *err) {
  uint64_t bytes = edges * sizeof(n2v_edge);
  n2v_status status = n2v_budget_holds(s->memory, "the edges", bytes, "raise `memory`", err);
  if (status == N2V_OK)
    status = n2v_interner_reserve(out->source, names, s->text->input.size + 1, s->threads, err);
  if (status == N2V_OK && out->target != out->source)
    status = n2v_interner_reserve(out->target, names, s->text->input.size + 1, s->threads, err);
  if (status != N2V_OK)
    return status;
  out->records.edges = n2v_alloc(edges ? edges : 1, sizeof *out->records.edges);
  return out->records.edges ? N2V_OK : n2v_fail_memory(err, "the edges", bytes);
}

/* ---------------------------------------------------------------------------- adjacency lists */

/* The token as a name: without quotes around it, its white space joined (in `buffer`). What is
 * wrong with it, or NULL. */
static const char *read_name(const n2v_source *s, const char **token, size_t *length,
                             char buffer[N2V_JOINED_NAME]) {
  const n2v_dialect *d = &s->table.format.dialect;
  n2v_field field = {.begin = *token, .length = *length};
  if (*length > 1 << 16)
    return "a name of more than 65,536 bytes";
  if (**token == '"' || (d->apostrophes && **token == '\'')) {
    if (*length < 3 || (*token)[*length - 1] != **token || memchr(*token + 1, **token, *length - 2))
      return "a quote inside a name, or one that is not closed: names in an adjacency list hold "
             "none";
    field = (n2v_field){.begin = ++*token, .length = *length -= 2};
  }
  for (size_t i = 0; i < field.length && !field.blank; i++)
    field.blank = n2v_is_blank(field.begin[i]);
  if (!field.blank)
    return NULL;
  *length = n2v_field_name(d, &field, buffer, N2V_JOINED_NAME);
  *token = buffer;
  return *length
             ? NULL
             : "white space inside a name: `blanks = _` joins its words by `_`; if it separates "
               "as well, tr ',;\\t' ' ' <FILE >NEW makes one sign of all that do";
}

static n2v_status add_list(const n2v_source *s, const char *line, bool colon, n2v_edge_records *out,
                           n2v_error *err) {
  n2v_list list = n2v_list_begin(s, line);
  const char *token;
  char buffer[N2V_JOINED_NAME];
  size_t length;
  uint32_t node = 0;
  for (bool first = true, more;; first = false) {
    n2v_interner *names = first ? out->source : out->target;
    more = first && colon ? n2v_list_head(&list, &token, &length)
                          : n2v_list_next(&list, &token, &length);
    if (!more)
      return N2V_OK;
    const char *what = read_name(s, &token, &length, buffer);
    if (what)
      return n2v_text_fail(s->text, line, what, err);
    if (names->integers && !n2v_list_is_integer(token, length)) {
      out->records.not_integers = true;
      return N2V_OK;
    }
    uint64_t key = names->integers ? n2v_integer_key(n2v_list_integer(token, length))
                                   : n2v_name_key(token, length);
    uint32_t id = n2v_interner_id(names, key, token, (uint32_t)length);
    if (first)
      node = id;
    else
      out->records.edges[out->records.count++] = (n2v_edge){node, id, 1};
  }
}

static n2v_status read_lists(const n2v_source *s, n2v_edge_records *out, n2v_error *err) {
  const n2v_dialect *d = &s->table.format.dialect;
  uint64_t tokens = 0, lines = 0;
  n2v_list_shape shape = {.lists = 0};
  for (const char *line = s->table.first; line; line = n2v_text_next(s->text, line)) {
    if (n2v_is_comment(d, line)) {
      out->records.comments++;
      continue;
    }
    uint64_t count = n2v_list_count(n2v_list_begin(s, line));
    tokens += count;
    lines += count > 0;
    out->isolated += count == 1;
    if (count)
      n2v_list_see(&shape, n2v_list_begin(s, line), line);
  }
  n2v_status status = n2v_list_check(&shape, s->text, err);
  if (status == N2V_OK)
    status = n2v_list_reserve(s, out, tokens - lines, tokens, err);
  for (const char *line = s->table.first; line && status == N2V_OK && !out->records.not_integers;
       line = n2v_text_next(s->text, line))
    if (!n2v_is_comment(d, line))
      status = add_list(s, line, shape.colons > 0, out, err);
  out->records.lines = lines;
  return status;
}

n2v_status n2v_adjacency_read(const n2v_source *s, n2v_edge_records *out, n2v_error *err) {
  n2v_status status =
      s->params->format == N2V_FORMAT_METIS ? n2v_metis_read(s, out, err) : read_lists(s, out, err);
  if (status == N2V_OK && out->records.not_integers) {
    n2v_free(out->records.edges);
    out->records.edges = NULL;
  }
  return status;
}
