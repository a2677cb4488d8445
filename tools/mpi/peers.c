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
#include <sys/stat.h>
#include <time.h>

enum {
  STOP = 1,              /* the tag of the only messages that are not collective */
  MOST_PROCESSES = 4096, /* tables of sizes and places are held for each */
  SPINS = 2000           /* looks before a wait begins to nap */
};
static const double LAST_WAIT = 5; /* seconds, of a process that is to end anyway */

typedef struct mpi_peers {
  n2v_peers peers; /* first */
  int here;        /* processes on this machine */
  int machine;     /* its first one's rank */
  bool early;      /* nothing has been trained: a wait need not outlast a request to stop */
  bool told;       /* the others know that this process has been asked to stop */
  int heard;       /* of how many others this one knows it */
  const n2v_progress *progress; /* of the program; the library has `watched` */
  n2v_progress watched;
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

static void hear_stop(mpi_peers *p) {
  MPI_Recv(NULL, 0, MPI_BYTE, MPI_ANY_SOURCE, STOP, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  p->heard++;
}

/* A message without content. Whoever calls the library calls MPI, no other thread: a report from
 * another one does nothing here. An error is left to the next call that can tell it. */
static void pass_stop(mpi_peers *p) {
  int mine = 0, there = 0;
  if (p->peers.lost || MPI_Is_thread_main(&mine) != MPI_SUCCESS || !mine)
    return;
  if (cli_stop_signal() && !p->told) {
    p->told = true;
    for (int r = 0; r < p->peers.count; r++) {
      MPI_Request request;
      if (r != p->peers.rank &&
          MPI_Isend(NULL, 0, MPI_BYTE, r, STOP, MPI_COMM_WORLD, &request) == MPI_SUCCESS)
        MPI_Request_free(&request);
    }
  }
  while (MPI_Iprobe(MPI_ANY_SOURCE, STOP, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE) ==
             MPI_SUCCESS &&
         there) {
    hear_stop(p);
    cli_stop();
  }
}

/* A wait that began at `start` and has lasted too long. *stopped: since when it is known that this
 * process is to stop, or 0. */
static n2v_status check_wait(mpi_peers *p, double start, double *stopped, n2v_error *err) {
  const double now = cli_now();
  pass_stop(p);
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
  MPI_Allreduce(&p->peers.rank, &p->machine, 1, MPI_INT, MPI_MIN, machine);
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

static void report(void *user, const n2v_progress_event *event) {
  mpi_peers *p = user;
  pass_stop(p);
  if (p->progress->report)
    p->progress->report(p->progress->user, event);
}

const n2v_progress *mpi_peers_watch(n2v_peers *peers, const n2v_progress *progress) {
  mpi_peers *p = (mpi_peers *)peers;
  p->progress = progress;
  p->watched = *progress;
  p->watched.report = report;
  p->watched.user = p;
  return &p->watched;
}

/* What a path leads to, where that is a pipe: it has a number on its machine. */
typedef struct pipe_place {
  int64_t device, number; /* number 0: no pipe */
  int machine;
} pipe_place;

static bool same_pipe(const pipe_place *a, const pipe_place *b) {
  return a->number && a->number == b->number && a->device == b->device && a->machine == b->machine;
}

n2v_status mpi_peers_check_pipe(n2v_peers *peers, const char *option, const char *path,
                                n2v_error *err) {
  struct stat place;
  pipe_place mine = {.machine = ((mpi_peers *)peers)->machine};
  if (*path && stat(path, &place) == 0 && S_ISFIFO(place.st_mode)) {
    mine.device = (int64_t)place.st_dev;
    mine.number = (int64_t)place.st_ino;
  }
  pipe_place *all = calloc((size_t)peers->count, sizeof *all);
  n2v_status status = all ? gather(peers, &mine, sizeof mine, all, err)
                          : n2v_fail(err, N2V_ENOMEM, "out of memory");
  for (int b = 1; b < peers->count && status == N2V_OK; b++)
    for (int a = 0; a < b && status == N2V_OK; a++)
      if (same_pipe(&all[a], &all[b]))
        status = n2v_fail(err, N2V_EUSAGE,
                          "%s %s: processes %d and %d would both read this pipe, and each get a "
                          "part of what it gives; write that to a file first: cat %s >FILE",
                          option, path, a + 1, b + 1, path);
  free(all);
  return status;
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

/* MPI wants every message to be received. Nobody tells any more. */
static void hear_all(mpi_peers *p) {
  int told = p->told, all[MOST_PROCESSES], left = -p->heard - told;
  p->told = true;
  if (gather(&p->peers, &told, sizeof told, all, NULL) != N2V_OK)
    return;
  for (int r = 0; r < p->peers.count; r++)
    left += all[r];
  for (; left > 0; left--)
    hear_stop(p);
}

void mpi_peers_close(n2v_peers *peers, int code) {
  mpi_peers *p = (mpi_peers *)peers;
  if (peers->lost) /* MPI_Finalize would wait for those that are gone */
    MPI_Abort(MPI_COMM_WORLD, code);
  hear_all(p);
  MPI_Finalize();
  free(p->sizes);
  free(p);
}
