/* Arrays that live in a file without a name: used by pointer as others are, but their pages need
 * not stay in memory. */
#ifndef N2V_BASE_DISK_H
#define N2V_BASE_DISK_H

#include "n2v.h"

#include <stddef.h>

/* Bytes that Linux maps about a page that is read: fault_around_bytes. */
enum { N2V_DISK_BLOCK = 1 << 16 };

/* Where such files are: in the folder that TMPDIR names, or in /var/tmp. */
const char *n2v_disk_folder(void);

/* Zeros, aligned to N2V_DISK_BLOCK. The disk's room is taken at once: N2V_EIO when there is not
 * enough, and later none can be missing. */
n2v_status n2v_disk_alloc(uint64_t bytes, const char *what, void **out, n2v_error *err);

/* Accepts NULL. */
void n2v_disk_free(void *array, uint64_t bytes);

/* Whole pages of [part, part + bytes) are needed soon: reading begins, nobody waits. */
void n2v_disk_want(void *part, uint64_t bytes);

/* They leave this process' memory; what they hold stays, in the system's cache or on the disk. */
void n2v_disk_leave(void *part, uint64_t bytes);

#endif
