/* Union-find: trees of nodes, each the set of those that are known to belong together. A node whose
 * parent is itself is a root. */
#ifndef N2V_GRAPH_UNION_FIND_H
#define N2V_GRAPH_UNION_FIND_H

#include <stdint.h>

/* The root of v's tree; halves the way there for those who ask later (Tarjan and van Leeuwen,
 * "Worst-case analysis of set union algorithms", JACM 31(2), 1984: path halving). */
static inline uint32_t n2v_find_root(uint32_t *parents, uint32_t v) {
  while (parents[v] != v) {
    parents[v] = parents[parents[v]];
    v = parents[v];
  }
  return v;
}

#endif
