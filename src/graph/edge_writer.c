#include "graph/edge_writer.h"

#include "base/atomic_file.h"

static void put_name(FILE *stream, const n2v_graph *graph, uint32_t node) {
  size_t length;
  const char *name = n2v_names_get(graph->names, node, &length);
  fwrite_unlocked(name, 1, length, stream);
}

n2v_status n2v_edges_write(const n2v_graph *graph, const char *path, char separator,
                           n2v_error *err) {
  n2v_atomic_file file;
  n2v_status status = n2v_atomic_open(&file, path, err);
  if (status != N2V_OK)
    return status;
  for (uint32_t v = 0; v < graph->nodes; v++)
    for (uint64_t i = graph->offsets[v]; i < graph->offsets[v + 1]; i++) {
      if (!graph->directed && graph->neighbours[i] < v)
        continue;
      put_name(file.stream, graph, v);
      putc_unlocked(separator, file.stream);
      put_name(file.stream, graph, graph->neighbours[i]);
      if (graph->weights)
        fprintf(file.stream, "%c%.9g", separator, (double)graph->weights[i]);
      putc_unlocked('\n', file.stream);
    }
  return n2v_atomic_commit(&file, err);
}
