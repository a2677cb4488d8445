/* Output files that appear whole or not at all: written to a temporary file, synced, and renamed
 * over the target, or copied into it where it cannot be replaced (base/place.h finds out which).
 * The temporary file has no name until the end, where the file system can do that: a killed program
 * leaves nothing behind. A pipe or device is written as the bytes come. */
#ifndef N2V_BASE_ATOMIC_FILE_H
#define N2V_BASE_ATOMIC_FILE_H

#include "base/packer.h"
#include "base/place.h"

#include <stdio.h>

/* Must stay where it is while it is open: its stream points to it. */
typedef struct n2v_atomic_file {
  FILE *stream; /* write here; errors may be left for the commit to find. It has no descriptor. */
  n2v_place target;
  bool regular;       /* false: a stream */
  bool keep_previous; /* set it, and the commit leaves an older target as `path`.1 */
  bool expendable;    /* set it, and nothing stays when the last step fails */
  n2v_stop_flag
      *stop; /* writing ends with N2V_ESTOPPED soon after it becomes non-zero; NULL: never */
  int fd;
  int folder;      /* where the temporary file is */
  char *temporary; /* its name there; NULL while it has none */
  char *buffer;    /* the stream's */
  n2v_packer *packer;
  int error;            /* errno of the first write that failed */
  off_t written, begun; /* bytes; those of them that the disk has been told to take */
} n2v_atomic_file;

/* Creates the temporary file, or opens the stream. The target is not touched. stop: see above. */
n2v_status n2v_atomic_open(n2v_atomic_file *file, const char *path, n2v_stop_flag *stop,
                           n2v_error *err);

/* What is written from here on is packed, where the name ends in .gz or .zst. To be called before
 * anything is written. */
n2v_status n2v_atomic_pack(n2v_atomic_file *file, n2v_error *err);

/* Flush and fsync: what may well fail or take long. The stream is closed. On failure nothing stays
 * of what was written. */
n2v_status n2v_atomic_prepare(n2v_atomic_file *file, n2v_error *err);

/* Gives the prepared file its temporary name. A stop is heeded here for the last time. */
n2v_status n2v_atomic_name(n2v_atomic_file *file, n2v_error *err);

/* The last step: prepares and names the file unless that is done, then renames or copies it and
 * syncs the folder. When that fails, an older target is as it was (but for N2V_WAY_COPY), and what
 * was written stays in the temporary file, which the message names. Ends the file either way. */
n2v_status n2v_atomic_commit(n2v_atomic_file *file, n2v_error *err);

/* Ends a prepared file, leaves it as a temporary one, and adds its name to err's message. */
void n2v_atomic_keep(n2v_atomic_file *file, n2v_error *err);

/* Drops what was written. Harmless on a zeroed, committed or aborted file. */
void n2v_atomic_abort(n2v_atomic_file *file);

/* Fails early, before hours of work, when `path` could not be written. */
n2v_status n2v_atomic_check(const char *path, n2v_error *err);

/* The name of this process's temporary file beside `name`, cut to what file systems hold: the
 * first, second, ... attempt. `size` of at least 256 bytes. Safe in a signal handler. */
void n2v_temporary_name(const char *name, unsigned attempt, char *out, size_t size);

#endif
