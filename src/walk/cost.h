/* What a sampler will cost on a graph, told from the graph's shape alone: the same on every
 * machine, so that the choice is, too. Constants are fits to the table in docs/walks.md. */
#ifndef N2V_WALK_COST_H
#define N2V_WALK_COST_H

/* What costs depend on. */
typedef struct n2v_shape {
  double nodes, arcs, pairs; /* pairs: sum over arcs t -> v of deg(v) */
  double back;               /* mean over arcs t -> v of 1 / deg(v) */
  double adjacent;           /* chance that a neighbour of v is one of t's */
  double common;             /* mean over arcs t -> v of their common neighbours */
} n2v_shape;

/* Nanoseconds of one core. */
typedef struct n2v_cost {
  double build; /* to make the tables */
  double step;
} n2v_cost;

/* Nanoseconds for a cache line in an array of so many bytes, with many in flight; of a core with
 * 1 MB of its own and 32 MB shared. */
static inline double n2v_line_ns(double bytes) {
  return bytes < 1e6 ? 1 : bytes < 24e6 ? 4 : 10;
}

/* Nanoseconds of work in a proposal, cache misses aside. */
#define N2V_WORK_NS 12.

#endif
