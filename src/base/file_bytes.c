/* Maps what can be mapped: the pages are shared and read as they are needed. A pipe is read into
 * memory that doubles. */
#include "base/file_bytes.h"

#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static n2v_status read_all(int fd, n2v_file_bytes *file) {
  size_t capacity = 1 << 16, size = 0;
  char *bytes = malloc(capacity);
  ssize_t got = 1;
  while (bytes && got != 0) {
    got = read(fd, bytes + size, capacity - size);
    if (got < 0 && errno != EINTR)
      break;
    size += got > 0 ? (size_t)got : 0;
    if (size == capacity) {
      char *larger = capacity <= SIZE_MAX / 2 ? realloc(bytes, capacity * 2) : NULL;
      if (!larger)
        free(bytes);
      bytes = larger;
      capacity *= 2;
    }
  }
  if (!bytes || got < 0) {
    free(bytes);
    return bytes ? N2V_EINPUT : N2V_ENOMEM;
  }
  *file = (n2v_file_bytes){.bytes = bytes, .size = size};
  return N2V_OK;
}

static n2v_status take(int fd, n2v_file_bytes *file) {
  struct stat info;
  if (fstat(fd, &info) != 0)
    return N2V_EINPUT;
  if (S_ISDIR(info.st_mode)) {
    errno = EISDIR;
    return N2V_EINPUT;
  }
  if (!S_ISREG(info.st_mode) || info.st_size == 0) /* files of /proc have no size */
    return read_all(fd, file);
  void *bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (bytes == MAP_FAILED)
    return errno == ENOMEM ? N2V_ENOMEM : N2V_EINPUT;
  *file = (n2v_file_bytes){.bytes = bytes, .size = (size_t)info.st_size, .mapped = true};
  return N2V_OK;
}

n2v_status n2v_file_bytes_open(const char *path, n2v_file_bytes *file, n2v_error *err) {
  bool standard = strcmp(path, "-") == 0;
  *file = (n2v_file_bytes){0};
  int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  n2v_status status = fd < 0 ? N2V_EINPUT : take(fd, file);
  int saved = errno;
  if (fd >= 0 && !standard)
    close(fd);
  if (status == N2V_ENOMEM)
    return n2v_fail(err, status, "out of memory: %s does not fit", path);
  if (status != N2V_OK)
    return n2v_fail(err, status, "%s: cannot read: %s", standard ? "standard input" : path,
                    strerror(saved));
  return N2V_OK;
}

void n2v_file_bytes_close(n2v_file_bytes *file) {
  if (file->mapped)
    munmap((void *)(uintptr_t)file->bytes, file->size);
  else if (!file->borrowed)
    free((void *)(uintptr_t)file->bytes);
  *file = (n2v_file_bytes){0};
}
