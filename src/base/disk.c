/* A shared mapping of an unlinked file: the kernel reads, keeps and writes back its pages as room
 * allows, which is what a store of blocks would do by hand. Who uses it says what is wanted next
 * and what is done with; so a process stays within its limit though the array does not. */
#include "base/disk.h"

#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char *n2v_disk_folder(void) {
  const char *named = getenv("TMPDIR");
  return named && *named ? named : "/var/tmp"; /* /tmp may be memory itself */
}

/* O_TMPFILE, or, on file systems and kernels without it (EOPNOTSUPP; EISDIR from those that take it
 * for an open of the folder), a file whose name is removed at once. Either way a killed program
 * leaves nothing. */
static int open_nameless(void) {
  char *name;
  int fd = open(n2v_disk_folder(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
    return fd;
  if (asprintf(&name, "%s/n2v-XXXXXX", n2v_disk_folder()) < 0)
    return -1;
  fd = mkostemp(name, O_CLOEXEC);
  if (fd >= 0)
    unlink(name);
  free(name);
  return fd;
}

static n2v_status fail(const char *what, uint64_t bytes, int why, n2v_error *err) {
  return n2v_fail(err, N2V_EIO,
                  "%s: %s takes %.1f MB of disk there: %s; TMPDIR may name another folder",
                  n2v_disk_folder(), what, (double)bytes / 1e6, strerror(why));
}

/* At a multiple of N2V_DISK_BLOCK: more addresses than needed are reserved, the rest given back.
 * Addresses only: a PROT_NONE mapping takes no memory. */
static void *map_aligned(int fd, uint64_t bytes) {
  const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), whole = (bytes + page - 1) / page * page;
  char *all = mmap(NULL, whole + N2V_DISK_BLOCK, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED)
    return all;
  const uint64_t before = (N2V_DISK_BLOCK - (uintptr_t)all % N2V_DISK_BLOCK) % N2V_DISK_BLOCK;
  void *array = mmap(all + before, whole, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
  if (array == MAP_FAILED) {
    const int why = errno;
    munmap(all, whole + N2V_DISK_BLOCK);
    errno = why;
    return array;
  }
  if (before)
    munmap(all, before);
  if (before < N2V_DISK_BLOCK)
    munmap(all + before + whole, N2V_DISK_BLOCK - before);
  return array;
}

n2v_status n2v_disk_alloc(uint64_t bytes, const char *what, void **out, n2v_error *err) {
  const int fd = open_nameless();
  *out = NULL;
  if (fd < 0)
    return fail(what, bytes, errno, err);
  /* A file with holes would take its room page by page as it is written, and a full disk would then
   * end the process by SIGBUS. */
  const int full = posix_fallocate(fd, 0, (off_t)bytes);
  void *array = full ? MAP_FAILED : map_aligned(fd, bytes);
  const int why = full ? full : errno;
  close(fd);               /* the mapping holds the file */
  if (array == MAP_FAILED) /* of addresses there may be a limit */
    return why == ENOMEM ? n2v_fail_memory(err, what, bytes) : fail(what, bytes, why, err);
  *out = array;
  return N2V_OK;
}

void n2v_disk_free(void *array, uint64_t bytes) {
  if (array)
    munmap(array, bytes);
}

/* Pages that lie in [part, part + bytes) as a whole. */
static void advise(void *part, uint64_t bytes, int advice) {
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  const uintptr_t first = ((uintptr_t)part + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)part + bytes) / page * page;
  if (first < end) /* a hint: nothing depends on it */
    (void)madvise((char *)part + (first - (uintptr_t)part), end - first, advice);
}

void n2v_disk_want(void *part, uint64_t bytes) {
  advise(part, bytes, MADV_WILLNEED);
}

/* The mapping is shared: dirty pages stay in the page cache and are written from there. */
void n2v_disk_leave(void *part, uint64_t bytes) {
  advise(part, bytes, MADV_DONTNEED);
}
