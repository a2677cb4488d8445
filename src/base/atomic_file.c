/* An output is opened long before it is needed and shown at the very end. Between the two every
 * way to fail must leave the old file whole: so bytes are synced before the name changes, and a
 * step that cannot be undone is the last. */
#include "base/atomic_file.h"

#include "base/rights.h"
#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

enum {
  BUFFER = 1 << 16,
  BEHIND = 8 << 20, /* bytes that go to the disk while the next are written */
  ATTEMPTS = 100,
  SUFFIX = 40 /* bytes that ".tmp.PID.N" takes at most, and some more */
};

/* Frees and closes all, whatever stage the file is in; what was written stays as it is. */
static void release(n2v_atomic_file *file) {
  if (file->stream)
    fclose(file->stream);
  if (file->fd >= 0 && file->buffer) /* a zeroed one has neither */
    close(file->fd);
  if (file->folder >= 0 && file->folder != file->target.folder && file->buffer)
    close(file->folder);
  n2v_place_close(&file->target);
  n2v_packer_free(file->packer);
  free(file->temporary);
  free(file->buffer);
  *file = (n2v_atomic_file){0};
}

/* --------------------------------------------------------------------------- temporary files */

/* "vectors.bin.tmp.4711.0", by hand: snprintf is not safe in a signal handler. A long name is cut,
 * for what is added must fit NAME_MAX, too. */
void n2v_temporary_name(const char *name, unsigned attempt, char *out, size_t size) {
  size_t length = strlen(name), at,
         most = size - SUFFIX < NAME_MAX - SUFFIX ? size - SUFFIX : NAME_MAX - SUFFIX;
  length = length < most ? length : most;
  memcpy(out, name, length);
  memcpy(out + length, ".tmp.", 5);
  at = length + 5;
  char digits[24];
  int count = 0;
  for (unsigned long rest = (unsigned long)getpid(); rest || !count; rest /= 10)
    digits[count++] = (char)('0' + rest % 10);
  while (count)
    out[at++] = digits[--count];
  out[at++] = '.';
  for (unsigned long rest = attempt; rest || !count; rest /= 10)
    digits[count++] = (char)('0' + rest % 10);
  while (count)
    out[at++] = digits[--count];
  out[at] = 0;
}

/* With the umask the rights of a new file; never more than those of the file that it replaces, for
 * somebody may open it before it has those. */
static mode_t widest(const n2v_atomic_file *file) {
  return file->target.there ? file->target.old.st_mode & 0666 : 0666;
}

/* Gives the file the first name that is free in its folder: to the file itself, through /proc, when
 * it is open, to a new one otherwise. */
static int take_name(n2v_atomic_file *file) {
  char name[NAME_MAX + 1], self[32];
  snprintf(self, sizeof self, "/proc/self/fd/%d", file->fd);
  for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
    n2v_temporary_name(file->target.name, attempt, name, sizeof name);
    int done = file->fd >= 0 ? linkat(AT_FDCWD, self, file->folder, name, AT_SYMLINK_FOLLOW)
                             : openat(file->folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
                                      widest(file));
    if (done < 0 && errno == EEXIST)
      continue;
    if (done < 0)
      return -1;
    if (file->fd < 0)
      file->fd = done;
    file->temporary = strdup(name);
    if (file->temporary)
      return 0;
    unlinkat(file->folder, name, 0);
    errno = ENOMEM;
    return -1;
  }
  return -1;
}

/* mkstemp would make it private to the user; the umask cannot be asked for without changing it for
 * other threads, so the kernel applies it here. */
static int create_in(n2v_atomic_file *file, int folder) {
  file->folder = folder;
  if (access("/proc/self/fd", X_OK) == 0) /* through which it gets its name */
    file->fd = openat(folder, ".", O_RDWR | O_TMPFILE | O_CLOEXEC, widest(file));
  return file->fd >= 0 ? 0 : take_name(file);
}

/* Beside the target; what will be copied may lie elsewhere, too. */
static int create_temporary(n2v_atomic_file *file) {
  if (create_in(file, file->target.folder) == 0)
    return 0;
  if (file->target.way != N2V_WAY_COPY)
    return -1;
  const char *other = getenv("TMPDIR");
  int folder = open(other && *other ? other : "/tmp", O_PATH | O_DIRECTORY | O_CLOEXEC);
  return folder < 0 ? -1 : create_in(file, folder);
}

