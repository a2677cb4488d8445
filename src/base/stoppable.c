/* Polls instead of blocking, for a signal that comes just before a blocking call would be lost: its
 * handler sets the flag, and then the call waits. A tenth of a second is soon enough for a person
 * and costs nothing. */
#include "base/stoppable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  LOOK_MS = 100,     /* how often the flag is looked at while nothing happens */
  AT_ONCE = 16 << 20 /* bytes: some hundredths of a second to a disk */
};

static bool stopped(n2v_stop_flag *stop) {
  return stop && __atomic_load_n(stop, __ATOMIC_RELAXED);
}

/* Regular files are always ready, and may be read and written in large pieces. */
static bool may_wait(int fd) {
  struct stat info;
  return fstat(fd, &info) != 0 || !S_ISREG(info.st_mode);
}

/* Until fd is ready, or at an end (POLLHUP). poll itself may be cut short by a signal: the flag is
 * then looked at. */
static int await(int fd, short events, n2v_stop_flag *stop) {
  struct pollfd what = {.fd = fd, .events = events};
  int ready = 0;
  while (ready == 0) {
    if (stopped(stop)) {
      errno = EINTR;
      return -1;
    }
    ready = poll(&what, 1, LOOK_MS);
    if (ready < 0 && errno == EINTR)
      ready = 0;
  }
  return ready < 0 ? -1 : 0;
}

/* O_NONBLOCK was for opening only: others who share the open file, a pipe of the shell's, would not
 * expect it. */
static int wait_from_now_on(int fd) {
  int flags = fd < 0 ? -1 : fcntl(fd, F_GETFL);
  if (flags >= 0)
    (void)fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
  return fd;
}

int n2v_stoppable_open_input(const char *path) {
  return wait_from_now_on(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

int n2v_stoppable_open_output(int folder, const char *name, n2v_stop_flag *stop) {
  for (;;) {
    int fd = openat(folder, name, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat info;
    /* ENXIO: a pipe without a reader, or a device that is not there. */
    if (fd >= 0 || errno != ENXIO || fstatat(folder, name, &info, 0) != 0)
      return wait_from_now_on(fd);
    if (!S_ISFIFO(info.st_mode) || stopped(stop)) {
      errno = S_ISFIFO(info.st_mode) ? EINTR : ENXIO;
      return -1;
    }
    (void)poll(NULL, 0, LOOK_MS); /* a pipe that nobody reads yet */
  }
}

ssize_t n2v_stoppable_read(int fd, void *bytes, size_t size, n2v_stop_flag *stop) {
  ssize_t got;
  size = size < AT_ONCE ? size : AT_ONCE;
  do
    got = await(fd, POLLIN, stop) == 0 ? read(fd, bytes, size) : -1;
  while (got < 0 && (errno == EAGAIN || (errno == EINTR && !stopped(stop))));
  return got;
}

ssize_t n2v_stoppable_write(int fd, const void *bytes, size_t size, n2v_stop_flag *stop) {
  /* A pipe that is ready takes so much without waiting. */
  size_t most = may_wait(fd) ? PIPE_BUF : AT_ONCE;
  ssize_t put;
  size = size < most ? size : most;
  do
    put = await(fd, POLLOUT, stop) == 0 ? write(fd, bytes, size) : -1;
  while (put < 0 && (errno == EAGAIN || (errno == EINTR && !stopped(stop))));
  return put;
}
