/* Pieces of work that threads do side by side and hand over in order: a file's blocks are made in
 * parallel and written one after the other.
 *
 *   for (uint64_t piece; n2v_turns_take(&turns, &piece);) {
 *     ... make it ...
 *     if (n2v_turns_await(&turns, piece)) {
 *       ... hand it over; nobody else does meanwhile ...
 *       n2v_turns_pass(&turns);
 *     }
 *   }
 *
 * What one thread does in its turn, the next sees in its own. */
#ifndef N2V_BASE_TURNS_H
#define N2V_BASE_TURNS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct n2v_turns {
  pthread_mutex_t lock; /* of all below */
  pthread_cond_t passed;
  uint64_t count, taken, turn; /* pieces: all, those that threads have, the one that is next */
  bool ended;
} n2v_turns;

void n2v_turns_start(n2v_turns *turns, uint64_t count);
void n2v_turns_stop(n2v_turns *turns); /* when all threads have left */

/* The next piece that nobody has; false: none is left, or it has ended. */
bool n2v_turns_take(n2v_turns *turns, uint64_t *piece);
/* Waits until all before it are handed over; false: it has ended. */
bool n2v_turns_await(n2v_turns *turns, uint64_t piece);
/* By the thread whose turn it is: the next one's turn. */
void n2v_turns_pass(n2v_turns *turns);
/* By any thread: nobody takes or waits for a piece any more. */
void n2v_turns_end(n2v_turns *turns);

#endif
