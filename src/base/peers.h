/* The other processes of a run: what is exchanged with them, not how (n2v_peers.h). */
#ifndef N2V_BASE_PEERS_H
#define N2V_BASE_PEERS_H

#include "n2v_peers.h"

/* Sums over all processes, in order of rank, so that all have the same to the last bit. */
n2v_status n2v_peers_sum(n2v_peers *peers, uint64_t *values, size_t count, n2v_error *err);

/* Whether all processes have the same text; N2V_EINPUT names the first line that differs, and
 * where. what: "options and input". peers may be NULL. */
n2v_status n2v_peers_compare(n2v_peers *peers, const char *text, const char *what, n2v_error *err);

#endif
