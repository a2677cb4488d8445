/* Allocation of arrays, and the sizes a memory estimate needs. */
#ifndef N2V_BASE_MEMORY_H
#define N2V_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

enum { N2V_CACHE_LINE = 64, N2V_HUGE_PAGE = 2 << 20 };

/* An array of count items of `size` bytes, aligned to a cache line; from N2V_HUGE_PAGE bytes on
 * aligned to huge pages, which the kernel is asked for. NULL when count * size overflows or memory
 * is out; a zero count gives a valid pointer. Contents are not set. Release with n2v_free. */
void *n2v_alloc(size_t count, size_t size);

/* The same, all bytes zero. */
void *n2v_calloc(size_t count, size_t size);

/* What lies behind the first `used` of an array's `bytes` bytes goes back to the system, as far as
 * whole pages go; the array's address stays. Its contents there are lost. */
void n2v_give_back(void *pointer, size_t used, size_t bytes);

/* Accepts NULL. */
void n2v_free(void *pointer);

/* Physical memory of the machine, or the lowest limit of its control groups, or the addresses
 * that `ulimit -v` leaves; bytes. */
uint64_t n2v_physical_memory(void);

/* Resident size of this process, now and at its largest so far; bytes, 0 when not known. */
uint64_t n2v_rss(void);
uint64_t n2v_peak_rss(void);

#endif
