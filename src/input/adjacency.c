/* Adjacency lists: a node and its neighbours on a line, as DeepWalk and networkx write them, and
 * METIS, whose line i has the neighbours of node i (https://github.com/KarypisLab/METIS, manual,
 * section 4.1.1). One pass counts, so that room for all is made once; the second fills it. */
#include "base/budget.h"
#include "base/memory.h"
#include "base/status.h"
#include "input/record_line.h"
#include "input/readers.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ------------------------------------------------------------------------------------ tokens */

/* A line of any number of tokens, without quotes. */
typedef struct cursor {
  const char *p, *end;
  char separator; /* 0: white space */
} cursor;

static bool next_token(cursor *c, const char **token, size_t *length) {
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

static cursor line_cursor(const n2v_source *s, const char *line) {
  return (cursor){line, rawmemchr(line, '\n'), s->table.format.dialect.separator};
}

static uint64_t count_tokens(cursor c) {
  const char *token;
  size_t length;
  uint64_t count = 0;
  while (next_token(&c, &token, &length))
    count++;
  return count;
}

static bool is_integer(const char *token, size_t length) {
  if (length > 19 || (*token == '0' && length > 1))
    return false;
  for (size_t i = 0; i < length; i++)
    if (!isdigit((unsigned char)token[i]))
      return false;
  return true;
}

static uint64_t integer_of(const char *token, size_t length) {
  uint64_t value = 0;
  for (size_t i = 0; i < length; i++)
    value = value * 10 + (uint64_t)(token[i] - '0');
  return value;
}

/* Makes room for so many edges and names. */
static n2v_status reserve(const n2v_source *s, n2v_edge_records *out, uint64_t edges,
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

/* The token with its white space joined, in `buffer`; false: it has some and nothing joins it. */
static bool join_token(const n2v_source *s, const char **token, size_t *length,
                       char buffer[N2V_JOINED_NAME]) {
  const n2v_dialect *d = &s->table.format.dialect;
  n2v_field field = {.begin = *token, .length = *length};
  for (size_t i = 0; i < *length && !field.blank; i++)
    field.blank = n2v_is_blank((*token)[i]);
  if (!field.blank)
    return true;
  *length = n2v_field_name(d, &field, buffer, N2V_JOINED_NAME);
  *token = buffer;
  return *length > 0;
}

static n2v_status add_list(const n2v_source *s, const char *line, n2v_edge_records *out,
                           n2v_error *err) {
  cursor c = line_cursor(s, line);
  const char *token;
  char buffer[N2V_JOINED_NAME];
  size_t length;
  uint32_t node = 0;
  bool first = true;
  while (next_token(&c, &token, &length)) {
    n2v_interner *names = first ? out->source : out->target;
    if (length > 1 << 16)
      return n2v_text_fail(s->text, line, "a name of more than 65,536 bytes", err);
    if (!join_token(s, &token, &length, buffer))
      return n2v_text_fail(s->text, line,
                           "white space inside a name: `blanks = _` joins its words by `_`", err);
    if (names->integers && !is_integer(token, length)) {
      out->records.not_integers = true;
      return N2V_OK;
    }
    uint64_t key =
        names->integers ? n2v_integer_key(integer_of(token, length)) : n2v_name_key(token, length);
    uint32_t id = n2v_interner_id(names, key, token, (uint32_t)length);
    if (first)
      node = id;
    else
      out->records.edges[out->records.count++] = (n2v_edge){node, id, 1};
    first = false;
  }
  return N2V_OK;
}

static n2v_status read_lists(const n2v_source *s, n2v_edge_records *out, n2v_error *err) {
  const n2v_dialect *d = &s->table.format.dialect;
  uint64_t tokens = 0, lines = 0;
  for (const char *line = s->table.first; line; line = n2v_text_next(s->text, line)) {
    if (n2v_is_comment(d, line)) {
      out->records.comments++;
      continue;
    }
    uint64_t count = count_tokens(line_cursor(s, line));
    tokens += count;
    lines += count > 0;
    out->isolated += count == 1;
  }
  n2v_status status = reserve(s, out, tokens - lines, tokens, err);
  for (const char *line = s->table.first; line && status == N2V_OK && !out->records.not_integers;
       line = n2v_text_next(s->text, line))
    if (!n2v_is_comment(d, line))
      status = add_list(s, line, out, err);
  out->records.lines = lines;
  return status;
}

/* ------------------------------------------------------------------------------------- METIS */

/* `nodes edges [format [constraints]]`; of format's three digits the last says that edges have
 * weights, the one before that nodes have, the first that nodes have sizes. */
typedef struct metis {
  uint64_t nodes, edges;
  int skipped; /* numbers of the node itself on its line */
  bool weighted;
} metis;

static bool read_metis_head(const char *line, metis *m) {
  char text[100], format[8] = "0";
  int constraints = 1, used = 0;
  unsigned long long nodes, edges;
  size_t length = (size_t)((const char *)rawmemchr(line, '\n') - line);
  snprintf(text, sizeof text, "%.*s", (int)(length < 99 ? length : 99), line);
  int found = sscanf(text, "%llu %llu %n", &nodes, &edges, &used);
  if (found < 2 || strchr(text, '-'))
    return false;
  if (text[used] && (sscanf(text + used, "%7s %d", format, &constraints) < 1 ||
                     strspn(format, "01") != strlen(format) || strlen(format) > 3 ||
                     constraints < 0 || constraints > 100))
    return false;
  size_t digits = strlen(format);
  bool vertices = digits >= 2 && format[digits - 2] == '1', sizes = digits >= 3 && *format == '1';
  *m = (metis){nodes, edges, (vertices ? constraints : 0) + sizes, format[digits - 1] == '1'};
  return nodes > 0 && nodes <= N2V_NAMES_MAX;
}

static n2v_status add_metis_line(const n2v_source *s, const char *line, uint64_t node,
                                 const metis *m, n2v_edge_records *out, n2v_error *err) {
  cursor c = line_cursor(s, line);
  const char *token;
  size_t length;
  for (int i = 0; i < m->skipped; i++)
    if (!next_token(&c, &token, &length))
      return n2v_text_fail(s->text, line, "the weight of the node is missing", err);
  while (next_token(&c, &token, &length)) {
    double weight = 1;
    uint64_t other = is_integer(token, length) ? integer_of(token, length) : 0;
    if (other < 1 || other > m->nodes)
      return n2v_text_fail(s->text, line, "not a node: METIS counts them from 1", err);
    if (m->weighted &&
        (!next_token(&c, &token, &length) || !n2v_text_number(token, token + length, &weight) ||
         !(weight > 1e-37) || !(weight < 1e38)))
      return n2v_text_fail(s->text, line, "the weight of an edge is missing or not above 0", err);
    out->records.edges[out->records.count++] =
        (n2v_edge){(uint32_t)node, (uint32_t)(other - 1), (float)weight};
  }
  return N2V_OK;
}

static const char *skip_metis_comments(const n2v_text *text, const char *line, uint64_t *count) {
  for (; line && *line == '%'; line = n2v_text_next(text, line))
    ++*count;
  return line;
}

static n2v_status name_metis_nodes(const metis *m, n2v_interner *names) {
  for (uint64_t i = 1; i <= m->nodes; i++) {
    char name[24];
    int length = snprintf(name, sizeof name, "%llu", (unsigned long long)i);
    uint64_t key = names->integers ? n2v_integer_key(i) : n2v_name_key(name, (size_t)length);
    n2v_interner_id(names, key, name, (uint32_t)length);
  }
  return N2V_OK;
}

static n2v_status read_metis(const n2v_source *s, n2v_edge_records *out, n2v_error *err) {
  metis m;
  uint64_t *comments = &out->records.comments, tokens = 0, node = 0;
  const char *head = skip_metis_comments(s->text, n2v_text_first(s->text), comments);
  if (!head || !read_metis_head(head, &m))
    return head ? n2v_text_fail(s->text, head,
                                "a METIS file begins with the numbers of nodes and edges", err)
                : n2v_fail(err, N2V_EINPUT, "%s: empty: not a METIS file", s->text->input.name);
  for (const char *line = n2v_text_next(s->text, head); line; line = n2v_text_next(s->text, line))
    tokens += *line == '%' ? 0 : count_tokens(line_cursor(s, line));
  n2v_status status =
      n2v_budget_holds(s->memory, "the nodes", m.nodes * 100, "raise `memory`", err);
  if (status == N2V_OK)
    status = reserve(s, out, tokens, m.nodes, err);
  if (status == N2V_OK)
    status = name_metis_nodes(&m, out->source);
  const char *line = n2v_text_next(s->text, head);
  for (; status == N2V_OK && node < m.nodes; node++) {
    line = skip_metis_comments(s->text, line, comments);
    if (!line)
      break;
    status = add_metis_line(s, line, node, &m, out, err);
    line = n2v_text_next(s->text, line);
  }
  if (status != N2V_OK)
    return status;
  char what[120];
  snprintf(what, sizeof what, "%llu nodes and %llu edges, but %llu lines with %llu neighbours",
           (unsigned long long)m.nodes, (unsigned long long)m.edges, (unsigned long long)node,
           (unsigned long long)out->records.count);
  out->records.lines = node;
  return node == m.nodes && (out->records.count == 2 * m.edges || out->records.count == m.edges)
             ? N2V_OK
             : n2v_text_fail(s->text, head, what, err);
}

n2v_status n2v_adjacency_read(const n2v_source *s, n2v_edge_records *out, n2v_error *err) {
  n2v_status status =
      s->params->format == N2V_FORMAT_METIS ? read_metis(s, out, err) : read_lists(s, out, err);
  if (status == N2V_OK && out->records.not_integers) {
    n2v_free(out->records.edges);
    out->records.edges = NULL;
  }
  return status;
}
