/* METIS: line i has the neighbours of node i (https://github.com/KarypisLab/METIS, manual, section
 * 4.1.1). One pass counts, so that room for all is made once; the second fills it. */
#include "base/budget.h"
#include "base/status.h"
#include "input/lists.h"

#include <stdio.h>
#include <string.h>

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
  n2v_list c = n2v_list_begin(s, line);
  const char *token;
  size_t length;
  for (int i = 0; i < m->skipped; i++)
    if (!n2v_list_next(&c, &token, &length))
      return n2v_text_fail(s->text, line, "the weight of the node is missing", err);
  while (n2v_list_next(&c, &token, &length)) {
    double weight = 1;
    uint64_t other = n2v_list_is_integer(token, length) ? n2v_list_integer(token, length) : 0;
    if (other < 1 || other > m->nodes)
      return n2v_text_fail(s->text, line, "not a node: METIS counts them from 1", err);
    if (m->weighted &&
        (!n2v_list_next(&c, &token, &length) || !n2v_text_number(token, token + length, &weight) ||
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

n2v_status n2v_metis_read(const n2v_source *s, n2v_edge_records *out, n2v_error *err) {
  metis m;
  uint64_t *comments = &out->records.comments, tokens = 0, node = 0;
  const char *head = skip_metis_comments(s->text, n2v_text_first(s->text), comments);
  if (!head || !read_metis_head(head, &m))
    return head ? n2v_text_fail(s->text, head,
                                "a METIS file begins with the numbers of nodes and edges", err)
                : n2v_fail(err, N2V_EINPUT, "%s: empty: not a METIS file", s->text->input.name);
  for (const char *line = n2v_text_next(s->text, head); line; line = n2v_text_next(s->text, line))
    tokens += *line == '%' ? 0 : n2v_list_count(n2v_list_begin(s, line));
  n2v_status status =
      n2v_budget_holds(s->memory, "the nodes", m.nodes * 100, "raise `memory`", err);
  if (status == N2V_OK)
    status = n2v_list_reserve(s, out, tokens, m.nodes, err);
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
