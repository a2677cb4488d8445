/* The memory that Linux's control groups leave this process. */
#ifndef N2V_BASE_CGROUP_H
#define N2V_BASE_CGROUP_H

#include <stdint.h>

/* The lowest limit of the process's group and of those above it, in bytes; UINT64_MAX when there is
 * none. groups: /proc/self/cgroup; mount: /sys/fs/cgroup. Both versions: 2 keeps limits in
 * MOUNT/GROUP/memory.max, 1 in MOUNT/memory/GROUP/memory.limit_in_bytes. A container sees its own
 * group at MOUNT, whatever `groups` says. */
uint64_t n2v_cgroup_limit(const char *groups, const char *mount);

#endif
