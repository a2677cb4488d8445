/* Where an output goes, and how its bytes come there: found out once, before anything is written,
 * from what decides in the end (permissions, owners, sticky folders, mounts, links). */
#ifndef N2V_BASE_PLACE_H
#define N2V_BASE_PLACE_H

#include "base/stoppable.h"
#include "n2v.h"

#include <stdbool.h>
#include <sys/stat.h>

typedef enum n2v_way {
  N2V_WAY_REPLACE, /* a temporary file in its folder is renamed over it */
  N2V_WAY_COPY,    /* it cannot be replaced, but written: a temporary file is copied into it */
  N2V_WAY_STREAM   /* a pipe, a device, a descriptor that is open already: written as it comes */
} n2v_way;

typedef struct n2v_place {
  n2v_way way;
  char *path;      /* as it was given, for messages */
  int folder;      /* where it lies, links followed; with O_PATH. -1: a descriptor of our own */
  char *name;      /* in that folder */
  int descriptor;  /* the number of that descriptor; -1: it has a name */
  bool there;      /* a file is there already, */
  struct stat old; /* like this */
  const char *why; /* N2V_WAY_COPY: "is mounted by itself" */
} n2v_place;

/* Follows links to the file that `path` names; one in a sticky folder that belongs to neither us
 * nor the folder's owner is refused, as Linux does (protected_symlinks), whatever its settings.
 * `-` is standard output. /dev/fd, /dev/stdout and their like are descriptors, whatever they lead
 * to: a stream. N2V_EIO with the reason when nothing can be written there. */
n2v_status n2v_place_find(n2v_place *place, const char *path, n2v_error *err);

/* For writing: a stream, or the file of N2V_WAY_COPY, which is not cut. -1 with errno. */
int n2v_place_open(const n2v_place *place, n2v_stop_flag *stop);

enum { N2V_FOLDER_PATH = 4096 }; /* bytes */

/* The folder as a path, for messages; "." when it has none any more. Takes no memory: what it says
 * may be that there is none. */
const char *n2v_folder_path(int folder, char path[N2V_FOLDER_PATH]);

/* Harmless on a zeroed or closed one. */
void n2v_place_close(n2v_place *place);

#endif
