/* How many threads to use. Data-parallel passes are OpenMP loops with an explicit
 * `num_threads(n)`; those that train are pthreads (threads.h). */
#ifndef N2V_BASE_PARALLEL_H
#define N2V_BASE_PARALLEL_H

/* Processors this process may run on. */
int n2v_cores(void);

/* `threads` option to a count: 0 means n2v_cores(). */
int n2v_thread_count(long threads);

/* Threads worth starting for a pass over `items` of at least `grain` items each: between 1 and
 * `threads`, and never more than the cores (a data-parallel pass gains nothing from more). */
int n2v_pass_threads(int threads, unsigned long long items, unsigned long long grain);

#endif
