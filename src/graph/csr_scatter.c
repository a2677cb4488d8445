/* Edges into rows in two steps, each of which writes to few places at a time: first into chunks of
 * rows, as many as a cache has lines for, then, chunk by chunk in the cache, into rows. One step
 * that writes anywhere would wait for memory at every entry. Both steps are counting sorts, so they
 * are stable, and nothing depends on the number of threads. */
#include "graph/csr_scatter.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"
#include "graph/csr_rows.h"

#include <stdlib.h>
#include <string.h>

enum {
  CHUNK_ARCS = 26500, /* their entries and a copy of them fit a second-level cache; 1.62 * 2^16
                         bytes apart, since places a power of two apart share a cache line */
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
  row_place *places;   /* of names' ids */
  uint32_t *first_row; /* of chunks, and the end */
  uint32_t chunks;
  uint64_t *cursors;  /* parts x chunks: where a part's next entry of a chunk goes */
  uint16_t *in_chunk; /* beside neighbours: the row of an entry, counted in its chunk */
} scatter;

/* ------------------------------------------------------------------------------------- parts */

static uint64_t part_begin(const n2v_edge_parts *p, int part) {
  return p->count / (uint64_t)p->parts * (uint64_t)part;
}

static uint64_t part_end(const n2v_edge_parts *p, int part) {
  return part == p->parts - 1 ? p->count : part_begin(p, part + 1);
}

/* As many parts as threads, unless their histograms would outweigh the edges. */
static int choose_parts(int threads, uint64_t count, uint32_t nodes) {
  uint64_t fit = count * sizeof(n2v_edge) / ((uint64_t)nodes * sizeof(uint32_t) + 1) + 1;
  uint64_t parts = (uint64_t)n2v_pass_threads(threads, count, PART_EDGES);
  parts = fit < parts ? fit : parts;
  uint64_t least = count / PART_EDGES_MAX + 1;
  return (int)(parts > least ? parts : least);
}

n2v_status n2v_edge_parts_count(const n2v_edge *edges, uint64_t count, uint32_t nodes,
                                bool directed, int threads, n2v_edge_parts *out, n2v_error *err) {
  n2v_edge_parts p = {.edges = edges, .count = count, .parts = choose_parts(threads, count, nodes)};
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
      uint64_t later = e + AHEAD < end ? e + AHEAD : e;
      __builtin_prefetch(&counts[edges[later].source], 1);
      __builtin_prefetch(&counts[edges[later].target], 1);
      counts[edges[e].source]++;
      if (!directed && edges[e].source != edges[e].target)
        counts[edges[e].target]++;
    }
  }
  *out = p;
  return N2V_OK;
}

/* ------------------------------------------------------------------------------------ chunks */

/* Cuts the rows into chunks of about as many entries each. */
static void cut(scatter *s) {
  const n2v_graph *g = s->graph;
  uint64_t most = g->arcs / CHUNKS > CHUNK_ARCS ? g->arcs / CHUNKS : CHUNK_ARCS;
  uint32_t first = 0;
  s->chunks = 0;
  for (uint32_t v = 0; v < g->nodes; v++)
    if (v == first || v - first == CHUNK_ROWS || g->offsets[v + 1] - g->offsets[first] > most) {
      s->first_row[s->chunks++] = v;
      first = v;
    }
  s->first_row[s->chunks] = g->nodes;
}

/* A chunk is closed by CHUNK_ROWS rows, or by entries of which it and the row behind it have more
 * than arcs / CHUNKS: two chunks in a row have that many at least. */
static uint32_t most_chunks(uint32_t nodes) {
  return nodes / CHUNK_ROWS + 2 * CHUNKS + 2;
}

static n2v_status allocate(scatter *s, n2v_error *err) {
  uint32_t nodes = s->graph->nodes, chunks = most_chunks(nodes);
  size_t parts = (size_t)s->parts->parts;
  s->first_row = n2v_alloc((size_t)chunks + 1, sizeof *s->first_row);
  s->cursors = n2v_calloc(chunks * parts, sizeof *s->cursors);
  s->places = n2v_alloc(nodes, sizeof *s->places);
  s->in_chunk = n2v_alloc(s->graph->arcs, sizeof *s->in_chunk);
  if (s->first_row && s->cursors && s->places && s->in_chunk)
    return N2V_OK;
  return n2v_fail_memory(err, "edges into rows",
                         chunks * (4 + 8 * parts) + nodes * sizeof *s->places +
                             s->graph->arcs * N2V_SCATTER_ARC_BYTES);
}

static void release(scatter *s) {
  n2v_free(s->first_row);
  n2v_free(s->cursors);
  n2v_free(s->places);
  n2v_free(s->in_chunk);
}

