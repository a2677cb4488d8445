/* Maps what can be mapped: the pages are shared and read as they are needed, and a file need not
 * fit the memory. A pipe is read into memory that doubles. */
#include "base/file_bytes.h"

#include "base/memory.h"
#include "base/status.h"
#include "base/stoppable.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* mremap moves page tables, not bytes, which realloc may do as well, but only above a size that it
 * chooses. 1 MB to begin with. */
bool n2v_mapping_grow(char **bytes, size_t *capacity, uint64_t limit) {
  size_t larger = *capacity ? *capacity * 2 : (size_t)1 << 20;
  larger = larger < limit ? larger : (size_t)limit;
  void *moved =
      *bytes ? mremap(*bytes, *capacity, larger, MREMAP_MAYMOVE)
             : mmap(NULL, larger, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (moved == MAP_FAILED)
    return false;
  *bytes = moved;
  *capacity = larger;
  return true;
}

/* What is no file in a mapping of its own; of it only what is used takes memory. */
static n2v_status read_all(int fd, uint64_t limit, const n2v_progress *progress,
                           n2v_file_bytes *file) {
  char *bytes = NULL;
  size_t capacity = 0, size = 0;
  ssize_t got = 1;
  n2v_status status = N2V_OK;
  /* An empty pipe is no error, and needs a mapping: bytes is never NULL. */
  limit = limit ? limit : 1;
  while (status == N2V_OK && got != 0) {
    if (size == capacity && capacity == limit)
      status = N2V_ELIMIT;
    else if (size == capacity && !n2v_mapping_grow(&bytes, &capacity, limit))
      status = N2V_ENOMEM;
    if (status != N2V_OK)
      break;
    got = n2v_stoppable_read(fd, bytes + size, capacity - size, progress ? progress->stop : NULL);
    if (got < 0)
      status = errno == EINTR ? N2V_ESTOPPED : N2V_EINPUT;
    else
      size += (size_t)got;
  }
  if (status == N2V_OK)
    *file = (n2v_file_bytes){.bytes = bytes, .size = size, .room = capacity};
  else if (bytes)
    munmap(bytes, capacity);
  return status;
}

/* On failure errno says why, where the status does not. */
static n2v_status take(int fd, uint64_t limit, const n2v_progress *progress, n2v_file_bytes *file) {
  struct stat info;
  if (fstat(fd, &info) != 0)
    return N2V_EINPUT;
  if (S_ISDIR(info.st_mode)) {
    errno = EISDIR;
    return N2V_EINPUT;
  }
  if (!S_ISREG(info.st_mode) || info.st_size == 0) /* files of /proc have no size */
    return read_all(fd, limit, progress, file);
  size_t size = (size_t)info.st_size;
  void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (bytes == MAP_FAILED)
    return errno == ENOMEM ? N2V_ENOMEM : N2V_EINPUT;
  *file = (n2v_file_bytes){.bytes = bytes, .size = size, .room = size, .mapped = true};
  return N2V_OK;
}

n2v_status n2v_file_bytes_read(const char *path, uint64_t limit, const n2v_progress *progress,
                               n2v_file_bytes *file, n2v_error *err) {
  bool standard = strcmp(path, "-") == 0;
  const char *name = standard ? "standard input" : path;
  *file = (n2v_file_bytes){0};
  int fd = standard ? STDIN_FILENO : n2v_stoppable_open_input(path);
  n2v_status status = fd < 0 ? N2V_EINPUT : take(fd, limit, progress, file);
  int saved = errno;
  if (fd >= 0 && !standard)
    close(fd); /* a mapping outlives its descriptor */
  switch (status) {
  case N2V_OK:
    return N2V_OK;
  case N2V_ENOMEM:
    return n2v_fail(err, status, "out of memory: %s does not fit", name);
  case N2V_ESTOPPED:
    return n2v_fail(err, status, "stopped while reading %s", name);
  case N2V_ELIMIT:
    return n2v_fail(err, status,
                    "%s: more than the memory limit of %.1f MB: raise `memory`, or give a file, "
                    "which need not fit",
                    name, (double)limit / 1e6);
  default:
    return n2v_fail(err, status, "%s: cannot read: %s", name, strerror(saved));
  }
}

n2v_status n2v_file_bytes_open(const char *path, n2v_file_bytes *file, n2v_error *err) {
  return n2v_file_bytes_read(path, n2v_physical_memory() / 5 * 4, NULL, file, err);
}

void n2v_file_bytes_close(n2v_file_bytes *file) {
  if (file->room) /* borrowed bytes have none */
    munmap((void *)(uintptr_t)file->bytes, file->room);
  *file = (n2v_file_bytes){0};
}
