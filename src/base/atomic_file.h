/* Output files that appear whole or not at all: written to a temporary file beside the target,
 * flushed, synced and renamed over it. The temporary file has no name until then, where the file
 * system can do that: a killed program leaves nothing behind. */
#ifndef N2V_BASE_ATOMIC_FILE_H
#define N2V_BASE_ATOMIC_FILE_H

#include "n2v.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct n2v_atomic_file {
  FILE *stream;       /* write here; errors may be left for the commit to find */
  char *path;         /* the target */
  bool regular;       /* false: /dev/null, a pipe; written direct */
  char *temporary;    /* name of the temporary file; NULL while it has none */
  bool keep_previous; /* set it, and the commit leaves an older target as `path`.1 */
} n2v_atomic_file;

/* Creates the temporary file. The target is not touched. */
n2v_status n2v_atomic_open(n2v_atomic_file *file, const char *path, n2v_error *err);

/* Flush and fsync: what may well fail. The commit then only renames (base/outputs.h does so for
 * files that belong together). The stream is closed. On failure as n2v_atomic_commit. */
n2v_status n2v_atomic_prepare(n2v_atomic_file *file, n2v_error *err);

/* Prepares unless that is done, renames, syncs the folder. On failure the temporary file is gone
 * and an older target is as it was. Ends the file either way. */
n2v_status n2v_atomic_commit(n2v_atomic_file *file, n2v_error *err);

/* Drops what was written. Harmless on a zeroed, committed or aborted file. */
void n2v_atomic_abort(n2v_atomic_file *file);

/* Fails early, before hours of work, when `path` could not be created. */
n2v_status n2v_atomic_check(const char *path, n2v_error *err);

#endif
