/* A renamed file takes the place of the older one but not its rights: it has those of a new file.
 * They are carried over on the open descriptor, before anything is written.
 * What cannot be carried leaves less, never more: nothing here fails. */
#include "base/rights.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Where there is a list (acl(5)), the mode's bits of the group are what the list gives at most to
 * anyone, and no rights of the group itself. Whether none is left out. */
static bool carry_list(int fd, int folder, const char *name) {
  static const char attribute[] = "system.posix_acl_access";
  char path[NAME_MAX + 40], list[8192];
  snprintf(path, sizeof path, "/proc/self/fd/%d/%s", folder, name);
  ssize_t size = lgetxattr(path, attribute, list, sizeof list);
  if (size < 0)
    return errno != ERANGE; /* none, or the file system has no lists */
  return fsetxattr(fd, attribute, list, (size_t)size, 0) == 0;
}

void n2v_rights_carry(int fd, int folder, const char *name, const struct stat *old) {
  struct stat now;
  mode_t mode = old->st_mode & 0777, without_group = mode & ~(mode_t)0070;
  if (fstat(fd, &now) != 0)
    return;
  /* Only root may give a file away. To another owner the older mode would mean other people. */
  if (now.st_uid != old->st_uid && (geteuid() != 0 || fchown(fd, old->st_uid, (gid_t)-1) != 0))
    return;
  bool kept = now.st_gid == old->st_gid || fchown(fd, (uid_t)-1, old->st_gid) == 0;
  (void)fchmod(fd, kept ? mode : without_group);
  if (kept && !carry_list(fd, folder, name))
    (void)fchmod(fd, without_group);
}
