/* Rows that merging made shorter, put in the order of what is left: in place, since memory that was
 * never written to is dear (the kernel clears it first) and a second copy of a graph is dearer.
 *
 * Rows are moved in their new order, so that all that has been written lies before the new place of
 * the next one. A row whose new place begins at or before its old one has not been overwritten by
 * then, and moves as it is. A row whose new place begins behind its old one may have been: it waits
 * in a copy that is made before anything moves. Nodes that kept their degree keep their order, so
 * only some of those that lost edges wait. */
#include "graph/csr_rows.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"
#include "graph/row_items.h"

#include <string.h>

typedef struct move {
  n2v_graph *graph;
  const uint64_t *degrees; /* of old rows */
  const uint32_t *order;   /* new row i is old row order[i] */
  uint64_t *offsets;       /* of new rows */
  uint32_t *waiting_neighbours;
  float *waiting_weights; /* of the waiting rows, in new order */
} move;

static bool waits(const move *m, uint32_t row) {
  return m->offsets[row] > m->graph->offsets[m->order[row]];
}

/* Copies are as large as the waiting rows, which are known once the new offsets are. */
static bool allocate(move *m) {
  uint32_t nodes = m->graph->nodes;
  uint64_t waiting = 0;
  m->offsets = n2v_alloc((size_t)nodes + 1, sizeof *m->offsets);
  if (!m->offsets)
    return false;
  m->offsets[0] = 0;
  for (uint32_t i = 0; i < nodes; i++) {
    m->offsets[i + 1] = m->offsets[i] + m->degrees[m->order[i]];
    waiting += waits(m, i) ? m->degrees[m->order[i]] : 0;
  }
  m->waiting_neighbours = n2v_alloc(waiting, sizeof *m->waiting_neighbours);
  if (m->graph->weights)
    m->waiting_weights = n2v_alloc(waiting, sizeof *m->waiting_weights);
  return m->waiting_neighbours && (m->waiting_weights || !m->graph->weights);
}

/* One array of the graph, whose items have `size` bytes. Waiting rows stand in the copy in new
 * order, so that one pointer goes through it. memmove: a row may overlap its own old place. */
static void move_rows(const move *m, char *array, char *waiting, size_t size) {
  uint32_t nodes = m->graph->nodes;
  char *end = waiting;
  for (uint32_t i = 0; i < nodes; i++)
    if (waits(m, i)) {
      size_t bytes = m->degrees[m->order[i]] * size;
      memcpy(end, array + m->graph->offsets[m->order[i]] * size, bytes);
      end += bytes;
    }
  for (uint32_t i = 0; i < nodes; i++) {
    size_t bytes = m->degrees[m->order[i]] * size;
    bool waited = waits(m, i);
    memmove(array + m->offsets[i] * size,
            waited ? waiting : array + m->graph->offsets[m->order[i]] * size, bytes);
    waiting += waited ? bytes : 0;
  }
}

/* Rows whose new ids no longer ascend are sorted again: few duplicates move few nodes. By then no
 * neighbour comes twice, so that a sort by neighbour has one result. */
static bool sort_row(n2v_graph *g, uint32_t v, int bits, row_items *s) {
  uint32_t *row = g->neighbours + g->offsets[v];
  float *weights = g->weights ? g->weights + g->offsets[v] : NULL;
  uint64_t count = n2v_degree(g, v), falls = 0;
  for (uint64_t i = 1; i < count; i++)
    falls += row[i] < row[i - 1];
  if (!falls)
    return true;
  if (!row_items_reserve(s, count))
    return false;
  for (uint64_t i = 0; i < count; i++)
    s->items[i] = item_of(row[i], weights ? weights[i] : 1);
  n2v_radix_sort(s->items, s->spare, count, ITEM_NEIGHBOUR, ITEM_NEIGHBOUR + bits);
  for (uint64_t i = 0; i < count; i++) {
    row[i] = item_neighbour(s->items[i]);
    if (weights)
      weights[i] = item_weight(s->items[i]);
  }
  return true;
}

static bool rename_all(n2v_graph *g, const uint32_t *order, int threads) {
  uint32_t *map = n2v_alloc(g->nodes, sizeof *map);
  bool no_memory = map == NULL;
  if (!map)
    return false;
  for (uint32_t i = 0; i < g->nodes; i++)
    map[order[i]] = i;
#pragma omp parallel num_threads(threads) reduction(|| : no_memory)
  {
    row_items s = {0};
#pragma omp for schedule(static) /* apart from rows: look-ups then wait for nothing else */
    for (uint64_t i = 0; i < g->arcs; i++)
      g->neighbours[i] = map[g->neighbours[i]];
#pragma omp for schedule(dynamic, 512)
    for (uint32_t v = 0; v < g->nodes; v++)
      no_memory = no_memory || !sort_row(g, v, id_bits(g->nodes), &s);
    row_items_free(&s);
  }
  n2v_free(map);
  return !no_memory;
}

n2v_status n2v_csr_renumber(n2v_graph *graph, const uint64_t *degrees, const uint32_t *order,
                            int threads, n2v_error *err) {
  move m = {.graph = graph, .degrees = degrees, .order = order};
  bool done = allocate(&m);
  if (done) {
    uint64_t before = graph->offsets[graph->nodes], arcs = m.offsets[graph->nodes];
    move_rows(&m, (char *)graph->neighbours, (char *)m.waiting_neighbours,
              sizeof *graph->neighbours);
    n2v_give_back(graph->neighbours, arcs * sizeof *graph->neighbours,
                  before * sizeof *graph->neighbours);
    if (graph->weights) {
      move_rows(&m, (char *)graph->weights, (char *)m.waiting_weights, sizeof *graph->weights);
      n2v_give_back(graph->weights, arcs * sizeof *graph->weights, before * sizeof *graph->weights);
    }
    /* From here on the graph has its new rows; before, both offsets were needed. */
    n2v_free(graph->offsets);
    graph->offsets = m.offsets;
    graph->arcs = arcs;
    done = rename_all(graph, order, n2v_pass_threads(threads, arcs, 50000));
  } else {
    n2v_free(m.offsets);
  }
  n2v_free(m.waiting_neighbours);
  n2v_free(m.waiting_weights);
  return done ? N2V_OK : n2v_fail_memory(err, "the graph without duplicates", 4 * graph->arcs);
}
