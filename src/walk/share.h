/* The rows of a range of nodes, with all that a step from one of them asks for: what one process
 * has of a graph that is spread over several. Every process finds the same borders. */
#ifndef N2V_WALK_SHARE_H
#define N2V_WALK_SHARE_H

#include "graph/csr.h"
#include "walk/alias.h"

typedef struct n2v_share {
  int rank, count;   /* this process' number, and how many there are */
  uint32_t *borders; /* process r has the nodes [borders[r], borders[r + 1]) */
  uint32_t first;    /* of the nodes here */
  n2v_graph rows;    /* row v - first is node v's; neighbours are ids of the whole graph */
  n2v_alias *tables; /* beside rows.neighbours; NULL: all weights are 1 */
  double *sums;      /* of each row's weights; NULL likewise */
} n2v_share;

/* Bytes of the rows and tables of process `rank`. */
uint64_t n2v_share_bytes(const n2v_graph *graph, int rank, int count);

/* Copies the rows, so that a file's pages may leave memory. Free it also when this fails. */
n2v_status n2v_share_init(n2v_share *share, const n2v_graph *graph, int rank, int count,
                          int threads, n2v_error *err);
void n2v_share_clear(n2v_share *share);

/* The process that has the row of a node: a search in log2(count) steps. */
int n2v_share_owner(const n2v_share *share, uint32_t node);

/* Of nodes that are here. */
uint64_t n2v_share_degree(const n2v_share *share, uint32_t node);
/* Weight of an arc from a node that is here; 0: there is none. */
double n2v_share_weight(const n2v_share *share, uint32_t from, uint32_t to);

#endif
