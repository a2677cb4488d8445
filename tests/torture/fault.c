/* Makes one call of a kind fail: loaded with LD_PRELOAD in front of a program
 * (tests/torture/fault.sh).
 *
 *   N2V_FAULT=alloc:7     the 7th allocation fails, and no other
 *   N2V_FAULT=alloc:7+    the 7th and all behind it
 *   N2V_FAULT_HIT=FILE    is made when a call was failed
 *   N2V_FAULT=short:999   no read or write moves more than 999 bytes, one in seven is interrupted
 *
 * Kinds: alloc map open read sync rename link thread. The C library's own writes and reads cannot
 * be reached this way: tests/torture/fault.sh has strace fail those. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { ALLOC, MAP, OPEN, READ, SYNC, RENAME, LINK, THREAD, SHORT, KINDS };
static const char *const kind_names[KINDS] = {"alloc",  "map",  "open",   "read", "sync",
                                              "rename", "link", "thread", "short"};

static enum kind failing = KINDS; /* KINDS: not armed */
static long first;
static int stays;
static const char *hit_path;
static atomic_long calls;

/* Calls made by these are neither counted nor failed: OpenMP's runtime ends the program when it
 * gets no memory or no thread, the loader's storage for a new thread is OpenMP's too, liblinear
 * does not look at what malloc gives, and jemalloc 5.3 does not stand a failure where it makes an
 * arena for a new thread. Nor those of pthread_getattr_np: a sanitizer asks it for the stack of
 * each thread that starts, and ends the program when it fails; nobody else here does. */
static int is_spared(const void *caller) {
  static const char *const names[] = {"/libgomp", "/ld-linux", "/liblinear", "/libblas",
                                      "/libjemalloc"};
  Dl_info info;
  if (!dladdr(caller, &info) || !info.dli_fname)
    return 0;
  if (info.dli_sname && strcmp(info.dli_sname, "pthread_getattr_np") == 0)
    return 1;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strstr(info.dli_fname, names[i]))
      return 1;
  return 0;
}

__attribute__((constructor)) static void arm(void) {
  const char *fault = getenv("N2V_FAULT");
  size_t length = fault ? strcspn(fault, ":") : 0;
  char *end;
  hit_path = getenv("N2V_FAULT_HIT");
  for (int kind = 0; kind < KINDS; kind++)
    if (length && strlen(kind_names[kind]) == length && !strncmp(fault, kind_names[kind], length)) {
      first = strtol(fault + length + 1, &end, 10);
      stays = *end == '+';
      failing = (enum kind)kind;
    }
}

static void note_hit(void) {
  if (hit_path) {
    int saved = errno;
    long fd = syscall(SYS_openat, AT_FDCWD, hit_path, O_WRONLY | O_CREAT, 0666);
    if (fd >= 0)
      syscall(SYS_close, fd);
    errno = saved;
  }
}

/* Whether this call, made from `caller`, is to fail. */
static int fails(enum kind kind, const void *caller) {
  if (kind != failing || is_spared(caller))
    return 0;
  long number = atomic_fetch_add(&calls, 1) + 1;
  if (number != first && !(stays && number > first))
    return 0;
  note_hit();
  return 1;
}

/* What a transfer of so many bytes may move, -1 where a signal interrupts it. */
static ssize_t portion(size_t size, const void *caller) {
  enum { BETWEEN = 7 }; /* calls from one interruption to the next */
  if (failing != SHORT || is_spared(caller))
    return (ssize_t)size;
  if (atomic_fetch_add(&calls, 1) % BETWEEN == BETWEEN - 1) {
    errno = EINTR;
    return -1;
  }
  if (size <= (size_t)first)
    return (ssize_t)size;
  note_hit();
  return first;
}

