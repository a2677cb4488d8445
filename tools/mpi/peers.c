/* Collective calls that are begun (MPI_I...) and then tested until they are done. In a blocking
 * call a process would wait for ever for one that is stopped or cut off, and take a whole core for
 * it: MPI's own waiting spins.
 *
 * All messages are bytes. MPI converts nothing then, so the machines of one run must agree in byte
 * order and in the sizes of types. */
#include "mpi/peers.h"

#include "cli.h"

#include <limits.h>
#include <mpi.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
  MOST_PROCESSES = 4096, /* tables of sizes and places are held for each */
  SPINS = 2000           /* looks before a wait begins to nap */
};
static const double LAST_WAIT = 5; /* seconds, of a process that is to end anyway */

typedef struct mpi_peers {
  n2v_peers peers; /* first */
  int here;
  bool early; /* nothing has been trained: a wait need not outlast a request to stop */
  int *sizes; /* four arrays of `count`: sizes and places of what is sent, then of what comes */
} mpi_peers;

/* A call that fails leaves MPI in no state to go on: `lost` keeps everybody from another one. */
static n2v_status failed(mpi_peers *p, int code, n2v_error *err) {
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(code, text, &length);
  p->peers.lost = true;
  return n2v_fail(err, N2V_EIO, "another process cannot be reached: %s", text);
}

/* A wait that began at `start` and has lasted too long. *stopped: since when it is known that this
 * process is to stop, or 0. */
static n2v_status check_wait(mpi_peers *p, double start, double *stopped, n2v_error *err) {
  const double now = cli_now();
  if (p->early && cli_stop_signal() && !*stopped)
    *stopped = now;
  if (*stopped > 0 && now - *stopped >= LAST_WAIT) {
    p->peers.lost = true;
    return n2v_fail(err, N2V_ESTOPPED, "stopped while process %d of %d waited for the others",
                    p->peers.rank + 1, p->peers.count);
  }
  if (p->peers.patience <= 0 || now - start < p->peers.patience)
    return N2V_OK;
  p->peers.lost = true;
  return n2v_fail(err, N2V_EIO,
                  "process %d of %d has waited %.0f s for the others: one of them hangs, or the "
                  "network does",
                  p->peers.rank + 1, p->peers.count, p->peers.patience);
}

/* Looks again and again, at first without a pause, for most waits are short; then every 0.1 ms, for
 * where processes share cores the one waited for needs this one. The clock is read on every 64th
 * look. A request that is given up is not freed: its buffers may still be written to, and the
 * process ends. */
static n2v_status await(mpi_peers *p, MPI_Request *request, n2v_error *err) {
  const struct timespec nap = {.tv_nsec = 100000};
  double start = cli_now(), stopped = 0;
  for (unsigned looks = 0;; looks++) {
    int done = 0, code = MPI_Test(request, &done, MPI_STATUS_IGNORE);
    if (code != MPI_SUCCESS)
      return failed(p, code, err);
    if (done)
      return N2V_OK;
    if (looks < SPINS)
      sched_yield();
    else
      nanosleep(&nap, NULL); /* a signal may cut it short: it is only a pause */
    n2v_status status = looks % 64 ? N2V_OK : check_wait(p, start, &stopped, err);
    if (status != N2V_OK)
      return status;
  }
}

/* MPI counts in int: no message may have 2 GB. */
static n2v_status gather(n2v_peers *peers, const void *mine, size_t bytes, void *all,
                         n2v_error *err) {
  MPI_Request request;
  if (bytes > INT_MAX)
    return n2v_fail(err, N2V_EINTERNAL, "too much for one message: %zu bytes", bytes);
  int code = MPI_Iallgather(mine, (int)bytes, MPI_BYTE, all, (int)bytes, MPI_BYTE, MPI_COMM_WORLD,
                            &request);
  return code == MPI_SUCCESS ? await((mpi_peers *)peers, &request, err)
                             : failed((mpi_peers *)peers, code, err);
}

/* Sizes as MPI wants them, and where each part begins. The sum is checked after each part, so that
 * no place before the one that fails is beyond an int; what the arrays then hold is not used. */
static n2v_status lay_out(const size_t *sizes, int count, int *lengths, int *places,
                          n2v_error *err) {
  size_t at = 0;
  for (int i = 0; i < count; i++) {
    lengths[i] = (int)sizes[i];
    places[i] = (int)at;
    at += sizes[i];
    if (at > INT_MAX)
      return n2v_fail(err, N2V_EINTERNAL, "too much for one message: over %zu bytes", at);
  }
  return N2V_OK;
}

