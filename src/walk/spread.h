/* Walks over a graph that is spread over processes: one that the memory of each does not hold. */
#ifndef N2V_WALK_SPREAD_H
#define N2V_WALK_SPREAD_H

#include "base/peers.h"
#include "corpus/corpus.h"
#include "graph/csr.h"

/* Whether the graph can be spread: there are others, and it lies in a file that all of them have
 * mapped, from which each takes its rows. */
bool n2v_spread_possible(const n2v_graph *graph, const n2v_peers *peers);
/* Whether it would take more than half of what this process may use, and can be spread. */
bool n2v_spread_wanted(const n2v_graph *graph, const n2v_run *run);

/* Bytes that a process takes: its rows with their tables, and buffers. */
uint64_t n2v_spread_bytes(const n2v_graph *graph, const n2v_peers *peers);

/* A corpus whose `together` is set (corpus.h). params and run are complete; graph and run->peers
 * must outlive it. The walks are the same for any number of processes, but not those of the
 * samplers, which use their random numbers otherwise. N2V_EUSAGE for parameters that it cannot
 * follow; N2V_ELIMIT when the process' share takes more than half of run->memory. All processes
 * call it, and what becomes of it becomes of it everywhere. */
n2v_status n2v_spread_new(const n2v_graph *graph, const n2v_walk_params *params, const n2v_run *run,
                          n2v_corpus **out, n2v_error *err);

#endif
