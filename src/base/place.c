/* The path is walked link by link with open folders, as the kernel would, because the file to be
 * replaced is the one that the last link names, and the temporary file must lie beside that one. */
#include "base/place.h"

#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { MOST_LINKS = 40 }; /* as the kernel */

const char *n2v_folder_path(int folder, char path[N2V_FOLDER_PATH]) {
  char self[32];
  snprintf(self, sizeof self, "/proc/self/fd/%d", folder);
  ssize_t length = readlink(self, path, N2V_FOLDER_PATH - 1);
  if (length < 0 || *path != '/')
    return ".";
  path[length] = 0;
  return path;
}

/* Moves on to the folder and the name of `path`, which is seen from the folder before. */
static int enter(n2v_place *t, const char *path) {
  const char *slash = strrchr(path, '/');
  char *name = strdup(slash ? slash + 1 : path);
  char *parent = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
  int folder = -1;
  if (name && parent)
    folder = openat(t->folder, parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
  else
    errno = ENOMEM;
  free(parent);
  if (folder < 0) {
    free(name);
    return -1;
  }
  if (t->folder >= 0)
    close(t->folder);
  free(t->name);
  t->folder = folder;
  t->name = name;
  return 0;
}

/* The number of a descriptor of this process that the link in procfs stands for, or -1. Other links
 * there lead to what other processes have open. */
static int own_descriptor(n2v_place *t) {
  char self[32] = "", path[N2V_FOLDER_PATH], *end = t->name;
  const char *folder = n2v_folder_path(t->folder, path);
  long number = -1;
  ssize_t length = readlink("/proc/self", self, sizeof self - 1);
  if (length > 0 && strncmp(folder, "/proc/", 6) == 0 &&
      strncmp(folder + 6, self, (size_t)length) == 0 && folder[6 + length] == '/')
    number = strtol(t->name, &end, 10);
  errno = EACCES;
  t->why = "it is a link of /proc, and no descriptor of this program";
  return *end || end == t->name ? -1 : (int)number;
}

/* By the file system, not by the path: /dev/fd leads there, and /proc may be mounted elsewhere. */
static bool is_in_proc(int folder) {
  struct statfs info;
  return fstatfs(folder, &info) == 0 && info.f_type == PROC_SUPER_MAGIC;
}

/* Who may write into a sticky folder could put a link there and have us write elsewhere. */
static bool is_foreign_link(const n2v_place *t) {
  struct stat folder;
  const mode_t shared = S_ISVTX | S_IWOTH;
  if (fstat(t->folder, &folder) != 0)
    return true;
  return (folder.st_mode & shared) == shared && t->old.st_uid != geteuid() &&
         t->old.st_uid != folder.st_uid;
}

/* To the file at the end of all links; t->there says whether it is. Each folder is held open
 * (O_PATH) while its link is read, so a folder that is renamed meanwhile leads nowhere else. */
static int follow(n2v_place *t, const char *path) {
  char *link = strdup(path);
  int failed = link ? 0 : -1;
  for (int links = 0; !failed; links++) {
    failed = enter(t, link);
    if (failed || !*t->name) { /* a folder's name, with a slash behind it */
      errno = failed ? errno : EISDIR;
      failed = -1;
      break;
    }
    if (fstatat(t->folder, t->name, &t->old, AT_SYMLINK_NOFOLLOW) != 0) {
      failed = errno == ENOENT ? 0 : -1;
      break;
    }
    t->there = !S_ISLNK(t->old.st_mode);
    if (t->there)
      break;
    if (is_in_proc(t->folder)) { /* its text is no path: "pipe:[7]", "/a/file (deleted)" */
      t->there = true;
      t->way = N2V_WAY_STREAM;
      t->descriptor = own_descriptor(t);
      failed = t->descriptor < 0 ? -1 : 0;
      break;
    }
    size_t room = 4096;
    char *next = realloc(link, room);
    ssize_t length = next ? readlinkat(t->folder, t->name, next, room - 1) : -1;
    link = next ? next : link;
    failed = length < 0 ? -1 : 0;
    if (!failed && (is_foreign_link(t) || links == MOST_LINKS)) {
      errno = links == MOST_LINKS ? ELOOP : EACCES;
      t->why = "it is another user's link in a folder that everyone may write to";
      failed = -1;
    }
    if (!failed)
      link[length] = 0;
  }
  int saved = errno;
  free(link);
  errno = saved;
  return failed;
}

/* Asks whether the file's name may be taken from it, without doing so: to remove a file as a folder
 * fails for being none only after the kernel has looked at all that would forbid it (the folder's
 * permissions, its sticky bit and owners, flags that make a file immutable). */
static bool may_be_replaced(const n2v_place *t, const char **why) {
  struct statx info;
  if (statx(t->folder, t->name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &info) == 0 &&
      info.stx_attributes & STATX_ATTR_MOUNT_ROOT)
    *why = "is mounted by itself";
  else if (unlinkat(t->folder, t->name, AT_REMOVEDIR) == 0 || errno == ENOTDIR)
    return true;
  else if (errno == EPERM)
    *why = "belongs to another user in a sticky folder";
  else
    *why = "is in a folder that cannot be written";
  return false;
}

/* Where names can be made and never taken away (chattr +a), each temporary one would stay. */
static bool takes_new_names_only(int folder) {
  struct statx info;
  return statx(folder, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &info) == 0 &&
         info.stx_attributes & STATX_ATTR_APPEND;
}

/* Which of the three ways, for a file that is there. -1 with errno: it may not be written. */
static int find_way(n2v_place *t) {
  if (t->way == N2V_WAY_STREAM)
    return 0;
  if (takes_new_names_only(t->folder)) {
    t->why = "its folder is append-only: no temporary file could be removed from it";
    errno = EACCES;
    return -1;
  }
  if (!t->there)
    return 0;
  if (S_ISDIR(t->old.st_mode)) {
    errno = EISDIR;
    return -1;
  }
  /* A file made read-only is meant to stay, although its folder would let us replace it. */
  if (faccessat(t->folder, t->name, W_OK, AT_EACCESS) != 0)
    return -1;
  if (!S_ISREG(t->old.st_mode))
    t->way = N2V_WAY_STREAM;
  else if (!may_be_replaced(t, &t->why))
    t->way = N2V_WAY_COPY;
  return 0;
}

n2v_status n2v_place_find(n2v_place *target, const char *path, n2v_error *err) {
  *target = (n2v_place){.folder = AT_FDCWD, .descriptor = -1, .path = strdup(path)};
  if (!target->path)
    return n2v_fail_memory(err, path, strlen(path));
  if (strcmp(path, "-") == 0) { /* not by /dev/stdout: there may be no /dev */
    target->folder = -1;
    target->way = N2V_WAY_STREAM;
    target->descriptor = STDOUT_FILENO;
    target->there = true;
    return N2V_OK;
  }
  if (*path && follow(target, path) == 0 && find_way(target) == 0)
    return N2V_OK;
  if (!*path)
    errno = ENOENT;
  n2v_status status = errno == EACCES && target->why
                          ? n2v_fail(err, N2V_EIO, "%s: cannot write: %s", path, target->why)
                          : n2v_fail_errno(err, path, "cannot write");
  n2v_place_close(target);
  return status;
}

int n2v_place_open(const n2v_place *t, n2v_stop_flag *stop) {
  if (t->descriptor < 0)
    return n2v_stoppable_open_output(t->folder, t->name, stop);
  int flags = fcntl(t->descriptor, F_GETFL);
  if (flags >= 0 && (flags & O_ACCMODE) == O_RDONLY) {
    errno = EBADF;
    return -1;
  }
  return flags < 0 ? -1 : fcntl(t->descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

void n2v_place_close(n2v_place *target) {
  if (target->path && target->folder >= 0) /* a zeroed one has neither */
    close(target->folder);
  free(target->path);
  free(target->name);
  *target = (n2v_place){.folder = -1, .descriptor = -1};
}
