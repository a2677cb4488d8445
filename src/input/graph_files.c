/* Graphs to files, as n2v.h has it: which form the path asks for, and what memory does not hold. */
#include "base/files.h"
#include "base/params.h"
#include "base/progress.h"
#include "base/status.h"
#include "graph/components.h"
#include "graph/csr_file.h"
#include "input/edge_writer.h"
#include "input/external_edges.h"
#include "input/readers.h"

bool n2v_graph_writes_binary(const char *path) {
  return !n2v_edges_separator(path);
}

/* Nodes that an edge list has no line for are noted. */
static n2v_status note_isolated(const n2v_graph *graph, const char *path,
                                const n2v_progress *progress, n2v_error *err) {
  n2v_components components;
  n2v_status status = n2v_components_find(graph, &components, err);
  if (status == N2V_OK && components.isolated)
    n2v_report_note(progress, N2V_PHASE_LOAD,
                    "%u isolated nodes have no line in %s: a list for `nodes`, or .csr, keeps them",
                    components.isolated, path);
  n2v_components_free(&components);
  return status;
}

n2v_status n2v_graph_write(const n2v_graph *graph, const char *path, const n2v_run *run,
                           n2v_error *err) {
  const char separator = n2v_edges_separator(path);
  n2v_outputs own = {0}, *outputs = n2v_files_outputs(run, &own);
  n2v_status status = separator ? n2v_edges_add(graph, path, separator, outputs, err)
                                : n2v_csr_add(graph, path, outputs, err);
  if (status == N2V_OK && separator)
    status = note_isolated(graph, path, run ? run->progress : NULL, err);
  return n2v_files_close(run, &own, status, err);
}

n2v_status n2v_graph_print(const n2v_graph *graph, n2v_graph_format format, FILE *stream,
                           n2v_error *err) {
  static const char where[] = "the stream";
  switch (format) {
  case N2V_FORMAT_CSR:
    return n2v_csr_print(graph, stream, err);
  case N2V_FORMAT_EDGELIST:
    return n2v_edges_print(graph, where, ' ', stream, err);
  case N2V_FORMAT_CSV:
    return n2v_edges_print(graph, where, ',', stream, err);
  default:
    return n2v_fail(err, N2V_EUSAGE, "graphs are written with `format` csr, edgelist or csv");
  }
}

bool n2v_graph_fits(const char *path, const n2v_read_params *given, const n2v_run *run) {
  n2v_read_params params;
  n2v_run own;
  return n2v_read_params_take(given, &params, NULL) != N2V_OK ||
         n2v_run_take(run, &own, NULL) != N2V_OK || /* which reading will tell */
         !n2v_edges_are_external(path, &params, own.memory);
}

n2v_status n2v_graph_convert(const char *path, const n2v_read_params *given, const n2v_run *run,
                             const char *output, n2v_error *err) {
  n2v_read_params params;
  n2v_run own;
  n2v_status status = n2v_read_params_take(given, &params, err);
  if (status == N2V_OK)
    status = n2v_run_take(run, &own, err);
  return status == N2V_OK ? n2v_edges_external(path, &params, &own, output, err) : status;
}
