/* Arrays aligned for vector instructions and huge pages, and what the machine has. The system is
 * asked each time: limits and sizes change while a program runs. */
#include "base/memory.h"

#include "base/cgroup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

void *n2v_alloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes))
    return NULL;
  size_t align = bytes >= N2V_HUGE_PAGE ? (size_t)N2V_HUGE_PAGE : (size_t)N2V_CACHE_LINE;
  if (bytes > SIZE_MAX - align)
    return NULL;
  /* Whole cache lines only: a big array need not be rounded to whole huge pages. One byte more than
   * asked for at least, so that an array of 0 items has an address. */
  size_t rounded = (bytes + N2V_CACHE_LINE) / N2V_CACHE_LINE * N2V_CACHE_LINE;
  void *pointer = NULL;
  if (posix_memalign(&pointer, align, rounded) != 0)
    return NULL;
#ifdef MADV_HUGEPAGE
  if (bytes >= N2V_HUGE_PAGE) /* advice only: a kernel without huge pages refuses, harmlessly */
    (void)madvise(pointer, bytes / N2V_HUGE_PAGE * N2V_HUGE_PAGE, MADV_HUGEPAGE);
#endif
  return pointer;
}

void *n2v_calloc(size_t count, size_t size) {
  void *pointer = n2v_alloc(count, size);
  if (pointer)
    memset(pointer, 0, count * size);
  return pointer;
}

/* Whole huge pages: a part of one would first be split. MADV_DONTNEED keeps the addresses, and
 * reading there again gives zeros. */
void n2v_give_back(void *pointer, size_t used, size_t bytes) {
  uintptr_t begin = (uintptr_t)pointer + used, end = (uintptr_t)pointer + bytes;
  begin = (begin + N2V_HUGE_PAGE - 1) / N2V_HUGE_PAGE * N2V_HUGE_PAGE;
  end = end / N2V_HUGE_PAGE * N2V_HUGE_PAGE;
  if (begin < end) /* where it fails the memory is kept, harmlessly */
    (void)madvise((void *)begin, end - begin, MADV_DONTNEED);
}

void n2v_free(void *pointer) {
  free(pointer);
}

/* What `ulimit -v` leaves beside the program itself. statm's first number is the size of the
 * address space in pages (proc(5)). */
static uint64_t free_addresses(void) {
  struct rlimit space;
  unsigned long long pages = 0;
  FILE *file;
  if (getrlimit(RLIMIT_AS, &space) != 0 || space.rlim_cur == RLIM_INFINITY ||
      !(file = fopen("/proc/self/statm", "r")))
    return UINT64_MAX;
  if (fscanf(file, "%llu", &pages) != 1)
    pages = 0;
  fclose(file);
  uint64_t used = pages * (uint64_t)sysconf(_SC_PAGESIZE);
  return used < space.rlim_cur ? space.rlim_cur - used : 1;
}

/* Not what is free now: the page cache fills what is free, and gives it back. */
uint64_t n2v_physical_memory(void) {
  long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  uint64_t physical = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : UINT64_MAX;
  uint64_t limit = n2v_cgroup_limit("/proc/self/cgroup", "/sys/fs/cgroup");
  uint64_t addresses = free_addresses();
  limit = addresses < limit ? addresses : limit;
  return limit < physical ? limit : physical;
}

uint64_t n2v_rss(void) {
  unsigned long long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file)
    return 0;
  if (fscanf(file, "%*u %llu", &pages) != 1)
    pages = 0;
  fclose(file);
  return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t n2v_peak_rss(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0)
    return 0;
  return (uint64_t)usage.ru_maxrss * 1024; /* Linux counts kilobytes */
}