/* The places of nodes, and how much each part has for each chunk, as places for its entries. */
static void place_nodes(scatter *s, const uint32_t *rank) {
  uint32_t nodes = s->graph->nodes;
  int parts = s->parts->parts;
  uint32_t *row_chunk = s->first_row; /* read only from here on */
#pragma omp parallel for schedule(static) num_threads(parts)
  for (uint32_t v = 0; v < nodes; v++) {
    uint32_t row = rank[v], low = 0, high = s->chunks;
    while (high - low > 1) {
      uint32_t middle = low + (high - low) / 2;
      *(row_chunk[middle] <= row ? &low : &high) = middle;
    }
    s->places[v] = (row_place){row, (uint16_t)low, (uint16_t)(row - row_chunk[low])};
  }
#pragma omp parallel for schedule(static, 1) num_threads(parts)
  for (int part = 0; part < parts; part++)
    for (uint32_t v = 0; v < nodes; v++)
      s->cursors[(size_t)part * s->chunks + s->places[v].chunk] +=
          s->parts->degrees[(size_t)part * nodes + v];
  for (uint32_t c = 0; c < s->chunks; c++) {
    uint64_t at = s->graph->offsets[s->first_row[c]];
    for (int part = 0; part < parts; part++) {
      uint64_t *cursor = &s->cursors[(size_t)part * s->chunks + c], here = *cursor;
      *cursor = at;
      at += here;
    }
  }
}

/* ------------------------------------------------------------------------------------- steps */

static inline void put(const scatter *s, uint64_t *cursors, row_place row, uint32_t neighbour,
                       float weight) {
  uint64_t at = cursors[row.chunk]++;
  s->graph->neighbours[at] = neighbour;
  s->in_chunk[at] = row.in_chunk;
  if (s->graph->weights)
    s->graph->weights[at] = weight;
}

static void into_chunks(const scatter *s) {
  const n2v_edge_parts *p = s->parts;
  bool directed = s->graph->directed;
#pragma omp parallel for schedule(static, 1) num_threads(p->parts)
  for (int part = 0; part < p->parts; part++) {
    uint64_t *cursors = s->cursors + (size_t)part * s->chunks;
    for (uint64_t e = part_begin(p, part), end = part_end(p, part); e < end; e++) {
      n2v_edge edge = p->edges[e], later = p->edges[e + AHEAD < end ? e + AHEAD : e];
      __builtin_prefetch(&s->places[later.source]);
      __builtin_prefetch(&s->places[later.target]);
      row_place source = s->places[edge.source], target = s->places[edge.target];
      put(s, cursors, source, target.row, edge.weight);
      if (!directed && edge.source != edge.target)
        put(s, cursors, target, source.row | N2V_LISTED_BACKWARD, edge.weight);
    }
  }
}

/* A copy of a chunk's entries. */
typedef struct copy {
  uint32_t *neighbours;
  float *weights;
  uint64_t *cursors; /* CHUNK_ROWS */
  uint64_t capacity;
} copy;

static bool reserve(copy *c, uint64_t arcs, bool weighted) {
  if (!c->cursors && !(c->cursors = n2v_alloc(CHUNK_ROWS, sizeof *c->cursors)))
    return false;
  if (c->capacity >= arcs)
    return true;
  n2v_free(c->neighbours);
  n2v_free(c->weights);
  c->capacity = arcs;
  c->neighbours = n2v_alloc(arcs, sizeof *c->neighbours);
  c->weights = weighted ? n2v_alloc(arcs, sizeof *c->weights) : NULL;
  return c->neighbours && (c->weights || !weighted);
}

static void into_rows(const scatter *s, uint32_t chunk, copy *c) {
  n2v_graph *g = s->graph;
  uint32_t first = s->first_row[chunk], rows = s->first_row[chunk + 1] - first;
  uint64_t begin = g->offsets[first], arcs = g->offsets[first + rows] - begin;
  memcpy(c->cursors, g->offsets + first, rows * sizeof *c->cursors);
  memcpy(c->neighbours, g->neighbours + begin, arcs * sizeof *c->neighbours);
  if (c->weights)
    memcpy(c->weights, g->weights + begin, arcs * sizeof *c->weights);
  for (uint64_t i = 0; i < arcs; i++) {
    uint64_t at = c->cursors[s->in_chunk[begin + i]]++;
    g->neighbours[at] = c->neighbours[i];
    if (c->weights)
      g->weights[at] = c->weights[i];
  }
}

static n2v_status chunks_into_rows(const scatter *s, n2v_error *err) {
  n2v_graph *g = s->graph;
  bool no_memory = false;
#pragma omp parallel num_threads(s->parts->parts) reduction(|| : no_memory)
  {
    copy c = {0};
#pragma omp for schedule(dynamic)
    for (uint32_t chunk = 0; chunk < s->chunks; chunk++) {
      uint32_t first = s->first_row[chunk], end = s->first_row[chunk + 1];
      uint64_t arcs = g->offsets[end] - g->offsets[first];
      if (no_memory || end - first == 1 || arcs == 0)
        continue;
      no_memory = !reserve(&c, arcs, g->weights != NULL);
      if (!no_memory)
        into_rows(s, chunk, &c);
    }
    n2v_free(c.neighbours);
    n2v_free(c.weights);
    n2v_free(c.cursors);
  }
  return no_memory ? n2v_fail_memory(err, "edges into rows", 8 * g->arcs) : N2V_OK;
}

n2v_status n2v_csr_scatter(const n2v_edge_parts *parts, const uint32_t *rank, n2v_graph *graph,
                           n2v_error *err) {
  scatter s = {.parts = parts, .graph = graph};
  n2v_status status = allocate(&s, err);
  if (status == N2V_OK) {
    cut(&s);
    place_nodes(&s, rank);
    into_chunks(&s);
    status = chunks_into_rows(&s, err);
  }
  release(&s);
  return status;
}
