/* The graph beside the vectors: what walks in the page go along. */
#include "page/network.h"

#include "base/memory.h"
#include "base/status.h"
#include "graph/components.h"
#include "graph/csr.h"
#include "page/sections.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---------------------------------------------------------------------------------- columns */

static void put_degree(const void *how, uint64_t row, FILE *out) {
  const page_network *n = how;
  if (n->nodes[row] != UINT32_MAX)
    fprintf(out, "%" PRIu64, n2v_degree(n->graph, n->nodes[row]));
}

typedef struct ranked {
  const page_network *network;
  const n2v_components *components;
  uint32_t *sizes, *places; /* of the component whose first node has this number */
} ranked;

static void put_component(const void *how, uint64_t row, FILE *out) {
  const ranked *r = how;
  uint32_t node = r->network->nodes[row];
  if (node == UINT32_MAX)
    return;
  uint32_t first = r->components->of[node];
  if (r->sizes[first] == 1)
    fputs("single nodes", out);
  else
    fprintf(out, "%" PRIu32, r->places[first]);
}

typedef struct sized {
  uint32_t size, first;
} sized;

static int by_size(const void *a, const void *b) {
  const sized *x = a, *y = b;
  return x->size != y->size ? (x->size < y->size) - (x->size > y->size)
                            : (x->first > y->first) - (x->first < y->first);
}

/* Numbers components from 1, the largest first. */
static n2v_status rank(ranked *r, uint32_t nodes, n2v_error *err) {
  uint32_t count = 0;
  r->sizes = n2v_calloc(nodes, sizeof *r->sizes);
  r->places = n2v_calloc(nodes, sizeof *r->places);
  sized *order = n2v_alloc(nodes, sizeof *order);
  if (r->sizes && r->places && order) {
    for (uint32_t v = 0; v < nodes; v++)
      r->sizes[r->components->of[v]]++;
    for (uint32_t v = 0; v < nodes; v++)
      if (r->sizes[v])
        order[count++] = (sized){r->sizes[v], v};
    qsort(order, count, sizeof *order, by_size);
    for (uint32_t i = 0; i < count; i++)
      r->places[order[i].first] = i + 1;
  }
  bool failed = !r->sizes || !r->places || !order;
  n2v_free(order);
  return failed ? n2v_fail_memory(err, "the components", nodes * sizeof *order) : N2V_OK;
}

static n2v_status add_components(page_network *n, uint64_t rows, page_columns *columns,
                                 n2v_error *err) {
  n2v_components components = {0};
  ranked r = {.network = n, .components = &components};
  n2v_status status = n2v_components_find(n->graph, &components, err);
  if (status == N2V_OK)
    status = rank(&r, n2v_graph_nodes(n->graph), err);
  if (status == N2V_OK)
    status = page_column_add(columns, "component", false, rows, put_component, &r, err);
  n2v_free(r.sizes);
  n2v_free(r.places);
  n2v_components_free(&components);
  return status;
}

/* ------------------------------------------------------------------------------------- read */

static n2v_status line_up(page_network *n, const n2v_embedding *vectors, n2v_error *err) {
  uint64_t rows = n2v_embedding_rows(vectors);
  n2v_status status = n2v_names_index(n->graph->names, err);
  if (status == N2V_OK && !(n->nodes = n2v_alloc(rows, sizeof *n->nodes)))
    status = n2v_fail_memory(err, "the nodes of the page", rows * sizeof *n->nodes);
  for (uint64_t row = 0; row < rows && status == N2V_OK; row++) {
    size_t length;
    const char *name = n2v_embedding_name(vectors, row, &length);
    if (!n2v_names_find(n->graph->names, name, length, &n->nodes[row])) {
      n->nodes[row] = UINT32_MAX;
      n->unknown++;
    }
  }
  return status;
}

n2v_status page_network_read(page_network *n, const n2v_config *config,
                             const n2v_embedding *vectors, page_columns *columns, n2v_error *err) {
  uint64_t rows = n2v_embedding_rows(vectors);
  n2v_read_params params = n2v_config_read_params(config);
  n2v_run run = n2v_config_run(config, NULL);
  n2v_status status = n2v_graph_read(config->graph, &params, &run, &n->graph, err);
  if (status == N2V_OK)
    status = line_up(n, vectors, err);
  if (status == N2V_OK && n->unknown == rows)
    status = n2v_fail(err, N2V_EINPUT,
                      "%s: has none of the nodes of -model: is it read as for training? (-config, "
                      "-format, -min-rating)",
                      config->graph);
  if (status == N2V_OK)
    status = page_column_add(columns, "degree", true, rows, put_degree, n, err);
  if (status == N2V_OK)
    status = add_components(n, rows, columns, err);
  n->arcs = status == N2V_OK && n->graph->arcs <= PAGE_ARCS_MAX;
  return status;
}

