/* n2v_graph_read: which reader an input is for; the accessors of a graph. */
#include "base/parallel.h"
#include "base/status.h"
#include "graph/csr_file.h"
#include "input/readers.h"

#include <string.h>

n2v_status n2v_check_memory(const n2v_config *config, const char *what, uint64_t bytes,
                            n2v_error *err) {
  if (bytes <= config->memory)
    return N2V_OK;
  return n2v_fail(err, N2V_ELIMIT, "%s needs about %.1f MB, -memory allows %.1f MB", what,
                  (double)bytes / 1e6, (double)config->memory / 1e6);
}

static n2v_status read_text(n2v_source *source, n2v_ratings **ratings, n2v_graph **graph,
                            n2v_error *err) {
  n2v_status status = n2v_dialect_find(source->text, source->config, &source->dialect, err);
  if (status != N2V_OK)
    return status;
  return source->dialect.kind == N2V_INPUT_RATINGS ? n2v_ratings_read(source, ratings, err)
                                                   : n2v_edges_read(source, graph, err);
}

n2v_status n2v_ratings_or_graph_read(const n2v_config *config, const n2v_progress *progress,
                                     n2v_ratings **ratings, n2v_graph **graph, n2v_error *err) {
  n2v_input input;
  n2v_text text;
  n2v_source source = {.text = &text,
                       .config = config,
                       .progress = progress,
                       .threads = n2v_thread_count(config->threads)};
  *ratings = NULL;
  *graph = NULL;
  if (!*config->input)
    return n2v_fail(err, N2V_EUSAGE, "no input: say which graph with -input FILE");
  n2v_status status = n2v_input_open(&input, config->input, config->memory, err);
  if (status != N2V_OK)
    return status;
  if (strcmp(config->format, "csr") == 0 ||
      (strcmp(config->format, "auto") == 0 && n2v_csr_is_file(input.bytes, input.size)))
    return n2v_csr_open(&input, config, progress, graph, err);
  status = n2v_text_of(&text, &input, err);
  if (status == N2V_OK)
    status = read_text(&source, ratings, graph, err);
  n2v_text_close(&text);
  return status;
}

n2v_status n2v_graph_read(const n2v_config *config, const n2v_progress *progress, n2v_graph **out,
                          n2v_error *err) {
  n2v_ratings *ratings;
  n2v_status status = n2v_ratings_or_graph_read(config, progress, &ratings, out, err);
  if (status == N2V_OK && ratings)
    status = n2v_ratings_graph(ratings, config, progress, out, err);
  n2v_ratings_free(ratings);
  return status;
}

uint32_t n2v_graph_nodes(const n2v_graph *graph) {
  return graph->nodes;
}

uint64_t n2v_graph_edges(const n2v_graph *graph) {
  return graph->edges;
}

const char *n2v_graph_name(const n2v_graph *graph, uint32_t node, size_t *length) {
  return n2v_names_get(graph->names, node, length);
}
