/* How many threads are worth starting. The affinity mask counts, not the machine: a container or
 * `taskset` may leave fewer processors than there are. */
#include "base/parallel.h"

#include <sched.h>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>
#include <pthread.h>

/* A child made by fork has this thread only, but OpenMP's runtime there would wait for those that
 * the parent had. They are ended before, and come back when they are wanted, in both. */
static void end_openmp_threads(void) {
  (void)omp_pause_resource_all(omp_pause_soft);
}

/* When the library is loaded, once: pthread_atfork has no way to take a handler back. */
__attribute__((constructor)) static void prepare_for_fork(void) {
  (void)pthread_atfork(end_openmp_threads, NULL, NULL);
}
#endif

int n2v_cores(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return CPU_COUNT(&set);
  long cores = sysconf(_SC_NPROCESSORS_ONLN); /* over 1024 processors the set does not fit */
  return cores > 0 ? (int)cores : 1;
}

int n2v_thread_count(long threads) {
  return threads > 0 ? (int)threads : n2v_cores();
}

int n2v_pass_threads(int threads, unsigned long long items, unsigned long long grain) {
  int cores = n2v_cores(), most = threads < cores ? threads : cores;
  unsigned long long useful = items / (grain ? grain : 1) + 1;
  return useful < (unsigned long long)most ? (int)useful : most;
}
