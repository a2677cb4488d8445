/* Vectors and what lies beside them, as n2v.h has them: each call's files by themselves, or among
 * those of its run. Here parameters are checked and defaults filled in; the formats below take them
 * as they are. */
#include "base/files.h"
#include "base/packer.h"
#include "base/params.h"
#include "base/status.h"
#include "embedding/context.h"
#include "embedding/formats.h"

#include <string.h>

n2v_status n2v_embedding_read(const char *path, const n2v_run *run, n2v_embedding **out,
                              n2v_error *err) {
  n2v_run own;
  *out = NULL;
  n2v_status status = n2v_run_take(run, &own, err);
  return status == N2V_OK ? n2v_embedding_load(path, &own, out, err) : status;
}

n2v_status n2v_embedding_parse(const void *bytes, size_t size, const char *name, const n2v_run *run,
                               n2v_embedding **out, n2v_error *err) {
  n2v_run own;
  *out = NULL;
  n2v_status status = n2v_run_take(run, &own, err);
  return status == N2V_OK ? n2v_vectors_parse(name, false, bytes, size, own.threads, out, err)
                          : status;
}

n2v_status n2v_embedding_write(const n2v_embedding *e, const char *path, const char *format,
                               const n2v_run *run, n2v_error *err) {
  n2v_run own;
  n2v_outputs outputs = {0};
  n2v_status status = n2v_run_take(run, &own, err);
  if (status != N2V_OK)
    return status;
  status = n2v_embedding_add(e, path, format, own.threads, n2v_files_outputs(run, &outputs), err);
  return n2v_files_close(run, &outputs, status, err);
}

n2v_status n2v_embedding_print(const n2v_embedding *e, const char *format, FILE *stream,
                               const n2v_run *run, n2v_error *err) {
  /* A stream has no extension from which `auto` could be taken: "" is no format either. */
  static const char where[] = "the stream";
  n2v_run own;
  n2v_status status = n2v_run_take(run, &own, err);
  if (status == N2V_OK)
    status = n2v_format_check(e->names, where, strcmp(format, "auto") == 0 ? "" : format, err);
  if (status == N2V_OK && !n2v_format_of(where, format)->write(e, own.threads, stream))
    status = n2v_fail_memory(err, "the text of the vectors", 0);
  return status;
}

n2v_status n2v_names_check(const n2v_names *names, const char *path, const char *format, char *note,
                           size_t size, n2v_error *err) {
  if (note && size)
    *note = '\0';
  if (note)
    n2v_embedding_name_note(names, note, size);
  return n2v_format_check(names, path, format, err);
}

const char *n2v_vector_format(const char *path, const char *format) {
  const n2v_format *f = n2v_format_of(path, format);
  return f ? f->name : NULL;
}

const char *n2v_vector_title(const char *path, const char *format) {
  const n2v_format *f = n2v_format_of(path, format);
  return f ? f->title : NULL;
}

bool n2v_is_packed(const char *path) {
  return path[n2v_packed_stem(path)] != '\0';
}

n2v_status n2v_vector_second(const char *path, const char *format, char **out, n2v_error *err) {
  const n2v_format *f = n2v_format_of(path, format);
  *out = NULL;
  return f ? n2v_format_second(f, path, out, err) : N2V_OK;
}

n2v_status n2v_counts_write(const n2v_embedding *e, const char *path, const n2v_run *run,
                            n2v_error *err) {
  n2v_outputs outputs = {0};
  n2v_status status = n2v_vocab_add(e, path, n2v_files_outputs(run, &outputs), err);
  return n2v_files_close(run, &outputs, status, err);
}

n2v_status n2v_metadata_write(const n2v_embedding *e, const n2v_labels *labels,
                              const uint64_t *degrees, const char *path, const n2v_run *run,
                              n2v_error *err) {
  n2v_outputs outputs = {0};
  n2v_status status =
      n2v_metadata_add(e, labels, degrees, path, n2v_files_outputs(run, &outputs), err);
  return n2v_files_close(run, &outputs, status, err);
}

n2v_status n2v_context_read(const n2v_embedding *vectors, const char *path, const char *context,
                            const n2v_run *run, n2v_embedding **out, n2v_error *err) {
  n2v_run own;
  *out = NULL;
  n2v_status status = n2v_run_take(run, &own, err);
  return status == N2V_OK ? n2v_context_load(vectors, path, context ? context : "", &own, out, err)
                          : status;
}