/* ------------------------------------------------------------------------------------ writing */

/* No signal ends an fsync: the disk is kept busy while bytes come, and then has two pieces left to
 * write at most. An error is met here once, and not by the fsync again. */
static void write_behind(n2v_atomic_file *file) {
  const unsigned wait = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE;
  if (!file->regular || file->written - file->begun < BEHIND)
    return;
  off_t before = file->begun < BEHIND ? 0 : file->begun - BEHIND;
  int failed = sync_file_range(file->fd, file->begun, file->written - file->begun,
                               SYNC_FILE_RANGE_WRITE) != 0;
  if (!failed && file->begun > before)
    failed = sync_file_range(file->fd, before, file->begun - before,
                             wait | SYNC_FILE_RANGE_WAIT_AFTER) != 0;
  file->begun = file->written;
  if (failed && (errno == EIO || errno == ENOSPC))
    file->error = errno; /* others: it cannot be asked for here */
}

static bool put_bytes(void *to, const char *bytes, size_t size) {
  n2v_atomic_file *file = to;
  size_t done = 0;
  while (done < size && !file->error) {
    ssize_t n = n2v_stoppable_write(file->fd, bytes + done, size - done, file->stop);
    if (n < 0)
      file->error = errno ? errno : EIO;
    else {
      done += (size_t)n;
      file->written += n;
      write_behind(file);
    }
  }
  return !file->error;
}

/* The stream's write function (fopencookie(3)): 0 tells stdio of an error, whose reason is in
 * file->error. */
static ssize_t put(void *cookie, const char *bytes, size_t size) {
  n2v_atomic_file *file = cookie;
  bool done = file->packer ? n2v_pack(file->packer, bytes, size, false, put_bytes, file)
                           : put_bytes(file, bytes, size);
  return done ? (ssize_t)size : 0;
}

static int open_file(n2v_atomic_file *file) {
  file->regular = file->target.way != N2V_WAY_STREAM;
  if (!file->regular)
    file->fd = n2v_place_open(&file->target, file->stop);
  else if (create_temporary(file) != 0)
    return -1;
  if (file->regular && file->target.there && file->target.way == N2V_WAY_REPLACE)
    n2v_rights_carry(file->fd, file->target.folder, file->target.name, &file->target.old);
  if (file->fd >= 0)
    file->stream = fopencookie(file, "w", (cookie_io_functions_t){.write = put});
  if (!file->stream)
    return -1;
  (void)setvbuf(file->stream, file->buffer, _IOFBF, BUFFER);
  return 0;
}

static void drop_temporary(n2v_atomic_file *file) {
  if (file->temporary)
    unlinkat(file->folder, file->temporary, 0);
}

/* Ends in failure: nothing of what was written stays. */
static n2v_status give_up(n2v_atomic_file *file, int error, n2v_error *err) {
  const char *path = file->target.path;
  errno = error;
  n2v_status status = error == EINTR ? n2v_fail(err, N2V_ESTOPPED, "stopped while writing %s", path)
                                     : n2v_fail_errno(err, path, "cannot write");
  n2v_atomic_abort(file);
  return status;
}

n2v_status n2v_atomic_open(n2v_atomic_file *file, const char *path, n2v_stop_flag *stop,
                           n2v_error *err) {
  *file = (n2v_atomic_file){.stop = stop, .fd = -1, .folder = -1};
  n2v_status status = n2v_place_find(&file->target, path, err);
  if (status != N2V_OK) {
    *file = (n2v_atomic_file){0};
    return status;
  }
  file->buffer = malloc(BUFFER);
  errno = ENOMEM;
  return file->buffer && open_file(file) == 0 ? N2V_OK : give_up(file, errno, err);
}

n2v_status n2v_atomic_pack(n2v_atomic_file *file, n2v_error *err) {
  return n2v_packer_new(file->target.path, &file->packer, err);
}

