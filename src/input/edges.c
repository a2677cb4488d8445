/* Edge lists, MatrixMarket files, adjacency lists to CSR: names to provisional ids and edges
 * between them, checked, then built. */
#include "base/budget.h"
#include "base/clock.h"
#include "base/figures.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"
#include "input/edge_checks.h"
#include "input/readers.h"

#include <string.h>

/* Rows of a matrix are nodes 1..n whether or not they have an entry: ids 0..n-1. */
static n2v_status add_matrix_rows(const n2v_source *s, n2v_interner *interner, n2v_error *err) {
  uint64_t nodes = s->table.matrix.nodes;
  enum { BYTES_PER_NODE = 100 }; /* table, names, offsets: about */
  n2v_status status = n2v_budget_holds(s->memory, "the matrix's rows", nodes * BYTES_PER_NODE,
                                       "raise `memory`", err);
  if (status == N2V_OK)
    status = n2v_interner_reserve(interner, nodes, nodes * 10, s->threads, err);
  for (uint64_t i = 1; i <= nodes && status == N2V_OK; i++) {
    char name[24];
    int length = snprintf(name, sizeof name, "%llu", (unsigned long long)i);
    n2v_interner_id(interner,
                    interner->integers ? n2v_integer_key(i) : n2v_name_key(name, (size_t)length),
                    name, (uint32_t)length);
  }
  return status;
}

static n2v_status check_matrix(const n2v_source *s, const n2v_records *records, n2v_error *err) {
  const n2v_matrix_size *size = &s->table.matrix;
  for (uint64_t i = 0; i < records->count; i++)
    if (records->edges[i].source >= size->nodes || records->edges[i].target >= size->nodes)
      return n2v_text_fail(s->text, n2v_records_line(s->text, &s->table.format, i),
                           "not a row and column of the matrix", err);
  if (records->count == size->entries)
    return N2V_OK;
  char what[128];
  snprintf(what, sizeof what, "this line says %s entries, but %s follow",
           n2v_thousands(size->entries).text, n2v_thousands(records->count).text);
  return n2v_text_fail(s->text, size->line, what, err);
}

static n2v_status add_listed_nodes(const n2v_source *s, n2v_interner *interner, bool *not_integers,
                                   n2v_error *err) {
  n2v_text text;
  n2v_status status = n2v_text_open(&text, s->params->nodes, s->memory, s->progress, err);
  if (status != N2V_OK)
    return status;
  status = n2v_records_names(&text, interner, s->table.format.dialect.join, s->threads,
                             not_integers, err);
  n2v_text_close(&text);
  return status;
}

static void release(n2v_edge_records *r) {
  n2v_free(r->records.edges);
  r->records.edges = NULL;
  n2v_interner_free(&r->sides[0]);
  n2v_interner_free(&r->sides[1]);
}

/* Reads everything, taking names as integers or as bytes. */
static n2v_status read_as(const n2v_source *s, bool integers, n2v_edge_records *r, n2v_error *err) {
  bool matrix = s->table.kind == N2V_INPUT_MATRIX, apart = s->table.bipartite;
  *r = (n2v_edge_records){0};
  r->source = &r->sides[0];
  r->target = &r->sides[apart];
  n2v_records *records = &r->records;
  n2v_status status = n2v_interner_init(&r->sides[0], integers, err);
  if (status == N2V_OK && apart)
    status = n2v_interner_init(&r->sides[1], integers, err);
  if (status == N2V_OK && matrix)
    status = add_matrix_rows(s, r->source, err);
  if (status == N2V_OK)
    status = s->table.kind == N2V_INPUT_ADJACENCY
                 ? n2v_adjacency_read(s, r, err)
                 : n2v_records_read(s->text, &s->table.format, r->source, r->target, s->threads,
                                    s->progress, records, err);
  if (status == N2V_OK && matrix && !records->not_integers)
    status = check_matrix(s, records, err);
  if (status == N2V_OK && s->params->nodes && !apart && !records->not_integers)
    status = add_listed_nodes(s, r->source, &records->not_integers, err);
  if (status != N2V_OK || (integers && records->not_integers))
    release(r);
  return status;
}

/* ------------------------------------------------------------------------------------ checks */

/* How many names stand in both columns. N2V_ENOMEM alone can go wrong. */
static n2v_status count_shared(const n2v_source *s, const n2v_edge_records *r, uint64_t *shared,
                               n2v_error *err) {
  uint64_t nodes = r->source->count, count = 0;
  const n2v_edge *edges = r->records.edges;
  int threads = n2v_pass_threads(s->threads, r->records.count, 1 << 16);
  *shared = 0;
  if (r->source != r->target)
    return N2V_OK;
  unsigned char *seen = n2v_calloc(nodes ? nodes : 1, 2);
  if (!seen)
    return n2v_fail_memory(err, "the names", 2 * nodes);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint64_t i = 0; i < r->records.count; i++) { /* each byte only ever becomes 1 */
    __atomic_store_n(&seen[2 * (uint64_t)edges[i].source], 1, __ATOMIC_RELAXED);
    __atomic_store_n(&seen[2 * (uint64_t)edges[i].target + 1], 1, __ATOMIC_RELAXED);
  }
  for (uint64_t i = 0; i < nodes; i++)
    count += seen[2 * i] & seen[2 * i + 1];
  n2v_free(seen);
  *shared = count;
  return N2V_OK;
}

