/* The processes that mpirun or srun has started, for n2v-train-mpi. */
#ifndef N2V_TOOLS_MPI_PEERS_H
#define N2V_TOOLS_MPI_PEERS_H

#include "n2v_peers.h"

/* Starts MPI, once in a process; it may take its own arguments out of argv. Ends the process, and
 * with it all others, when MPI cannot be had. mpi_peers_close frees what it gives. */
n2v_peers *mpi_peers_open(int *argc, char ***argv);

/* How many of them share this machine. */
int mpi_peers_here(const n2v_peers *peers);

/* lost: this process cannot go on with the others. They are ended, and so is it: the call does not
 * return. */
void mpi_peers_close(n2v_peers *peers, bool lost);

#endif