n2v_status n2v_atomic_prepare(n2v_atomic_file *file, n2v_error *err) {
  if (fflush(file->stream) != 0 && !file->error)
    file->error = errno;
  fclose(file->stream);
  file->stream = NULL;
  if (!file->error && file->packer)
    (void)n2v_pack(file->packer, "", 0, true, put_bytes, file);
  if (!file->error && file->regular && fsync(file->fd) != 0)
    file->error = errno;
  return file->error ? give_up(file, file->error, err) : N2V_OK;
}

/* ---------------------------------------------------------------------------------- last step */

/* sendfile copies within the kernel, at most 2 GB a call. */
static int copy_bytes(int from, int to) {
  struct stat info;
  off_t at = 0;
  if (fstat(from, &info) != 0)
    return -1;
  while (at < info.st_size) {
    ssize_t n = sendfile(to, from, &at, (size_t)(info.st_size - at));
    if (n == 0)
      errno = EIO; /* somebody cut the file that has our bytes */
    if (n <= 0)
      return -1;
  }
  return 0;
}

/* The room is taken first: a full disk leaves the older bytes. */
static int copy_into(const n2v_atomic_file *file) {
  const struct stat *old = &file->target.old;
  struct stat new, now;
  int to = n2v_place_open(&file->target, NULL);
  if (to < 0)
    return -1;
  int failed = fstat(file->fd, &new) != 0 || fstat(to, &now) != 0;
  if (!failed && (now.st_dev != old->st_dev || now.st_ino != old->st_ino)) {
    errno = ESTALE; /* another file has its name now */
    failed = 1;
  }
  if (!failed && new.st_size > now.st_size && fallocate(to, 0, 0, new.st_size) != 0 &&
      errno != EOPNOTSUPP &&errno != ENOSYS)
    failed = 1;
  failed =
      failed || copy_bytes(file->fd, to) != 0 || ftruncate(to, new.st_size) != 0 || fsync(to) != 0;
  int saved = errno;
  close(to);
  errno = saved;
  return failed ? -1 : 0;
}

/* A second name for the older target, or failure: some file systems have no links. */
static int link_older(const n2v_place *t, const char *second, char *other, size_t size) {
  int failed = -1;
  errno = EEXIST;
  for (unsigned attempt = 0; failed && errno == EEXIST && attempt < ATTEMPTS; attempt++) {
    n2v_temporary_name(second, attempt, other, size);
    failed = linkat(t->folder, t->name, t->folder, other, 0);
  }
  return failed;
}

/* The older target moves to its second name when the new one is in place, so that both names have a
 * whole file all the time; without links, a moment before. *done: the new one is in place. */
static int replace_and_keep(const n2v_atomic_file *file, bool *done) {
  const n2v_place *t = &file->target;
  char second[NAME_MAX + 1], other[NAME_MAX + 1];
  if (snprintf(second, sizeof second, "%s.1", t->name) >= (int)sizeof second) {
    errno = ENAMETOOLONG;
    return -1;
  }
  bool linked = link_older(t, second, other, sizeof other) == 0;
  if (!linked && renameat(t->folder, t->name, t->folder, second) != 0)
    return -1;
  *done = renameat(file->folder, file->temporary, t->folder, t->name) == 0;
  int failed = !*done;
  if (*done && linked)
    failed = renameat(t->folder, other, t->folder, second) != 0;
  int saved = errno;
  if (failed && linked)
    unlinkat(t->folder, other, 0);
  else if (failed)
    (void)renameat(t->folder, second, t->folder, t->name);
  errno = saved;
  return failed ? -1 : 0;
}

/* The last step. *done: the new bytes are where they belong; -1 with *done: only the older file was
 * not kept under its second name. */
