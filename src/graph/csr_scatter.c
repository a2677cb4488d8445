/* Edges into chunks of rows, as many as a cache has lines for; what sorts a chunk into rows
 * (csr_rows.c) finds it in the cache. One step that writes anywhere would wait for memory at every
 * entry, since each of millions of rows has its own next place. With a thousand chunks the next
 * places stay in the cache, and a line is written to memory when it is full.
 *
 * It is a counting sort, so it is stable, and nothing depends on the number of threads: part 0's
 * entries of a chunk stand before part 1's, as its edges do in the list. */
#include "graph/csr_scatter.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"
#include "graph/row_items.h"

#include <stdlib.h>
#include <string.h>

enum {
  CHUNK_ARCS = 26500, /* two arrays of their items fit a second-level cache. In `neighbours` chunks
                         lie 1.62 * 2^16 bytes apart: places a power of two apart would compete
                         for the same few lines of a cache */
  CHUNKS = 1 << 10,   /* at most, but for what CHUNK_ROWS asks for: lines of three arrays fit it */
  CHUNK_ROWS = 1 << 16,     /* a row's place in its chunk is an uint16_t */
  AHEAD = 24,               /* edges: what one looks up is fetched so long before */
  PART_EDGES_MAX = 1 << 30, /* a part's degrees are an uint32_t */
  PART_EDGES = 50000        /* at least: a thread is not worth starting for fewer */
};

/* Where a node's row is: found by one look at memory for each end of an edge. */
typedef struct row_place {
  uint32_t row;
  uint16_t chunk, in_chunk;
} row_place;

typedef struct scatter {
  const n2v_edge_parts *parts;
  n2v_graph *graph;
  n2v_row_chunks *chunks;
  row_place *places; /* of names' ids */
  uint64_t *cursors; /* parts x chunks: where a part's next entry of a chunk goes */
} scatter;

/* ------------------------------------------------------------------------------------- parts */

static uint64_t part_begin(const n2v_edge_parts *p, int part) {
  return p->count / (uint64_t)p->parts * (uint64_t)part;
}

static uint64_t part_end(const n2v_edge_parts *p, int part) {
  return part == p->parts - 1 ? p->count : part_begin(p, part + 1);
}

/* As many parts as threads, unless their histograms would outweigh the edges: a part has 4 bytes a
 * node, whether its edges meet it or not. */
static int choose_parts(int threads, uint64_t count, uint64_t nodes) {
  uint64_t fit = count * sizeof(n2v_edge) / (nodes * sizeof(uint32_t) + 1) + 1;
  uint64_t parts = (uint64_t)n2v_pass_threads(threads, count, PART_EDGES);
  parts = fit < parts ? fit : parts;
  uint64_t least = count / PART_EDGES_MAX + 1;
  return (int)(parts > least ? parts : least);
}

n2v_status n2v_edge_parts_count(const n2v_edges *edges, uint64_t nodes, bool directed, int threads,
                                n2v_edge_parts *out, n2v_error *err) {
  n2v_edge_parts p = {
      .edges = edges, .count = edges->count, .parts = choose_parts(threads, edges->count, nodes)};
  size_t cells = (size_t)nodes * (size_t)p.parts;
  *out = p;
  p.degrees = n2v_alloc(cells, sizeof *p.degrees);
  if (!p.degrees)
    return n2v_fail_memory(err, "counting edges", cells * sizeof *p.degrees);
#pragma omp parallel for schedule(static, 1) num_threads(p.parts)
  for (int part = 0; part < p.parts; part++) {
    uint32_t *counts = p.degrees + (size_t)part * nodes;
    memset(counts, 0, nodes * sizeof *counts);
    for (uint64_t e = part_begin(&p, part), end = part_end(&p, part); e < end; e++) {
      n2v_edge edge = n2v_edge_at(edges, e);
      n2v_edge later = n2v_edge_at(edges, e + AHEAD < end ? e + AHEAD : e);
      __builtin_prefetch(&counts[later.source], 1);
      __builtin_prefetch(&counts[later.target], 1);
      counts[edge.source]++;
      if (!directed && edge.source != edge.target)
        counts[edge.target]++;
    }
  }
  *out = p;
  return N2V_OK;
}

/* ------------------------------------------------------------------------------------ chunks */

/* Cuts the rows into chunks of about as many entries each. A row longer than a chunk is one by
 * itself. */
static void cut(scatter *s) {
  const n2v_graph *g = s->graph;
  uint64_t most = g->arcs / CHUNKS > CHUNK_ARCS ? g->arcs / CHUNKS : CHUNK_ARCS;
  uint32_t first = 0;
  s->chunks->count = 0;
  for (uint32_t v = 0; v < g->nodes; v++)
    if (v == first || v - first == CHUNK_ROWS || g->offsets[v + 1] - g->offsets[first] > most) {
      s->chunks->first_row[s->chunks->count++] = v;
      first = v;
    }
  s->chunks->first_row[s->chunks->count] = g->nodes;
}

