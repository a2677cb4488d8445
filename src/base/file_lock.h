/* One writer at a time for a file that is replaced again and again: `path`.lock, there as long as
 * the lock is held. One that a killed program leaves is empty and locks nothing. */
#ifndef N2V_BASE_FILE_LOCK_H
#define N2V_BASE_FILE_LOCK_H

#include "n2v.h"

typedef struct n2v_file_lock {
  int fd; /* -1: none */
  int folder;
  char *name;
} n2v_file_lock;

/* N2V_EUSAGE when another holds it. File systems that have no locks give one that locks nothing. */
n2v_status n2v_file_lock_take(const char *path, n2v_file_lock *lock, n2v_error *err);

/* Harmless on a dropped or failed one. */
void n2v_file_lock_drop(n2v_file_lock *lock);

#endif