static n2v_status check_two_kinds(const n2v_source *s, uint64_t shared, n2v_error *err) {
  const n2v_table *t = &s->table;
  char users[40] = "users", items[40] = "items", what[440], one[90] = "";
  if (!t->columns.two_kinds || t->bipartite || shared == 0)
    return N2V_OK;
  if (t->header_line) {
    n2v_column_name(&t->header, t->columns.source, users, sizeof users);
    n2v_column_name(&t->header, t->columns.target, items, sizeof items);
  }
  if (t->columns.perhaps_one_kind)
    snprintf(one, sizeof one, "; `columns = %d,%d` says that they are of one kind",
             t->columns.source + 1, t->columns.target + 1);
  snprintf(
      what, sizeof what,
      "users and items share names: %s of them stand both in '%s' and in '%s'; `format = ratings` "
      "makes a graph of items, `bipartite = 1` one of both sides, kept apart%s",
      n2v_thousands(shared).text, users, items, one);
  return n2v_text_fail(s->text, t->header_line ? t->header_line : t->first, what, err);
}

static bool is_name(const n2v_interner *names, const char *name, size_t length) {
  return !names->integers &&
         n2v_interner_has(names, n2v_name_key(name, length), name, (uint32_t)length);
}

/* Whether the nodes of the first edge have no other. */
static bool is_first_apart(const n2v_edge_records *r) {
  const n2v_edge *edges = r->records.edges;
  bool one_kind = r->source == r->target;
  for (uint64_t i = 1; i < r->records.count; i++)
    if (edges[i].source == edges[0].source || edges[i].target == edges[0].target ||
        (one_kind && (edges[i].source == edges[0].target || edges[i].target == edges[0].source)))
      return false;
  return r->records.count > 0;
}

static n2v_status check_names(const n2v_source *s, const n2v_edge_records *r, n2v_error *err) {
  n2v_edges_seen seen = {.records = r->records.count,
                         .integers = r->source->integers,
                         .first_apart = is_first_apart(r)};
  n2v_watch_init(&seen.watch, &s->table, s->params);
  for (int i = 0; i < seen.watch.count; i++) {
    const char *name = seen.watch.at[i].name;
    size_t length = seen.watch.at[i].length;
    seen.watch.at[i].found = is_name(r->source, name, length) || is_name(r->target, name, length);
  }
  return n2v_edges_check(s->text, &s->table, s->params, &seen, err);
}

/* What Gephi's Type says decides where the user did not. */
static n2v_status decide_direction(n2v_source *s, const n2v_records *records, n2v_error *err) {
  if (s->table.format.kind < 0 || s->params->directed != N2V_DIRECTED_AUTO)
    return N2V_OK;
  if (records->directed && records->undirected)
    return n2v_fail(err, N2V_EINPUT,
                    "%s: the column Type says Directed on some lines and Undirected on others: "
                    "`directed = 1` or `directed = 0` decides for all",
                    s->text->input.name);
  s->table.directed = records->directed;
  s->table.directed_why = records->directed ? "Type says so in all rows" : NULL;
  return N2V_OK;
}

/* ------------------------------------------------------------------------------------- graph */

/* A symmetric matrix lists half of its entries; a directed graph wants both. */
static n2v_status mirror(n2v_records *records, n2v_error *err) {
  uint64_t count = records->count;
  n2v_edge *both = n2v_alloc(2 * count, sizeof *both);
  if (!both)
    return n2v_fail_memory(err, "the edges", 2 * count * sizeof *both);
  memcpy(both, records->edges, count * sizeof *both);
  for (uint64_t i = 0; i < count; i++)
    if (both[i].source != both[i].target)
      both[records->count++] = (n2v_edge){both[i].target, both[i].source, both[i].weight};
  n2v_free(records->edges);
  records->edges = both;
  return N2V_OK;
}

void n2v_edges_report(const n2v_progress *progress, const char *name, uint64_t nodes,
                      const n2v_external_summary *found, bool directed, const char *why,
                      double seconds) {
  char more[256] = "";
  size_t used = 0;
  struct {
    uint64_t count;
    const char *what;
  } parts[] = {{found->loops, "self-loops"},
               {found->counts.repeats, "repeated edges merged"},
               {found->counts.both_ways, "edges listed in both directions counted once"}};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    if (parts[i].count)
      used += (size_t)snprintf(more + used, sizeof more - used, ", %s %s",
                               n2v_thousands(parts[i].count).text, parts[i].what);
  n2v_report_note(progress, N2V_PHASE_LOAD,
                  "%s: %s nodes, %s edges, %s%s%s%s, %s%s; read in %.2f s", name,
                  n2v_thousands(nodes).text, n2v_thousands(found->edges).text,
                  directed ? "directed" : "undirected", why ? " (" : "", why ? why : "",
                  why ? ")" : "", found->weighted ? "weighted" : "unweighted", more, seconds);
}

