#include "base/atomic_file.h"

#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void release(n2v_atomic_file *file) {
  free(file->path);
  free(file->temporary);
  *file = (n2v_atomic_file){0};
}

/* A symbolic link stays a link: the file it names is replaced. One that leads nowhere is replaced
 * itself. */
static char *resolve(const char *path) {
  char *real = realpath(path, NULL);
  return real || errno == ENOMEM ? real : strdup(path);
}

/* A file without a name in the target's folder, or -1. It is named through /proc. */
static int create_nameless(const char *path) {
  char *copy = access("/proc/self/fd", X_OK) == 0 ? strdup(path) : NULL;
  int fd = copy ? open(dirname(copy), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666) : -1;
  free(copy);
  return fd;
}

static int give_name(int fd, const char *name) {
  char self[32];
  snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
  return linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

/* Gives the file without a name (-1: a new one) the first name that is free. */
static int name_temporary(n2v_atomic_file *file, int nameless) {
  for (unsigned attempt = 0; attempt < 100; attempt++) {
    char *name;
    if (asprintf(&name, "%s.tmp.%ld.%u", file->path, (long)getpid(), attempt) < 0) {
      errno = ENOMEM;
      return -1;
    }
    int fd = nameless >= 0 ? give_name(nameless, name)
                           : open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) {
      file->temporary = name;
      return fd;
    }
    int saved = errno;
    free(name);
    errno = saved;
    if (saved != EEXIST)
      return -1;
  }
  return -1;
}

/* mkstemp would make it private to the user; the umask cannot be asked for without changing it for
 * other threads, so the kernel applies it here. */
static int create_temporary(n2v_atomic_file *file) {
  int fd = create_nameless(file->path);
  file->regular = true;
  return fd >= 0 ? fd : name_temporary(file, -1);
}

static int open_target(n2v_atomic_file *file) {
  struct stat info;
  if (!*file->path) {
    errno = ENOENT;
    return -1;
  }
  if (stat(file->path, &info) != 0)
    return errno == ENOENT ? create_temporary(file) : -1;
  if (S_ISDIR(info.st_mode)) {
    errno = EISDIR;
    return -1;
  }
  if (!S_ISREG(info.st_mode))
    return open(file->path, O_WRONLY | O_CLOEXEC);
  /* A file made read-only is meant to stay, although its folder would let us replace it. */
  if (access(file->path, W_OK) != 0)
    return -1;
  int fd = create_temporary(file);
  if (fd >= 0)
    (void)fchmod(fd, info.st_mode & 07777); /* its owner may differ: the umask's mode will do */
  return fd;
}

n2v_status n2v_atomic_open(n2v_atomic_file *file, const char *path, n2v_error *err) {
  *file = (n2v_atomic_file){0};
  file->path = resolve(path);
  if (!file->path)
    return n2v_fail_memory(err, path, strlen(path));
  int fd = open_target(file);
  if (fd >= 0)
    file->stream = fdopen(fd, "wb");
  if (file->stream)
    return N2V_OK;
  n2v_status status = n2v_fail_errno(err, path, "cannot write");
  if (fd >= 0)
    close(fd);
  if (file->temporary)
    unlink(file->temporary);
  release(file);
  return status;
}

static void sync_folder(const char *path) {
  char *copy = strdup(path);
  int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (fd >= 0) {
    (void)fsync(fd); /* some file systems refuse to sync a folder; the data itself is safe */
    close(fd);
  }
  free(copy);
}

/* The older target under its second name; there is a whole file under the first one all the time,
 * but for file systems without links, where the second name comes first. */
static int keep_previous(const char *path) {
  char *second;
  int failed = 0;
  if (asprintf(&second, "%s.1", path) < 0) {
    errno = ENOMEM;
    return -1;
  }
  if (access(path, F_OK) == 0) {
    (void)unlink(second);
    failed = link(path, second) != 0 && rename(path, second) != 0;
  }
  free(second);
  return failed ? -1 : 0;
}

/* Ends in failure: nothing of what was written stays. */
static n2v_status give_up(n2v_atomic_file *file, int error, n2v_error *err) {
  errno = error;
  n2v_status status = n2v_fail_errno(err, file->path, "cannot write");
  n2v_atomic_abort(file);
  return status;
}

/* The file is on the disk and has a name. */
static int settle(n2v_atomic_file *file) {
  int fd = fileno(file->stream);
  if (fsync(fd) != 0)
    return -1;
  return file->temporary || name_temporary(file, fd) >= 0 ? 0 : -1;
}

n2v_status n2v_atomic_prepare(n2v_atomic_file *file, n2v_error *err) {
  int failed = fflush(file->stream) != 0;
  if (!failed && ferror(file->stream)) {
    /* An earlier write failed and its errno is gone: one more write fails for the same reason. */
    failed = 1;
    if (write(fileno(file->stream), "", 1) == 1)
      errno = EIO;
  }
  if (!failed && file->regular)
    failed = settle(file) != 0;
  int saved = errno;
  if (fclose(file->stream) != 0 && !failed) {
    failed = 1;
    saved = errno;
  }
  file->stream = NULL;
  return failed ? give_up(file, saved, err) : N2V_OK;
}

n2v_status n2v_atomic_commit(n2v_atomic_file *file, n2v_error *err) {
  n2v_status status = file->stream ? n2v_atomic_prepare(file, err) : N2V_OK;
  if (status != N2V_OK)
    return status;
  if (file->regular && file->keep_previous && keep_previous(file->path) != 0)
    return give_up(file, errno, err);
  if (file->regular && rename(file->temporary, file->path) != 0)
    return give_up(file, errno, err);
  if (file->regular)
    sync_folder(file->path);
  release(file);
  return N2V_OK;
}

void n2v_atomic_abort(n2v_atomic_file *file) {
  if (file->stream)
    fclose(file->stream);
  if (file->temporary)
    unlink(file->temporary);
  release(file);
}

n2v_status n2v_atomic_check(const char *path, n2v_error *err) {
  n2v_atomic_file file;
  struct stat info;
  /* Opening a pipe and closing it again would end its reader. */
  if (stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
    return access(path, W_OK) == 0 ? N2V_OK : n2v_fail_errno(err, path, "cannot write");
  n2v_status status = n2v_atomic_open(&file, path, err);
  /* Some file systems make files without a name and then give them none. */
  if (status == N2V_OK && file.regular && !file.temporary &&
      name_temporary(&file, fileno(file.stream)) < 0)
    status = n2v_fail_errno(err, path, "cannot write");
  n2v_atomic_abort(&file);
  return status;
}
