/* A power-law graph of any size as an edge list, in the memory of one line: each end of an edge is
 * node floor(n u^2) for a uniform u, so that node i is drawn with a probability proportional to
 * i^-1/2 and degrees d occur as d^-3 (Chung and Lu, "Connected components in random graphs with
 * given expected degree sequences", Annals of Combinatorics 6, 2002). Names are the numbers, mixed,
 * so that hubs are anywhere.
 *
 * usage: power_law NODES EDGES >edges.txt */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* SplitMix64: Steele, Lea and Flood, OOPSLA 2014. */
static uint64_t next(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

static uint64_t node(uint64_t *state, uint64_t nodes) {
  double u = (double)(next(state) >> 11) * 0x1p-53;
  uint64_t i = (uint64_t)((double)nodes * u * u);
  return i * 2654435761 % nodes; /* one to one for nodes without that prime in them */
}

int main(int argc, char **argv) {
  uint64_t state = 1;
  if (argc != 3)
    return fputs("usage: power_law NODES EDGES >edges.txt\n", stderr), 2;
  uint64_t nodes = strtoull(argv[1], NULL, 10), edges = strtoull(argv[2], NULL, 10);
  while (nodes && edges--) {
    uint64_t source = node(&state, nodes);
    printf("%" PRIu64 " %" PRIu64 "\n", source, node(&state, nodes));
  }
  return fflush(stdout) != 0;
}
