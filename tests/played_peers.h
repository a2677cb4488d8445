/* Processes, played by threads: what they send each other goes through memory. */
#ifndef N2V_TESTS_PLAYED_PEERS_H
#define N2V_TESTS_PLAYED_PEERS_H

#include "n2v_peers.h"
#include "unit.h"

#include <pthread.h>
#include <string.h>

enum { MOST = 5 };

/* What the threads share. */
typedef struct room {
  pthread_barrier_t barrier;
  int count;
  const void *mine[MOST];
  const size_t *sizes[MOST];
} room;

typedef struct guest {
  n2v_peers peers; /* first */
  room *room;
} guest;

static n2v_status gather_all(n2v_peers *peers, const void *mine, void *all, const size_t *sizes,
                             n2v_error *err) {
  room *r = ((guest *)peers)->room;
  char *to = all;
  (void)err;
  r->mine[peers->rank] = mine;
  pthread_barrier_wait(&r->barrier);
  for (int rank = 0; rank < r->count; to += sizes[rank++])
    if (sizes[rank])
      memcpy(to, r->mine[rank], sizes[rank]);
  pthread_barrier_wait(&r->barrier);
  return N2V_OK;
}

static n2v_status gather(n2v_peers *peers, const void *mine, size_t bytes, void *all,
                         n2v_error *err) {
  size_t sizes[MOST];
  for (int rank = 0; rank < peers->count; rank++)
    sizes[rank] = bytes;
  return gather_all(peers, mine, all, sizes, err);
}

static n2v_status exchange(n2v_peers *peers, const void *out, const size_t *sent, void *in,
                           const size_t *received, n2v_error *err) {
  room *r = ((guest *)peers)->room;
  char *to = in;
  (void)err;
  r->mine[peers->rank] = out;
  r->sizes[peers->rank] = sent;
  pthread_barrier_wait(&r->barrier);
  for (int rank = 0; rank < r->count; to += received[rank++]) {
    const char *from = r->mine[rank];
    for (int i = 0; i < peers->rank; i++)
      from += r->sizes[rank][i];
    assert_int_equal(r->sizes[rank][peers->rank], received[rank]);
    if (received[rank])
      memcpy(to, from, received[rank]);
  }
  pthread_barrier_wait(&r->barrier);
  return N2V_OK;
}

typedef struct task {
  guest guest;
  void (*work)(n2v_peers *peers, void *argument);
  void *argument;
} task;

static void *play(void *argument) {
  task *t = argument;
  t->work(&t->guest.peers, t->argument);
  return NULL;
}

/* Calls work for each of `count` processes at the same time. */
static void play_all(int count, void (*work)(n2v_peers *peers, void *argument), void *argument) {
  room r = {.count = count};
  task tasks[MOST];
  pthread_t threads[MOST];
  pthread_barrier_init(&r.barrier, NULL, (unsigned)count);
  for (int rank = 0; rank < count; rank++) {
    tasks[rank] = (task){.guest = {{.rank = rank,
                                    .count = count,
                                    .gather = gather,
                                    .gather_all = gather_all,
                                    .exchange = exchange},
                                   &r},
                         .work = work,
                         .argument = argument};
    assert_int_equal(pthread_create(&threads[rank], NULL, play, &tasks[rank]), 0);
  }
  for (int rank = 0; rank < count; rank++)
    pthread_join(threads[rank], NULL);
  pthread_barrier_destroy(&r.barrier);
}

#endif