static int settle(n2v_atomic_file *file, bool *done) {
  const n2v_place *t = &file->target;
  if (t->way == N2V_WAY_COPY) {
    *done = copy_into(file) == 0;
    return *done ? 0 : -1;
  }
  if (!file->temporary && take_name(file) != 0)
    return -1;
  if (file->keep_previous && faccessat(t->folder, t->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    return replace_and_keep(file, done);
  *done = renameat(file->folder, file->temporary, t->folder, t->name) == 0;
  return *done ? 0 : -1;
}

/* The new name is in the folder's data: until that is on the disk a crash may bring the old one
 * back. */
static void sync_folder(int folder) {
  int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) {
    (void)fsync(fd); /* some file systems refuse to sync a folder; the data itself is safe */
    close(fd);
  }
}

/* The bytes once more, in a folder that is there. */
static bool keep_in(n2v_atomic_file *file, const char *path) {
  int from = file->fd, folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return false;
  n2v_atomic_file other = {.fd = -1, .folder = folder, .target = file->target};
  bool kept = take_name(&other) == 0 && copy_bytes(from, other.fd) == 0 && fsync(other.fd) == 0;
  if (!kept && other.temporary)
    unlinkat(folder, other.temporary, 0);
  if (other.fd >= 0)
    close(other.fd);
  if (!kept) {
    free(other.temporary);
    close(folder);
    return false;
  }
  free(file->temporary);
  if (file->folder != file->target.folder)
    close(file->folder);
  file->temporary = other.temporary;
  file->folder = folder;
  return true;
}

/* What was written under its temporary name, or, when its folder is gone, in another one. */
static bool keep(n2v_atomic_file *file) {
  const char *other = getenv("TMPDIR");
  struct stat info;
  if (!file->temporary && take_name(file) == 0)
    return true;
  if (file->temporary && fstat(file->fd, &info) == 0 && info.st_nlink > 0)
    return true;
  return keep_in(file, ".") || keep_in(file, other && *other ? other : "/tmp");
}

void n2v_atomic_keep(n2v_atomic_file *file, n2v_error *err) {
  if (file->regular && keep(file)) {
    char path[N2V_FOLDER_PATH];
    n2v_fail_more(err, "; what was written is whole in %s/%s", n2v_folder_path(file->folder, path),
                  file->temporary);
  }
  release(file);
}

/* Ends a file whose last step failed. */
static n2v_status fail_last(n2v_atomic_file *file, n2v_error *err) {
  n2v_status status = n2v_fail_errno(err, file->target.path, "cannot write");
  if (file->expendable)
    n2v_atomic_abort(file);
  else
    n2v_atomic_keep(file, err);
  return status;
}

n2v_status n2v_atomic_name(n2v_atomic_file *file, n2v_error *err) {
  if (file->stop && __atomic_load_n(file->stop, __ATOMIC_RELAXED))
    return give_up(file, EINTR, err);
  if (file->regular && !file->temporary && take_name(file) != 0)
    return fail_last(file, err);
  return N2V_OK;
}

n2v_status n2v_atomic_commit(n2v_atomic_file *file, n2v_error *err) {
  n2v_status status = file->stream ? n2v_atomic_prepare(file, err) : N2V_OK;
  bool done = false;
  if (status != N2V_OK)
    return status;
  if (!file->regular || settle(file, &done) == 0) {
    if (file->regular && file->target.way == N2V_WAY_COPY)
      drop_temporary(file);
    else if (file->regular)
      sync_folder(file->target.folder);
    release(file);
    return N2V_OK;
  }
  if (!done)
    return fail_last(file, err);
  status = n2v_fail_errno(err, file->target.path, "written, but the one before it was not kept");
  release(file);
  return status;
}

void n2v_atomic_abort(n2v_atomic_file *file) {
  drop_temporary(file);
  release(file);
}

/* -------------------------------------------------------------------------------------- check */

n2v_status n2v_atomic_check(const char *path, n2v_error *err) {
  n2v_atomic_file file = {0};
  n2v_place target;
  n2v_status status = n2v_place_find(&target, path, err);
  if (status != N2V_OK)
    return status;
  /* Opening a pipe and closing it again would end its reader: it may be written, and that is
   * all. */
  bool stream = target.way == N2V_WAY_STREAM, named = target.descriptor < 0;
  int fd = target.way == N2V_WAY_REPLACE || (stream && named) ? 0 : n2v_place_open(&target, NULL);
  if (fd < 0)
    status = n2v_fail_errno(err, path, "cannot write");
  if (fd > 0)
    close(fd);
  n2v_place_close(&target);
  if (status != N2V_OK || stream)
    return status;
  status = n2v_atomic_open(&file, path, NULL, err);
  /* Some file systems make files without a name and then give them none. */
  if (status == N2V_OK && !file.temporary && take_name(&file) != 0)
    status = n2v_fail_errno(err, path, "cannot write");
  n2v_atomic_abort(&file);
  return status;
}
