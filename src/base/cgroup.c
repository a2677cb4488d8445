/* Reads the limits of version 1 and 2 alike (cgroups(7)). A group has the limits of all those above
 * it, so its path is cut shorter and shorter and the lowest counts.
 *
 *   /proc/self/cgroup      0::/user.slice/session-2.scope     version 2
 *                          7:memory:/docker/3f2a              version 1
 *   memory.max             max, or 2147483648
 *
 * What cannot be read sets no limit: there may be no such system mounted. */
#include "base/cgroup.h"

#include <stdio.h>
#include <string.h>

static uint64_t read_limit(const char *folder, const char *group, const char *file) {
  char path[4096];
  unsigned long long limit;
  if (snprintf(path, sizeof path, "%s%s/%s", folder, group, file) >= (int)sizeof path)
    return UINT64_MAX;
  FILE *stream = fopen(path, "r");
  if (!stream)
    return UINT64_MAX;
  if (fscanf(stream, "%llu", &limit) != 1) /* "max"; version 1 has a huge number instead */
    limit = UINT64_MAX;
  fclose(stream);
  return limit;
}

/* group is cut shorter and shorter, down to "", the root; it is changed in place. */
static uint64_t lowest(const char *folder, char *group, const char *file) {
  uint64_t limit = UINT64_MAX;
  for (;;) {
    uint64_t own = read_limit(folder, group, file);
    limit = own < limit ? own : limit;
    char *slash = strrchr(group, '/');
    if (!slash)
      return limit;
    *slash = '\0';
  }
}

uint64_t n2v_cgroup_limit(const char *groups, const char *mount) {
  char line[4096], folder[4096], root[] = "";
  uint64_t limit = lowest(mount, root, "memory.max");
  FILE *stream = fopen(groups, "r");
  while (stream && fgets(line, sizeof line, stream)) { /* number:controllers:/group */
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':');
    char *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group)
      continue;
    *group++ = '\0';
    uint64_t own = UINT64_MAX;
    if (!controllers[1])
      own = lowest(mount, group, "memory.max");
    else if (strcmp(controllers, ":memory") == 0 &&
             snprintf(folder, sizeof folder, "%s/memory", mount) < (int)sizeof folder)
      own = lowest(folder, group, "memory.limit_in_bytes");
    limit = own < limit ? own : limit;
  }
  if (stream)
    fclose(stream);
  return limit;
}
