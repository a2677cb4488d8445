/* The processes that mpirun or srun has started, for n2v-train-mpi. */
#ifndef N2V_TOOLS_MPI_PEERS_H
#define N2V_TOOLS_MPI_PEERS_H

#include "n2v_peers.h"

/* Starts MPI, once in a process; it may take its own arguments out of argv. Ends the process, and
 * with it all others, when MPI cannot be had. mpi_peers_close frees what it gives. */
n2v_peers *mpi_peers_open(int *argc, char ***argv);

/* How many of them share this machine. */
int mpi_peers_here(const n2v_peers *peers);

/* n2v_peers_agree for what comes before training, when nothing would be lost. A process that has
 * failed, or that is asked to stop while it waits, waits for the others for 5 more seconds at the
 * most: they may be reading a pipe that nobody writes. Then its own failure, or N2V_ESTOPPED, is
 * what became of the stage, and peers->lost is set. */
n2v_status mpi_peers_agree_early(n2v_peers *peers, n2v_status status, n2v_error *err);

/* What the library is to report to: `progress`. While it reports, and in every wait for the others,
 * a process that a signal asks to stop tells the others, and theirs reach it: a round of training
 * may be long. Call it once; it must not outlive peers and progress. */
const n2v_progress *mpi_peers_watch(n2v_peers *peers, const n2v_progress *progress);

/* An input of this process (path may be ""): fails in all of them with N2V_EUSAGE where two on one
 * machine are given the same pipe, for each would get some of its bytes. */
n2v_status mpi_peers_check_pipe(n2v_peers *peers, const char *option, const char *path,
                                n2v_error *err);

/* The code to end with: that of the first process by rank that a signal has stopped, the same in
 * all of them; `code` where there is none, or where the others cannot be asked. */
int mpi_peers_stop_code(n2v_peers *peers, int code);

/* peers->lost: this process cannot go on with the others. They are ended with `code`, and so is it:
 * the call does not return. */
void mpi_peers_close(n2v_peers *peers, int code);

#endif
