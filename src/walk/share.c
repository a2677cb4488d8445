/* Borders lie so that processes have about as many entries each: nodes come in order of descending
 * degree (n2v.h), so that the first process has few nodes, and hubs. */
#include "walk/share.h"

#include "base/memory.h"
#include "base/status.h"
#include "walk/law.h"
#include "walk/sampler.h"

#include <string.h>

/* The first node of process r: rows are dealt by their entries, a node counting as one more. */
static uint32_t border(const n2v_graph *g, int r, int processes) {
  uint64_t share = (uint64_t)((double)(g->arcs + g->nodes) * r / processes);
  uint32_t low = 0, high = g->nodes;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (g->offsets[middle] + middle < share)
      low = middle + 1;
    else
      high = middle;
  }
  return r == processes ? g->nodes : low;
}

int n2v_share_owner(const n2v_share *s, uint32_t node) {
  int low = 0, high = s->count - 1;
  while (low < high) {
    int middle = (low + high + 1) / 2;
    if (s->borders[middle] <= node)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

uint64_t n2v_share_degree(const n2v_share *s, uint32_t node) {
  return n2v_degree(&s->rows, node - s->first);
}

double n2v_share_weight(const n2v_share *s, uint32_t from, uint32_t to) {
  const n2v_graph *g = &s->rows;
  uint64_t end = g->offsets[from - s->first + 1];
  uint64_t arc = n2v_row_find(g->neighbours, g->offsets[from - s->first], end, to);
  return arc < end ? n2v_weight(g, arc) : 0;
}

/* Rows and tables of so many nodes and entries. */
static uint64_t row_bytes(const n2v_graph *g, uint64_t nodes, uint64_t arcs) {
  const uint64_t entry =
      sizeof *g->neighbours + (g->weights ? sizeof *g->weights + sizeof(n2v_alias) : 0);
  const uint64_t node = sizeof *g->offsets + (g->weights ? sizeof(double) : 0);
  return (nodes + 1) * node + arcs * entry;
}

uint64_t n2v_share_bytes(const n2v_graph *g, int rank, int count) {
  const uint32_t from = border(g, rank, count), to = border(g, rank + 1, count);
  return row_bytes(g, to - from, g->offsets[to] - g->offsets[from]);
}

/* Out of the file, whose pages leave memory at once: it does not hold them beside the copy. */
static void copy_out(const n2v_graph *g, void *to, const void *from, uint64_t bytes) {
  enum { PIECE = 1 << 20 };
  for (uint64_t at = 0, size; at < bytes; at += size) {
    size = bytes - at < PIECE ? bytes - at : PIECE;
    memcpy((char *)to + at, (const char *)from + at, size);
    n2v_graph_passed(g, (const char *)from + at, size);
  }
}

static bool copy_rows(n2v_share *s, const n2v_graph *g) {
  const uint32_t nodes = s->borders[s->rank + 1] - s->first;
  const uint64_t begin = g->offsets[s->first], arcs = g->offsets[s->first + nodes] - begin;
  s->rows = (n2v_graph){.nodes = nodes,
                        .directed = g->directed,
                        .arcs = arcs,
                        .offsets = n2v_alloc((uint64_t)nodes + 1, sizeof *g->offsets),
                        .neighbours = n2v_alloc(arcs + 1, sizeof *g->neighbours)};
  if (g->weights)
    s->rows.weights = n2v_alloc(arcs + 1, sizeof *g->weights);
  if (!s->rows.offsets || !s->rows.neighbours || (g->weights && !s->rows.weights))
    return false;
  for (uint32_t v = 0; v <= nodes; v++)
    s->rows.offsets[v] = g->offsets[s->first + v] - begin;
  copy_out(g, s->rows.neighbours, g->neighbours + begin, arcs * sizeof *g->neighbours);
  if (g->weights)
    copy_out(g, s->rows.weights, g->weights + begin, arcs * sizeof *g->weights);
  return true;
}

static n2v_status build_tables(n2v_share *s, int threads, n2v_error *err) {
  const n2v_graph *g = &s->rows;
  if (!g->weights || !g->arcs)
    return N2V_OK;
  s->sums = n2v_alloc(g->nodes, sizeof *s->sums);
  if (!s->sums)
    return n2v_fail_memory(err, "the sums of rows", g->nodes * sizeof *s->sums);
  for (uint32_t v = 0; v < g->nodes; v++) {
    s->sums[v] = 0;
    for (uint64_t arc = g->offsets[v]; arc < g->offsets[v + 1]; arc++)
      s->sums[v] += g->weights[arc];
  }
  return n2v_row_tables(g, threads, &s->tables, err);
}

n2v_status n2v_share_init(n2v_share *s, const n2v_graph *graph, int rank, int count, int threads,
                          n2v_error *err) {
  *s = (n2v_share){.rank = rank, .count = count};
  s->borders = n2v_alloc((size_t)count + 1, sizeof *s->borders);
  if (!s->borders)
    return n2v_fail_memory(err, "borders", (size_t)count * sizeof *s->borders);
  for (int r = 0; r <= count; r++)
    s->borders[r] = border(graph, r, count);
  s->first = s->borders[rank];
  if (!copy_rows(s, graph))
    return n2v_fail_memory(err, "a share of the graph", n2v_share_bytes(graph, rank, count));
  return build_tables(s, threads, err);
}

void n2v_share_clear(n2v_share *s) {
  n2v_free(s->borders);
  n2v_free(s->rows.offsets);
  n2v_free(s->rows.neighbours);
  n2v_free(s->rows.weights);
  n2v_free(s->tables);
  n2v_free(s->sums);
  *s = (n2v_share){0};
}