/* A chunk is closed by CHUNK_ROWS rows, or by entries of which it and the row behind it have more
 * than arcs / CHUNKS: two chunks in a row have that many at least. */
static uint32_t most_chunks(uint32_t nodes) {
  return nodes / CHUNK_ROWS + 2 * CHUNKS + 2;
}

/* The table of places costs 8 bytes a node while edges are placed, the row numbers 2 bytes an arc
 * until rows are sorted. */
static n2v_status allocate(scatter *s, n2v_error *err) {
  uint32_t nodes = s->graph->nodes, chunks = most_chunks(nodes);
  size_t parts = (size_t)s->parts->parts;
  s->chunks->first_row = n2v_alloc((size_t)chunks + 1, sizeof *s->chunks->first_row);
  s->cursors = n2v_calloc(chunks * parts, sizeof *s->cursors);
  s->places = n2v_alloc(nodes, sizeof *s->places);
  s->chunks->in_chunk = n2v_alloc(s->graph->arcs, sizeof *s->chunks->in_chunk);
  if (s->chunks->first_row && s->cursors && s->places && s->chunks->in_chunk)
    return N2V_OK;
  return n2v_fail_memory(err, "edges into rows",
                         chunks * (4 + 8 * parts) + nodes * sizeof *s->places +
                             s->graph->arcs * N2V_SCATTER_ARC_BYTES);
}

/* The places of nodes, and how much each part has for each chunk, as places for its entries. A
 * chunk is found by bisection, once a node: an edge then finds row, chunk and place in it by one
 * look of 8 bytes. */
static void place_nodes(scatter *s, const uint32_t *rank) {
  uint32_t nodes = s->graph->nodes;
  int parts = s->parts->parts;
  const uint32_t *first_row = s->chunks->first_row, chunks = s->chunks->count;
#pragma omp parallel for schedule(static) num_threads(parts)
  for (uint32_t v = 0; v < nodes; v++) {
    uint32_t row = rank[v], low = 0, high = chunks;
    while (high - low > 1) {
      uint32_t middle = low + (high - low) / 2;
      *(first_row[middle] <= row ? &low : &high) = middle;
    }
    s->places[v] = (row_place){row, (uint16_t)low, (uint16_t)(row - first_row[low])};
  }
#pragma omp parallel for schedule(static, 1) num_threads(parts)
  for (int part = 0; part < parts; part++)
    for (uint32_t v = 0; v < nodes; v++)
      s->cursors[(size_t)part * chunks + s->places[v].chunk] +=
          s->parts->degrees[(size_t)part * nodes + v];
  for (uint32_t c = 0; c < chunks; c++) {
    uint64_t at = s->graph->offsets[first_row[c]];
    for (int part = 0; part < parts; part++) {
      uint64_t *cursor = &s->cursors[(size_t)part * chunks + c], here = *cursor;
      *cursor = at;
      at += here;
    }
  }
}

/* ------------------------------------------------------------------------------------- steps */

/* The next place of the part in the row's chunk; no other part writes there. */
static inline void put(const scatter *s, uint64_t *cursors, row_place row, uint32_t neighbour,
                       float weight) {
  uint64_t at = cursors[row.chunk]++;
  s->graph->neighbours[at] = neighbour;
  s->chunks->in_chunk[at] = row.in_chunk;
  if (s->graph->weights)
    s->graph->weights[at] = weight;
}

static void into_chunks(const scatter *s) {
  const n2v_edge_parts *p = s->parts;
  bool directed = s->graph->directed;
#pragma omp parallel for schedule(static, 1) num_threads(p->parts)
  for (int part = 0; part < p->parts; part++) {
    uint64_t *cursors = s->cursors + (size_t)part * s->chunks->count;
    for (uint64_t e = part_begin(p, part), end = part_end(p, part); e < end; e++) {
      n2v_edge edge = n2v_edge_at(p->edges, e);
      n2v_edge later = n2v_edge_at(p->edges, e + AHEAD < end ? e + AHEAD : e);
      __builtin_prefetch(&s->places[later.source]);
      __builtin_prefetch(&s->places[later.target]);
      row_place source = s->places[edge.source], target = s->places[edge.target];
      put(s, cursors, source, target.row, edge.weight);
      if (!directed && edge.source != edge.target)
        put(s, cursors, target, source.row | N2V_LISTED_BACKWARD, edge.weight);
    }
  }
}

/* On failure the graph's rows are of no meaning, and it can only be freed. */
n2v_status n2v_csr_scatter(const n2v_edge_parts *parts, const uint32_t *rank, n2v_graph *graph,
                           n2v_row_chunks *chunks, n2v_error *err) {
  scatter s = {.parts = parts, .graph = graph, .chunks = chunks};
  n2v_status status = allocate(&s, err);
  if (status == N2V_OK) {
    cut(&s);
    place_nodes(&s, rank);
    into_chunks(&s);
  }
  n2v_free(s.cursors);
  n2v_free(s.places);
  return status;
}

void n2v_row_chunks_free(n2v_row_chunks *chunks) {
  n2v_free(chunks->first_row);
  n2v_free(chunks->in_chunk);
}