static n2v_status gather_all(n2v_peers *peers, const void *mine, void *all, const size_t *sizes,
                             n2v_error *err) {
  mpi_peers *p = (mpi_peers *)peers;
  int *lengths = p->sizes, *places = p->sizes + peers->count;
  MPI_Request request;
  n2v_status status = lay_out(sizes, peers->count, lengths, places, err);
  if (status != N2V_OK)
    return status;
  int code = MPI_Iallgatherv(mine, lengths[peers->rank], MPI_BYTE, all, lengths, places, MPI_BYTE,
                             MPI_COMM_WORLD, &request);
  return code == MPI_SUCCESS ? await(p, &request, err) : failed(p, code, err);
}

static n2v_status exchange(n2v_peers *peers, const void *out, const size_t *sent, void *in,
                           const size_t *received, n2v_error *err) {
  mpi_peers *p = (mpi_peers *)peers;
  const int n = peers->count;
  int *out_sizes = p->sizes, *out_places = out_sizes + n;
  int *in_sizes = out_places + n, *in_places = in_sizes + n;
  MPI_Request request;
  n2v_status status = lay_out(sent, n, out_sizes, out_places, err);
  if (status == N2V_OK)
    status = lay_out(received, n, in_sizes, in_places, err);
  if (status != N2V_OK)
    return status;
  int code = MPI_Ialltoallv(out, out_sizes, out_places, MPI_BYTE, in, in_sizes, in_places, MPI_BYTE,
                            MPI_COMM_WORLD, &request);
  return code == MPI_SUCCESS ? await(p, &request, err) : failed(p, code, err);
}

/* Before the library is in use: there is no n2v_error to fill. Abort ends the other processes,
 * too. */
static void give_up(const char *what) {
  fprintf(stderr, "n2v-train-mpi: error: %s\n", what);
  MPI_Abort(MPI_COMM_WORLD, 1);
  exit(1);
}

n2v_peers *mpi_peers_open(int *argc, char ***argv) {
  int threads;
  MPI_Comm machine;
  mpi_peers *p = calloc(1, sizeof *p);
  /* One thread at a time calls MPI: the one that calls the library. */
  if (MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &threads) != MPI_SUCCESS || !p) {
    fputs("n2v-train-mpi: error: MPI does not start\n", stderr);
    exit(1);
  }
  /* Otherwise MPI would end the program, and no message could say what was being done. */
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  p->peers = (n2v_peers){.gather = gather, .gather_all = gather_all, .exchange = exchange};
  MPI_Comm_rank(MPI_COMM_WORLD, &p->peers.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &p->peers.count);
  /* Processes that can share memory are on one machine: its cores and memory are divided by
   * `here`. */
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  MPI_Comm_size(machine, &p->here);
  MPI_Comm_free(&machine);
  p->sizes = calloc(4 * (size_t)p->peers.count, sizeof *p->sizes);
  if (threads < MPI_THREAD_FUNNELED)
    give_up("this MPI does not allow threads beside it");
  if (p->peers.count > MOST_PROCESSES || !p->sizes)
    give_up("more than 4096 processes");
  return &p->peers;
}

int mpi_peers_here(const n2v_peers *peers) {
  return ((const mpi_peers *)peers)->here;
}

n2v_status mpi_peers_agree_early(n2v_peers *peers, n2v_status status, n2v_error *err) {
  mpi_peers *p = (mpi_peers *)peers;
  n2v_error own = {.code = status};
  if (peers->lost)
    return status;
  if (status != N2V_OK)
    own = *err;
  p->early = true;
  peers->patience = status == N2V_OK ? 0 : LAST_WAIT;
  n2v_status met = n2v_peers_agree(peers, status, err);
  p->early = false;
  peers->patience = 0;
  if (status == N2V_OK || !peers->lost)
    return met;
  return n2v_fail(err, status, "process %d of %d: %s", peers->rank + 1, peers->count, own.msg);
}

int mpi_peers_stop_code(n2v_peers *peers, int code) {
  int mine = cli_stop_signal(), all[MOST_PROCESSES];
  if (peers->lost || gather(peers, &mine, sizeof mine, all, NULL) != N2V_OK)
    return code;
  for (int rank = 0; rank < peers->count; rank++)
    if (all[rank])
      return 128 + all[rank];
  return code;
}

void mpi_peers_close(n2v_peers *peers, int code) {
  mpi_peers *p = (mpi_peers *)peers;
  if (peers->lost) /* MPI_Finalize would wait for those that are gone */
    MPI_Abort(MPI_COMM_WORLD, code);
  MPI_Finalize();
  free(p->sizes);
  free(p);
}
