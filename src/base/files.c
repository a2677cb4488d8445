/* A thin shell: callers see a set, the library writes through outputs.h. n2v_outputs is
 * large, must stay where it is, and may change from version to version; n2v_files is a pointer. */
#include "base/files.h"

#include "base/params.h"
#include "base/status.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct n2v_files {
  n2v_outputs outputs;
};

n2v_outputs *n2v_files_outputs(const n2v_run *run, n2v_outputs *own) {
  return run && run->files ? &run->files->outputs : own;
}

n2v_status n2v_files_close(const n2v_run *run, n2v_outputs *own, n2v_status status,
                           n2v_error *err) {
  return run && run->files ? status : n2v_outputs_end(own, status, err);
}

n2v_status n2v_files_new(n2v_stop_flag *stop, n2v_files **out, n2v_error *err) {
  *out = calloc(1, sizeof **out);
  if (!*out)
    return n2v_fail_memory(err, "the files", sizeof **out);
  (*out)->outputs.stop = stop;
  return N2V_OK;
}

n2v_status n2v_files_hold(n2v_files *files, const char *path, n2v_error *err) {
  return n2v_outputs_reserve(&files->outputs, path, err);
}

n2v_status n2v_files_open(n2v_files *files, const char *path, FILE **stream, n2v_error *err) {
  n2v_atomic_file *file;
  n2v_status status = n2v_outputs_open(&files->outputs, path, &file, err);
  *stream = status == N2V_OK ? file->stream : NULL;
  return status;
}

n2v_status n2v_files_end(n2v_files *files, n2v_status status, n2v_error *err) {
  if (files)
    status = n2v_outputs_end(&files->outputs, status, err);
  free(files);
  return status;
}

/* -------------------------------------------------------------------------------- destinations */

/* The first name that is free: this process will take it, unless another program is as quick. */
static void find_temporary(const n2v_place *place, char *out, size_t size) {
  char name[NAME_MAX + 1], path[N2V_FOLDER_PATH];
  const char *folder = n2v_folder_path(place->folder, path);
  for (unsigned attempt = 0;; attempt++) {
    n2v_temporary_name(place->name, attempt, name, sizeof name);
    int length = snprintf(out, size, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= size)
      *out = '\0'; /* no name that a system call takes */
    if (!*out || access(out, F_OK) != 0)
      break;
  }
}

n2v_status n2v_destination_find(const char *path, n2v_destination *out, n2v_error *err) {
  n2v_place place;
  const size_t size = out->size;
  n2v_destination found = {.size = size};
  /* The struct cannot be filled in part: it ends in the name, which a shorter one would cut. */
  if (size != sizeof found)
    return n2v_fail(err, N2V_EUSAGE, "n2v_destination.size = %zu: set it to the struct's size",
                    size);
  n2v_status status = n2v_place_find(&place, path, err);
  if (status == N2V_OK) {
    found.stream = place.way == N2V_WAY_STREAM;
    found.in_place = place.way == N2V_WAY_COPY ? place.why : NULL;
    if (!found.stream)
      find_temporary(&place, found.temporary, sizeof found.temporary);
    n2v_place_close(&place);
    status = n2v_atomic_check(path, err);
  }
  *out = found;
  return status;
}