static void report(const n2v_source *s, const char *name, const n2v_graph *graph,
                   const n2v_csr_counts *counts, double start) {
  const n2v_external_summary found = {graph->edges, graph->loops, graph->weights != NULL, *counts};
  n2v_edges_report(s->progress, name, graph->nodes, &found, graph->directed, s->table.directed_why,
                   n2v_now() - start);
}

/* The names of the interners; in a bipartite graph targets' ids move behind those of sources. */
static n2v_status collect_names(const n2v_source *s, n2v_edge_records *r, n2v_names **out,
                                n2v_error *err) {
  n2v_names *sides[2] = {NULL, NULL};
  char prefixes[2][64];
  *out = NULL;
  n2v_status status = n2v_interner_names(r->source, s->threads, &sides[0], err);
  if (r->source == r->target) {
    *out = sides[0];
    return status;
  }
  if (status == N2V_OK)
    status = n2v_interner_names(r->target, s->threads, &sides[1], err);
  for (int side = 0; side < 2; side++)
    n2v_side_prefix(&s->table, side, prefixes[side], sizeof prefixes[side]);
  if (status == N2V_OK)
    status = n2v_names_of_sides(sides[0], prefixes[0], sides[1], prefixes[1], out, err);
  for (uint64_t i = 0; status == N2V_OK && i < r->records.count; i++)
    r->records.edges[i].target += sides[0]->count;
  n2v_names_free(sides[0]);
  n2v_names_free(sides[1]);
  if (status == N2V_OK && s->params->nodes)
    status = n2v_add_listed_nodes(s->params, s->memory, s->threads, s->progress, *out, err);
  return status;
}

static n2v_status build(const n2v_source *s, n2v_edge_records *r, n2v_csr_counts *counts,
                        n2v_graph **out, n2v_error *err) {
  const n2v_read_params *params = s->params;
  const n2v_record_format *format = &s->table.format;
  bool refuse = params->duplicates == N2V_DUPLICATES_ERROR;
  n2v_csr_rules rules = {.directed = s->table.directed,
                         .unweighted = format->value == N2V_NO_COLUMN,
                         .duplicates = params->duplicates,
                         .threads = s->threads,
                         .counts = counts};
  n2v_records *records = &r->records;
  n2v_names *names;
  n2v_status status = collect_names(s, r, &names, err);
  n2v_interner_free(&r->sides[0]);
  n2v_interner_free(&r->sides[1]);
  uint64_t arcs = (rules.directed ? 1 : 2) * records->count;
  if (status == N2V_OK)
    status = n2v_budget_holds(s->memory, "the graph",
                              records->count * sizeof(n2v_edge) +
                                  arcs * (rules.unweighted ? 6 : 10) + (uint64_t)names->count * 72,
                              "raise `memory`", err);
  if (status != N2V_OK) {
    n2v_names_free(names);
    return status;
  }
  if (!refuse)
    n2v_text_close(s->text);
  status = n2v_csr_build(&records->edges, records->count, names, &rules, out, err);
  if (status == N2V_EINPUT && refuse && counts->repeats) {
    const char *line = n2v_records_line(s->text, format, counts->first_repeat);
    status = line ? n2v_text_fail(s->text, line, "an edge that was listed before", err) : status;
  }
  return status;
}

n2v_status n2v_edges_read(const n2v_source *source, n2v_graph **out, n2v_error *err) {
  n2v_source s = *source;
  const char *name = s.text->input.name;
  double start = n2v_now();
  n2v_edge_records r;
  n2v_csr_counts counts = {0};
  uint64_t shared = 0;
  n2v_status status = read_as(&s, true, &r, err);
  if (status == N2V_OK && r.records.not_integers)
    status = read_as(&s, false, &r, err);
  if (status != N2V_OK)
    return status;
  if (r.source->count + r.target->count == 0)
    status = n2v_fail(err, N2V_EINPUT, "%s: empty: not a single edge", name);
  if (status == N2V_OK)
    status = count_shared(&s, &r, &shared, err);
  if (status == N2V_OK)
    status = check_two_kinds(&s, shared, err);
  if (status == N2V_OK)
    status = check_names(&s, &r, err);
  if (status == N2V_OK)
    status = decide_direction(&s, &r.records, err);
  if (status == N2V_OK && s.table.directed && s.table.matrix.symmetric)
    status = mirror(&r.records, err);
  if (status == N2V_OK)
    n2v_report_reading(&s, &r.records, shared);
  if (status == N2V_OK)
    status = build(&s, &r, &counts, out, err);
  release(&r);
  if (status == N2V_OK)
    report(&s, name, *out, &counts, start);
  return status;
}
