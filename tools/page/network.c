/* The graph beside the vectors: what walks in the page go along. Its nodes are those of the graph
 * file, the page's are the rows of the first model; names bring them together, and neither need
 * have all of the other's. So all that leaves this file is renumbered by rows of the page. */
#include "page/network.h"

#include "page/sections.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---------------------------------------------------------------------------------- columns */

/* Of the graph as it was read, arcs to nodes that the page lacks included: "" for a row that is no
 * node, for a degree of 0 is something else. */
static void put_degree(const void *how, uint64_t row, FILE *out) {
  const page_network *n = how;
  if (n->nodes[row] != UINT32_MAX)
    fprintf(out, "%" PRIu64, n2v_graph_degree(n->graph, n->nodes[row]));
}

typedef struct ranked {
  const page_network *network;
  uint32_t *components;     /* of each node: its first one */
  uint32_t *sizes, *places; /* of the component whose first node has this number */
} ranked;

/* "1" is the largest component. Single nodes share one value: a colour and a filter for each of
 * thousands would be of no use. */
static void put_component(const void *how, uint64_t row, FILE *out) {
  const ranked *r = how;
  uint32_t node = r->network->nodes[row];
  if (node == UINT32_MAX)
    return;
  uint32_t first = r->components[node];
  if (r->sizes[first] == 1)
    fputs("single nodes", out);
  else
    fprintf(out, "%" PRIu32, r->places[first]);
}

/* A component: its nodes, and the first of them, which names it. */
typedef struct sized {
  uint32_t size, first;
} sized;

/* For qsort: larger ones first, of equal ones the one with the earlier node: a fixed order. */
static int by_size(const void *a, const void *b) {
  const sized *x = a, *y = b;
  return x->size != y->size ? (x->size < y->size) - (x->size > y->size)
                            : (x->first > y->first) - (x->first < y->first);
}

/* Numbers components from 1, the largest first. The caller frees r's arrays, also on failure. */
static n2v_status rank(ranked *r, uint32_t nodes, n2v_error *err) {
  uint32_t count = 0;
  r->sizes = calloc(nodes, sizeof *r->sizes);
  r->places = calloc(nodes, sizeof *r->places);
  sized *order = calloc(nodes, sizeof *order);
  if (r->sizes && r->places && order) {
    for (uint32_t v = 0; v < nodes; v++)
      r->sizes[r->components[v]]++;
    for (uint32_t v = 0; v < nodes; v++)
      if (r->sizes[v])
        order[count++] = (sized){r->sizes[v], v};
    qsort(order, count, sizeof *order, by_size);
    for (uint32_t i = 0; i < count; i++)
      r->places[order[i].first] = i + 1;
  }
  bool failed = !r->sizes || !r->places || !order;
  free(order);
  return failed ? cli_no_memory(err, "the components", nodes * sizeof *order) : N2V_OK;
}

static n2v_status add_components(page_network *n, uint64_t rows, page_columns *columns,
                                 n2v_error *err) {
  uint32_t nodes = n2v_graph_nodes(n->graph);
  ranked r = {.network = n, .components = calloc(nodes, sizeof *r.components)};
  n2v_status status = r.components
                          ? n2v_graph_components(n->graph, r.components, err)
                          : cli_no_memory(err, "the components", nodes * sizeof *r.components);
  if (status == N2V_OK)
    status = rank(&r, nodes, err);
  if (status == N2V_OK)
    status = page_column_add(columns, "component", false, rows, put_component, &r, err);
  free(r.sizes);
  free(r.places);
  free(r.components);
  return status;
}

/* ------------------------------------------------------------------------------------- read */

/* The graph's node for each row of the page. */
static n2v_status line_up(page_network *n, const n2v_embedding *vectors, n2v_error *err) {
  uint64_t rows = n2v_embedding_rows(vectors);
  n2v_status status = N2V_OK;
  if (!(n->nodes = calloc(rows, sizeof *n->nodes)))
    status = cli_no_memory(err, "the nodes of the page", rows * sizeof *n->nodes);
  for (uint64_t row = 0; row < rows && status == N2V_OK; row++) {
    size_t length;
    const char *name = n2v_embedding_name(vectors, row, &length);
    status = n2v_graph_find(n->graph, name, length, &n->nodes[row], err);
    if (status == N2V_EINPUT) { /* not there */
      n->nodes[row] = UINT32_MAX;
      n->unknown++;
      status = N2V_OK;
    }
  }
  return status;
}