void page_network_free(page_network *n) {
  n2v_graph_free(n->graph);
  n2v_free(n->nodes);
  *n = (page_network){0};
}

/* ------------------------------------------------------------------------------------ write */

void page_network_json(const page_network *n, FILE *out) {
  const n2v_graph *g = n->graph;
  uint32_t isolated = 0, dead_ends = 0;
  uint32_t *entered = n2v_calloc(g->nodes, sizeof *entered);
  for (uint64_t i = 0; entered && i < g->arcs; i++)
    entered[g->neighbours[i]] = 1;
  for (uint32_t v = 0; v < g->nodes; v++)
    if (n2v_degree(g, v) == 0) {
      if (entered && entered[v])
        dead_ends++;
      else
        isolated++;
    }
  n2v_free(entered);
  fprintf(out,
          "{\"nodes\":%" PRIu32 ",\"edges\":%" PRIu64 ",\"arcs\":%" PRIu64
          ",\"directed\":%s,\"weighted\":%s,\"isolated\":%" PRIu32 ",\"dead_ends\":%" PRIu32
          ",\"unknown\":%" PRIu64 ",\"shown\":%s}",
          g->nodes, g->edges, g->arcs, g->directed ? "true" : "false",
          g->weights ? "true" : "false", isolated, dead_ends, n->unknown,
          n->arcs ? "true" : "false");
}

/* The CSR renumbered; arcs to nodes that the page does not have are left out. */
typedef struct renumbered {
  uint32_t *offsets, *neighbours;
  float *weights;
  uint32_t *rows; /* of the page, for each node of the graph */
} renumbered;

static void renumber(const page_network *n, uint64_t rows, renumbered *r) {
  const n2v_graph *g = n->graph;
  uint32_t arcs = 0;
  for (uint32_t v = 0; v < g->nodes; v++)
    r->rows[v] = UINT32_MAX;
  for (uint64_t row = 0; row < rows; row++)
    if (n->nodes[row] != UINT32_MAX)
      r->rows[n->nodes[row]] = (uint32_t)row;
  for (uint64_t row = 0; row < rows; row++) {
    uint32_t v = n->nodes[row];
    r->offsets[row] = arcs;
    for (uint64_t i = v == UINT32_MAX ? 0 : g->offsets[v]; v != UINT32_MAX && i < g->offsets[v + 1];
         i++) {
      uint32_t to = r->rows[g->neighbours[i]];
      if (to == UINT32_MAX)
        continue;
      if (r->weights)
        r->weights[arcs] = g->weights[i];
      r->neighbours[arcs++] = to;
    }
  }
  r->offsets[rows] = arcs;
}

n2v_status page_network_write(const page_network *n, uint64_t rows, FILE *out, n2v_error *err) {
  const n2v_graph *g = n->graph;
  if (!g || !n->arcs)
    return N2V_OK;
  renumbered r = {.offsets = n2v_alloc(rows + 1, sizeof *r.offsets),
                  .neighbours = n2v_alloc(g->arcs, sizeof *r.neighbours),
                  .weights = g->weights ? n2v_alloc(g->arcs, sizeof *r.weights) : NULL,
                  .rows = n2v_alloc(g->nodes, sizeof *r.rows)};
  n2v_status status = N2V_OK;
  if (!r.offsets || !r.neighbours || (g->weights && !r.weights) || !r.rows)
    status = n2v_fail_memory(err, "the graph's edges", g->arcs * 2 * sizeof *r.neighbours);
  else
    renumber(n, rows, &r);
  if (status == N2V_OK)
    status = page_section(out, "offsets", r.offsets, rows + 1, sizeof *r.offsets, err);
  if (status == N2V_OK)
    status =
        page_section(out, "neighbours", r.neighbours, r.offsets[rows], sizeof *r.neighbours, err);
  if (status == N2V_OK && r.weights)
    status = page_section(out, "weights", r.weights, r.offsets[rows], sizeof *r.weights, err);
  n2v_free(r.offsets);
  n2v_free(r.neighbours);
  n2v_free(r.weights);
  n2v_free(r.rows);
  return status;
}
