/* A fuzz target's side: readers take paths, so the input stands in a file in memory. */
#ifndef N2V_TESTS_FUZZ_H
#define N2V_TESTS_FUZZ_H

#include "n2v.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUZZ_PATH = 32 };

static inline const char *fuzz_file_in(int *fd, char path[FUZZ_PATH], const uint8_t *data,
                                       size_t size) {
  if (*fd >= 0)
    close(*fd);
  *fd = memfd_create("fuzz", MFD_CLOEXEC);
  if (*fd < 0 || write(*fd, data, size) != (ssize_t)size)
    abort();
  snprintf(path, FUZZ_PATH, "/proc/self/fd/%d", *fd);
  return path;
}

/* A path that reads as the data; one at a time, until the next call. */
static inline const char *fuzz_file(const uint8_t *data, size_t size) {
  static int fd = -1;
  static char path[FUZZ_PATH];
  return fuzz_file_in(&fd, path, data, size);
}

/* Another, for targets that read two files. */
static inline const char *fuzz_second_file(const uint8_t *data, size_t size) {
  static int fd = -1;
  static char path[FUZZ_PATH];
  return fuzz_file_in(&fd, path, data, size);
}

/* Whether the input was refused; if so, nothing may be there but one line that says why. */
static inline bool fuzz_refused(n2v_status status, bool made, const n2v_error *err) {
  if (status != N2V_OK && (made || err->code != status || !*err->msg || strchr(err->msg, '\n')))
    abort();
  return status != N2V_OK;
}

#endif
