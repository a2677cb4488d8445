/* flock, not a file's mere existence, so that a killed program's lock ends with it. The path is
 * opened anew when another process has removed it in between: then the lock held is on a file that
 * nobody else will find. */
#include "base/file_lock.h"

#include "base/place.h"
#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { ATTEMPTS = 10 };

/* Locks the file that has the name when it is locked: between opening and locking, the run before
 * may have removed it. */
static n2v_status lock_file(const char *path, n2v_file_lock *lock, n2v_error *err) {
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    struct stat own, named;
    lock->fd = openat(lock->folder, lock->name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock->fd < 0)
      return n2v_fail_errno(err, path, "cannot make the file that locks it, .lock");
    if (flock(lock->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      break;
    if (fstat(lock->fd, &own) == 0 && (own.st_size || !S_ISREG(own.st_mode))) {
      close(lock->fd); /* somebody's file: it would be removed at the end */
      lock->fd = -1;
      return n2v_fail(err, N2V_EUSAGE, "%s.lock is there and locks nothing: give another file",
                      path);
    }
    if (fstat(lock->fd, &own) == 0 && fstatat(lock->folder, lock->name, &named, 0) == 0 &&
        own.st_ino == named.st_ino)
      return N2V_OK;
    close(lock->fd);
    lock->fd = -1;
  }
  if (lock->fd >= 0)
    close(lock->fd);
  lock->fd = -1;
  return n2v_fail(err, N2V_EUSAGE, "%s: another run writes it: give another file", path);
}

n2v_status n2v_file_lock_take(const char *path, n2v_file_lock *lock, n2v_error *err) {
  n2v_place place;
  *lock = (n2v_file_lock){.fd = -1, .folder = -1};
  n2v_status status = n2v_place_find(&place, path, err);
  if (status != N2V_OK)
    return status;
  if (place.way == N2V_WAY_STREAM)
    status = n2v_fail(err, N2V_EUSAGE, "%s: a pipe or device cannot be locked: give a file",
                      strcmp(path, "-") == 0 ? "standard output" : path);
  else if (asprintf(&lock->name, "%s.lock", place.name) < 0) {
    lock->name = NULL;
    status = n2v_fail_memory(err, path, strlen(path));
  } else {
    lock->folder = fcntl(place.folder, F_DUPFD_CLOEXEC, 0);
    status = lock_file(path, lock, err);
  }
  n2v_place_close(&place);
  if (status != N2V_OK)
    n2v_file_lock_drop(lock);
  return status;
}

void n2v_file_lock_drop(n2v_file_lock *lock) {
  if (lock->fd >= 0 && lock->name) {
    unlinkat(lock->folder, lock->name, 0); /* first: who has it open already looks at its name */
    close(lock->fd);
  }
  if (lock->folder >= 0)
    close(lock->folder);
  free(lock->name);
  *lock = (n2v_file_lock){.fd = -1, .folder = -1};
}
