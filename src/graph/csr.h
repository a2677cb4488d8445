/* The graph in compressed sparse row form. See n2v_graph in n2v.h. What is said here of the arrays
 * is checked by every way in (csr_file.c, from_arrays.c) or made so (csr.c), and relied on
 * everywhere without a test. Immutable, so that any number of threads may read. */
#ifndef N2V_GRAPH_CSR_H
#define N2V_GRAPH_CSR_H

#include "graph/names.h"
#include "n2v.h"

#include <stdbool.h>

struct n2v_graph {
  uint32_t nodes;
  bool directed;
  uint64_t edges;       /* undirected edges (a self-loop counts one) or arcs */
  uint64_t arcs;        /* entries of neighbours: 2 * edges - loops, or edges when directed */
  uint64_t loops;       /* self-loops; one entry each in its node's row */
  uint64_t *offsets;    /* nodes + 1; row v is neighbours[offsets[v] .. offsets[v + 1]) */
  uint32_t *neighbours; /* ascending within a row, no duplicates */
  float *weights;       /* beside neighbours, finite and > 0; NULL when all are 1 */
  n2v_names *names;     /* of the nodes, in id order; other holders may share them */
  bool borrowed;        /* the arrays are somebody else's */
  void *mapping; /* the mapped file that holds the arrays, or NULL when each is n2v_alloc'd */
  size_t mapping_bytes;
  bool paged; /* the mapping is of a file as it is: pages that leave memory come back from there */
};

/* Bytes of the arrays and names, mapped ones too; the index of names is not counted. */
static inline uint64_t n2v_graph_bytes(const n2v_graph *graph) {
  uint64_t arc = sizeof *graph->neighbours + (graph->weights ? sizeof *graph->weights : 0);
  return (graph->nodes + 1) * sizeof *graph->offsets + graph->arcs * arc +
         (graph->names ? graph->names->offsets[graph->nodes] + 8 * (uint64_t)graph->nodes : 0);
}

/* The pages of a graph that is `paged` leave memory, and come back when they are read. */
void n2v_graph_leave(const n2v_graph *graph);

/* Those of bytes of one of its arrays that a pass has read: memory may not hold the whole file. */
void n2v_graph_passed(const n2v_graph *graph, const void *part, uint64_t bytes);

static inline uint64_t n2v_degree(const n2v_graph *graph, uint32_t node) {
  return graph->offsets[node + 1] - graph->offsets[node];
}

/* One edge as read: ids in any numbering; a weight that is finite and above 0. */
typedef struct n2v_edge {
  uint32_t source, target;
  float weight;
} n2v_edge;

/* Edges as a list, or as arrays of a caller have them. */
typedef struct n2v_edges {
  uint64_t count;
  const n2v_edge *list; /* NULL: the arrays */
  const uint64_t *sources, *targets;
  const float *weights; /* NULL: all 1 */
  const uint32_t *ids;  /* of the numbers in the arrays; NULL: they are ids */
} n2v_edges;

static inline n2v_edge n2v_edge_at(const n2v_edges *edges, uint64_t e) {
  if (edges->list)
    return edges->list[e];
  uint64_t source = edges->sources[e], target = edges->targets[e];
  return (n2v_edge){edges->ids ? edges->ids[source] : (uint32_t)source,
                    edges->ids ? edges->ids[target] : (uint32_t)target,
                    edges->weights ? edges->weights[e] : 1};
}

/* Edges cut into parts, one a thread, and what each part has of every node. */
typedef struct n2v_edge_parts {
  const n2v_edges *edges;
  uint64_t count;
  int parts;
  uint32_t *degrees; /* parts x nodes: entries that a part's edges make in the row of a name's id */
} n2v_edge_parts;

/* What was met on the way. */
typedef struct n2v_csr_counts {
  uint64_t repeats;   /* edges listed before, in the same direction */
  uint64_t both_ways; /* pairs of an undirected graph listed in both directions */
  /* With N2V_DUPLICATES_ERROR: the first edge, as an index into the edges given, that is one. */
  uint64_t first_repeat;
} n2v_csr_counts;

typedef struct n2v_csr_rules {
  bool directed;
  bool unweighted; /* ignore weights: an edge is there or not, however often listed */
  bool keep_order; /* nodes keep the ids of names */
  n2v_duplicates duplicates;
  int threads;
  n2v_csr_counts *counts; /* NULL: not asked for */
} n2v_csr_rules;

/* Builds the graph from a list of edges over `names->count` nodes and renumbers: ids descend by
 * degree, ties by name (n2v_names_sort), unless the order is to be kept. Takes `names` and `*list`
 * and frees both, also on failure; the list as soon as it is no longer needed: *list is NULL
 * afterwards. Nodes, at most N2V_NAMES_MAX, may be without edges.
 *
 * An edge listed twice in the same direction: the rule (N2V_EINPUT for N2V_DUPLICATES_ERROR). One
 * listed in both directions of an undirected graph counts once, with the larger of the two
 * directions' weights, or the last one under N2V_DUPLICATES_LAST. The graph does not depend on the
 * number of threads. */
n2v_status n2v_csr_build(n2v_edge **list, uint64_t count, n2v_names *names,
                         const n2v_csr_rules *rules, n2v_graph **out, n2v_error *err);

/* The same from edges that stay the caller's and have been counted (csr_scatter.h). Takes `names`
 * and the parts' degrees, also on failure. */
n2v_status n2v_csr_build_from(n2v_edge_parts *parts, n2v_names *names, const n2v_csr_rules *rules,
                              n2v_graph **out, n2v_error *err);

#endif
