/* Edge lists and MatrixMarket files to CSR. */
#include "base/clock.h"
#include "base/figures.h"
#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"
#include "input/readers.h"

#include <string.h>

/* Rows of a matrix are nodes 1..n whether or not they have an entry: ids 0..n-1. */
static n2v_status add_matrix_rows(const n2v_source *s, n2v_interner *interner, n2v_error *err) {
  uint64_t nodes = s->dialect.matrix.nodes;
  enum { BYTES_PER_NODE = 100 }; /* table, names, offsets: about */
  n2v_status status = n2v_check_memory(s, "the matrix's rows", nodes * BYTES_PER_NODE, err);
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
  const n2v_matrix_size *size = &s->dialect.matrix;
  for (uint64_t i = 0; i < records->count; i++)
    if (records->edges[i].source >= size->nodes || records->edges[i].target >= size->nodes)
      return n2v_text_fail(s->text, n2v_records_line(s->text, &s->dialect.format, i),
                           "not a row and column of the matrix", err);
  if (records->count == size->entries)
    return N2V_OK;
  char what[128];
  snprintf(what, sizeof what, "promises %s entries, %s follow", n2v_thousands(size->entries).text,
           n2v_thousands(records->count).text);
  return n2v_text_fail(s->text, size->line, what, err);
}

static n2v_status add_listed_nodes(const n2v_source *s, n2v_interner *interner, bool *not_integers,
                                   n2v_error *err) {
  n2v_text text;
  n2v_status status = n2v_text_open(&text, s->params->nodes, s->memory, err);
  if (status != N2V_OK)
    return status;
  status = n2v_records_names(&text, interner, s->threads, not_integers, err);
  n2v_text_close(&text);
  return status;
}

/* Reads everything, taking names as integers or as bytes. */
static n2v_status read_as(const n2v_source *s, n2v_interner *interner, bool integers,
                          n2v_records *records, n2v_error *err) {
  *records = (n2v_records){0};
  n2v_status status = n2v_interner_init(interner, integers, err);
  bool matrix = s->dialect.kind == N2V_INPUT_MATRIX;
  if (status == N2V_OK && matrix)
    status = add_matrix_rows(s, interner, err);
  if (status == N2V_OK)
    status = n2v_records_read(s->text, &s->dialect.format, interner, interner, s->threads,
                              s->progress, records, err);
  if (status == N2V_OK && matrix && !records->not_integers)
    status = check_matrix(s, records, err);
  if (status == N2V_OK && s->params->nodes && !records->not_integers)
    status = add_listed_nodes(s, interner, &records->not_integers, err);
  if (status != N2V_OK || (integers && records->not_integers)) {
    n2v_free(records->edges);
    records->edges = NULL;
    n2v_interner_free(interner);
  }
  return status;
}

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
                      const n2v_external_summary *found, bool directed, bool header,
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
  n2v_report_note(progress, N2V_PHASE_LOAD, "%s: %s nodes, %s edges, %s, %s%s%s; read in %.2f s",
                  name, n2v_thousands(nodes).text, n2v_thousands(found->edges).text,
                  directed ? "directed" : "undirected", found->weighted ? "weighted" : "unweighted",
                  more, header ? "; first row left out as column names" : "", seconds);
}

static void report(const n2v_source *s, const char *name, const n2v_graph *graph,
                   const n2v_csr_counts *counts, double start) {
  const n2v_external_summary found = {graph->edges, graph->loops, graph->weights != NULL, *counts};
  n2v_edges_report(s->progress, name, graph->nodes, &found, graph->directed, s->dialect.header,
                   n2v_now() - start);
}

static n2v_status build(const n2v_source *s, n2v_interner *interner, n2v_records *records,
                        n2v_csr_counts *counts, n2v_graph **out, n2v_error *err) {
  const n2v_read_params *params = s->params;
  const n2v_record_format *format = &s->dialect.format;
  bool refuse = params->duplicates == N2V_DUPLICATES_ERROR;
  n2v_csr_rules rules = {.directed = params->directed,
                         .unweighted = format->number != N2V_NUMBER_NEEDED,
                         .duplicates = params->duplicates,
                         .threads = s->threads,
                         .counts = counts};
  n2v_names *names;
  n2v_status status = n2v_interner_names(interner, s->threads, &names, err);
  n2v_interner_free(interner);
  uint64_t arcs = (params->directed ? 1 : 2) * records->count;
  if (status == N2V_OK)
    status = n2v_check_memory(s, "the graph",
                              records->count * sizeof(n2v_edge) +
                                  arcs * (rules.unweighted ? 4 : 8) + (uint64_t)names->count * 60,
                              err);
  if (status != N2V_OK)
    return status;
  if (!refuse)
    n2v_text_close(s->text);
  status = n2v_csr_build(&records->edges, records->count, names, &rules, out, err);
  if (status == N2V_EINPUT && refuse && counts->repeats) {
    const char *line = n2v_records_line(s->text, format, counts->first_repeat);
    status = n2v_text_fail(s->text, line, "an edge that was listed before", err);
  }
  return status;
}

n2v_status n2v_edges_read(const n2v_source *source, n2v_graph **out, n2v_error *err) {
  const char *name = source->text->input.name;
  double start = n2v_now();
  n2v_interner interner;
  n2v_records records;
  n2v_csr_counts counts = {0};
  n2v_status status = read_as(source, &interner, true, &records, err);
  if (status == N2V_OK && records.not_integers)
    status = read_as(source, &interner, false, &records, err);
  if (status != N2V_OK)
    return status;
  if (interner.count == 0) {
    status = n2v_fail(err, N2V_EINPUT, "%s: empty: not a single edge", name);
    n2v_interner_free(&interner);
    n2v_free(records.edges);
    return status;
  }
  if (source->params->directed && source->dialect.matrix.symmetric)
    status = mirror(&records, err);
  if (status == N2V_OK)
    status = build(source, &interner, &records, &counts, out, err);
  n2v_interner_free(&interner);
  n2v_free(records.edges);
  if (status == N2V_OK)
    report(source, name, *out, &counts, start);
  return status;
}
