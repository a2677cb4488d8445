/* Training by several processes, by whatever they talk through: n2v_run.peers, for those who bring
 * a transport of their own. n2v-train-mpi is one over MPI (tools/mpi).
 *
 * All processes make the same calls in the same order, each from one thread. A call fails with
 * N2V_EIO when another process is gone or does not answer in time; no further call may follow. What
 * n2v_train gives is right in process 0; in the others, too, unless n2v_run.memory does not hold
 * the model, which is then shared out. */
#ifndef N2V_PEERS_H
#define N2V_PEERS_H

#include "n2v.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct n2v_peers n2v_peers;
struct n2v_peers {
  int rank, count; /* this one's number, from 0; how many */
  double patience; /* seconds to wait for the others in a call; 0: for ever */
  bool lost;       /* a call has failed */
  /* `bytes` of every process, in order of rank, into all[count * bytes]. */
  n2v_status (*gather)(n2v_peers *peers, const void *mine, size_t bytes, void *all, n2v_error *err);
  /* The same, sizes[rank] bytes of each process one behind the other. */
  n2v_status (*gather_all)(n2v_peers *peers, const void *mine, void *all, const size_t *sizes,
                           n2v_error *err);
  /* sent[r] bytes of `out` go to process r, received[r] bytes of `in` come from it; both lie one
   * behind the other in order of rank. */
  n2v_status (*exchange)(n2v_peers *peers, const void *out, const size_t *sent, void *in,
                         const size_t *received, n2v_error *err);
};

/* What became of a stage, everywhere: the first failure by rank, its message led by "process R of
 * N"; N2V_OK when all went well. peers may be NULL. */
N2V_API n2v_status n2v_peers_agree(n2v_peers *peers, n2v_status status, n2v_error *err);

#ifdef __cplusplus
}
#endif
#endif