/* Entries of the CSR: an undirected edge counts twice. */
static uint64_t arcs_of(const page_network *n) {
  const n2v_csr csr = n2v_graph_csr(n->graph);
  return csr.offsets[csr.nodes];
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
  /* Too many arcs are no error: the page does without walks, its columns are there. */
  n->arcs = status == N2V_OK && arcs_of(n) <= PAGE_ARCS_MAX;
  return status;
}

void page_network_free(page_network *n) {
  n2v_graph_free(n->graph);
  free(n->nodes);
  *n = (page_network){0};
}

/* ------------------------------------------------------------------------------------ write */

void page_network_json(const page_network *n, FILE *out) {
  const n2v_csr csr = n2v_graph_csr(n->graph), *g = &csr;
  /* Rows without arcs: a node that some arc leads to is where walks end; else no walk comes by.
   * Without memory to tell them apart all count as isolated: a figure, no reason to fail. */
  uint32_t isolated = 0, dead_ends = 0;
  uint32_t *entered = calloc(g->nodes, sizeof *entered);
  for (uint64_t i = 0; entered && i < arcs_of(n); i++)
    entered[g->neighbours[i]] = 1;
  for (uint32_t v = 0; v < g->nodes; v++)
    if (g->offsets[v + 1] == g->offsets[v]) {
      if (entered && entered[v])
        dead_ends++;
      else
        isolated++;
    }
  free(entered);
  fprintf(out,
          "{\"nodes\":%" PRIu32 ",\"edges\":%" PRIu64 ",\"arcs\":%" PRIu64
          ",\"directed\":%s,\"weighted\":%s,\"isolated\":%" PRIu32 ",\"dead_ends\":%" PRIu32
          ",\"unknown\":%" PRIu64 ",\"shown\":%s}",
          g->nodes, n2v_graph_edges(n->graph), arcs_of(n), g->directed ? "true" : "false",
          g->weights ? "true" : "false", isolated, dead_ends, n->unknown,
          n->arcs ? "true" : "false");
}

/* The CSR renumbered; arcs to nodes that the page does not have are left out. Offsets fit 32 bits:
 * PAGE_ARCS_MAX is 2^21. Rows are not sorted by the new numbers; the page marks neighbours, it does
 * not search for them. */
typedef struct renumbered {
  uint32_t *offsets, *neighbours;
  float *weights;
  uint32_t *rows; /* of the page, for each node of the graph */
} renumbered;

static void renumber(const page_network *n, uint64_t rows, renumbered *r) {
  const n2v_csr csr = n2v_graph_csr(n->graph), *g = &csr;
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
  if (!n->graph || !n->arcs)
    return N2V_OK;
  const n2v_csr csr = n2v_graph_csr(n->graph), *g = &csr;
  renumbered r = {.offsets = calloc(rows + 1, sizeof *r.offsets),
                  .neighbours = calloc(arcs_of(n), sizeof *r.neighbours),
                  .weights = g->weights ? calloc(arcs_of(n), sizeof *r.weights) : NULL,
                  .rows = calloc(g->nodes, sizeof *r.rows)};
  n2v_status status = N2V_OK;
  if (!r.offsets || !r.neighbours || (g->weights && !r.weights) || !r.rows)
    status = cli_no_memory(err, "the graph's edges", arcs_of(n) * 2 * sizeof *r.neighbours);
  else
    renumber(n, rows, &r);
  if (status == N2V_OK)
    status = page_section(out, "offsets", r.offsets, rows + 1, sizeof *r.offsets, err);
  if (status == N2V_OK)
    status =
        page_section(out, "neighbours", r.neighbours, r.offsets[rows], sizeof *r.neighbours, err);
  if (status == N2V_OK && r.weights)
    status = page_section(out, "weights", r.weights, r.offsets[rows], sizeof *r.weights, err);
  free(r.offsets);
  free(r.neighbours);
  free(r.weights);
  free(r.rows);
  return status;
}
