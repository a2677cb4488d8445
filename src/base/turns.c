/* A condition in place of OpenMP's `ordered`, which cannot be left: behind a failure all threads
 * would hand over millions of turns without work, which takes minutes on a busy machine. Who waits
 * sleeps; pieces are a millisecond of work and more, so that one broadcast each does not show. */
#include "base/turns.h"

void n2v_turns_start(n2v_turns *turns, uint64_t count) {
  *turns = (n2v_turns){
      .lock = PTHREAD_MUTEX_INITIALIZER, .passed = PTHREAD_COND_INITIALIZER, .count = count};
}

void n2v_turns_stop(n2v_turns *turns) {
  pthread_cond_destroy(&turns->passed);
  pthread_mutex_destroy(&turns->lock);
}

bool n2v_turns_take(n2v_turns *turns, uint64_t *piece) {
  pthread_mutex_lock(&turns->lock);
  const bool any = !turns->ended && turns->taken < turns->count;
  if (any)
    *piece = turns->taken++;
  pthread_mutex_unlock(&turns->lock);
  return any;
}

bool n2v_turns_await(n2v_turns *turns, uint64_t piece) {
  pthread_mutex_lock(&turns->lock);
  while (!turns->ended && turns->turn != piece)
    pthread_cond_wait(&turns->passed, &turns->lock);
  const bool goes_on = !turns->ended;
  pthread_mutex_unlock(&turns->lock);
  return goes_on;
}

void n2v_turns_pass(n2v_turns *turns) {
  pthread_mutex_lock(&turns->lock);
  turns->turn++;
  pthread_cond_broadcast(&turns->passed);
  pthread_mutex_unlock(&turns->lock);
}

void n2v_turns_end(n2v_turns *turns) {
  pthread_mutex_lock(&turns->lock);
  turns->ended = true;
  pthread_cond_broadcast(&turns->passed);
  pthread_mutex_unlock(&turns->lock);
}
