/* Who may use a file that takes another's place. */
#ifndef N2V_BASE_RIGHTS_H
#define N2V_BASE_RIGHTS_H

#include <sys/stat.h>

/* Gives the file open as fd the rights of the one named so in the folder, of which `old` tells,
 * where that is one's own, or root's to give: owner, group, access list. Nobody may do more with it
 * than with the older one: never what runs as its owner, and where the group or the list cannot be
 * kept, nothing for a group. */
void n2v_rights_carry(int fd, int folder, const char *name, const struct stat *old);

#endif