/* Defines a function that fails with `error` and `failure`, or calls the real one. */
#define WRAP(kind, type, name, parameters, arguments, error, failure)                              \
  __attribute__((visibility("default"))) type name parameters;                                     \
  type name parameters {                                                                           \
    static type(*real) parameters;                                                                 \
    if (!real)                                                                                     \
      *(void **)&real = dlsym(RTLD_NEXT, #name);                                                   \
    if (fails(kind, __builtin_return_address(0))) {                                                \
      errno = error;                                                                               \
      return failure;                                                                              \
    }                                                                                              \
    return real arguments;                                                                         \
  }

WRAP(ALLOC, void *, malloc, (size_t size), (size), ENOMEM, NULL)
WRAP(ALLOC, void *, calloc, (size_t count, size_t size), (count, size), ENOMEM, NULL)
WRAP(ALLOC, void *, realloc, (void *old, size_t size), (old, size), ENOMEM, NULL)
WRAP(ALLOC, int, posix_memalign, (void **out, size_t align, size_t size), (out, align, size),
     ENOMEM, ENOMEM)
WRAP(ALLOC, void *, aligned_alloc, (size_t align, size_t size), (align, size), ENOMEM, NULL)
WRAP(MAP, void *, mmap, (void *at, size_t size, int protect, int flags, int fd, off_t offset),
     (at, size, protect, flags, fd, offset), ENOMEM, MAP_FAILED)
WRAP(OPEN, FILE *, fopen, (const char *path, const char *mode), (path, mode), EMFILE, NULL)
WRAP(OPEN, FILE *, fdopen, (int fd, const char *mode), (fd, mode), EMFILE, NULL)
WRAP(SYNC, int, fsync, (int fd), (fd), EIO, -1)
WRAP(RENAME, int, rename, (const char *from, const char *to), (from, to), EIO, -1)
WRAP(RENAME, int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), EIO,
     -1)
WRAP(LINK, int, link, (const char *from, const char *to), (from, to), EIO, -1)
WRAP(LINK, int, linkat, (int a, const char *from, int b, const char *to, int flags),
     (a, from, b, to, flags), EIO, -1)
WRAP(THREAD, int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument),
     (thread, attributes, start, argument), EAGAIN, EAGAIN)

/* Transfers. */
__attribute__((visibility("default"))) ssize_t read(int fd, void *bytes, size_t size) {
  const ssize_t part = portion(size, __builtin_return_address(0));
  if (fails(READ, __builtin_return_address(0))) {
    errno = EIO;
    return -1;
  }
  return part < 0 ? -1 : syscall(SYS_read, fd, bytes, (size_t)part);
}

__attribute__((visibility("default"))) ssize_t write(int fd, const void *bytes, size_t size) {
  const ssize_t part = portion(size, __builtin_return_address(0));
  return part < 0 ? -1 : syscall(SYS_write, fd, bytes, (size_t)part);
}

__attribute__((visibility("default"))) ssize_t pread(int fd, void *bytes, size_t size, off_t at) {
  const ssize_t part = portion(size, __builtin_return_address(0));
  return part < 0 ? -1 : syscall(SYS_pread64, fd, bytes, (size_t)part, at);
}

__attribute__((visibility("default"))) ssize_t pwrite(int fd, const void *bytes, size_t size,
                                                      off_t at) {
  const ssize_t part = portion(size, __builtin_return_address(0));
  return part < 0 ? -1 : syscall(SYS_pwrite64, fd, bytes, (size_t)part, at);
}

__attribute__((visibility("default"))) ssize_t sendfile(int to, int from, off_t *at, size_t size) {
  const ssize_t part = portion(size, __builtin_return_address(0));
  return part < 0 ? -1 : syscall(SYS_sendfile, to, from, at, (size_t)part);
}

/* Those with a variable argument. */
__attribute__((visibility("default"))) int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (fails(OPEN, __builtin_return_address(0))) {
    errno = EMFILE;
    return -1;
  }
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

__attribute__((visibility("default"))) int openat(int folder, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (fails(OPEN, __builtin_return_address(0))) {
    errno = EMFILE;
    return -1;
  }
  return (int)syscall(SYS_openat, folder, path, flags, mode);
}

__attribute__((visibility("default"))) void *mremap(void *old, size_t old_size, size_t size,
                                                    int flags, ...) {
  if (fails(MAP, __builtin_return_address(0))) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  return (void *)syscall(SYS_mremap, old, old_size, size, flags, 0);
}
