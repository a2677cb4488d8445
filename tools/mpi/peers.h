/* The processes that mpirun or srun has started, for n2v-train-mpi. */
#ifndef N2V_TOOLS_MPI_PEERS_H
#define N2V_TOOLS_MPI_PEERS_H

#include "n2v_peers.h"

/* Ends the process, and with it all, when MPI cannot be had. */
n2v_peers *mpi_peers_open(int *argc, char ***argv);

/* How many of them share this machine. */
int mpi_peers_here(const n2v_peers *peers);

/* failed: this process cannot go on with the others, who shall end, too: does not return then. */
void mpi_peers_close(n2v_peers *peers, bool failed);

#endif
