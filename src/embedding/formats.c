/* Finds the format that a name, an extension or a file's content asks for, and does for all of them
 * what is the same: opening and closing files, the second file beside the first.
 *
 * Writing goes by the path, reading by the content: a file that was renamed, or comes through a
 * pipe, is read all the same. */
#include "embedding/formats.h"
#include "embedding/lines.h"

#include "base/budget.h"
#include "base/input.h"
#include "base/status.h"

#include <stdlib.h>
#include <string.h>

static const n2v_format *const formats[] = {
#define FORMAT(name) &n2v_format_##name,
#include "embedding/formats.def"
#undef FORMAT
};

enum { FORMATS = sizeof formats / sizeof formats[0] };

/* The extension with its dot, before that of a packed file; its length is 0 where there is none. */
static const char *extension_of(const char *path, size_t *length) {
  const char *slash = strrchr(path, '/'), *end = path + n2v_packed_stem(path);
  const char *dot = memrchr(path, '.', (size_t)(end - path));
  const char *extension = dot && (!slash || dot > slash) ? dot : end;
  *length = (size_t)(end - extension);
  return extension;
}

/* Whether the path's extension is one of the words of `list`, which blanks part, in either case. */
static bool is_among(const char *path, const char *list) {
  char word[32];
  size_t length;
  const char *extension = extension_of(path, &length);
  if (length >= sizeof word)
    return false;
  snprintf(word, sizeof word, "%.*s", (int)length, extension);
  for (const char *at = list; length && (at = strcasestr(at, word)); at += length)
    if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
      return true;
  return false;
}

const n2v_format *n2v_format_of(const char *path, const char *name) {
  bool by_extension = strcmp(name, "auto") == 0;
  for (int i = 0; i < FORMATS; i++)
    if (by_extension ? is_among(path, formats[i]->extensions) : strcmp(formats[i]->name, name) == 0)
      return formats[i];
  return by_extension ? &n2v_format_bin : NULL;
}

/* "bin, text, ..." */
static n2v_status unknown(const char *name, n2v_error *err) {
  char names[128] = "";
  size_t used = 0;
  for (int i = 0; i < FORMATS && used < sizeof names; i++)
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): each row of formats.def has a format. */
    used += (size_t)snprintf(names + used, sizeof names - used, "%s, ", formats[i]->name);
  return n2v_fail(err, N2V_EUSAGE, "unknown format '%s': %sor auto", name, names);
}

n2v_status n2v_format_second(const n2v_format *format, const char *path, char **out,
                             n2v_error *err) {
  *out = NULL;
  if (!format->second)
    return N2V_OK;
  size_t stem = n2v_packed_stem(path), length;
  if (format->second_replaces_extension)
    stem = (size_t)(extension_of(path, &length) - path);
  if (asprintf(out, "%.*s%s", (int)stem, path, format->second) >= 0)
    return N2V_OK;
  *out = NULL;
  return n2v_fail_memory(err, path, strlen(path));
}

/* Endings of forms that nobody means by a word2vec binary, which is what every unknown ending gets.
 * Found out by whoever opens the file would be too late: the training may have taken a night. */
static n2v_status refuse_ending(const char *path, n2v_error *err) {
  static const char others[] = ".json .jsonl .parquet .feather .h5 .hdf5 .pkl .pickle .npz .xlsx "
                               ".xml .html .mat .rds .pt .safetensors";
  char endings[160] = "";
  size_t used = 0, length;
  const char *extension = extension_of(path, &length);
  if (!is_among(path, others))
    return N2V_OK;
  for (int i = 0; i < FORMATS && used < sizeof endings; i++)
    used += (size_t)snprintf(endings + used, sizeof endings - used, " %s (%s)",
                             formats[i]->extensions, formats[i]->name);
  return n2v_fail(err, N2V_EUSAGE,
                  "%s: vectors are not written in the form of '%.*s'; endings that are:%s; "
                  "`output_format` decides whatever the ending",
                  path, (int)length, extension, endings);
}

n2v_status n2v_format_check(const n2v_names *names, const char *path, const char *format,
                            n2v_error *err) {
  const n2v_format *f = n2v_format_of(path, format);
  n2v_status status = strcmp(format, "auto") == 0 ? refuse_ending(path, err) : N2V_OK;
  if (status != N2V_OK)
    return status;
  return f ? f->check_names(names, path, err) : unknown(format, err);
}

/* ----------------------------------------------------------------------------------- writing */

n2v_status n2v_vectors_add(const n2v_embedding *e, const char *path, const char *format,
                           int threads, n2v_outputs *outputs, n2v_error *err) {
  n2v_atomic_file *file;
  n2v_status status = n2v_format_check(e->names, path, format, err);
  if (status == N2V_OK)
    status = n2v_outputs_open(outputs, path, &file, err);
  if (status == N2V_OK && !n2v_format_of(path, format)->write(e, threads, file->stream))
    status = n2v_fail_memory(err, path, 0);
  return status;
}

n2v_status n2v_embedding_add(const n2v_embedding *e, const char *path, const char *format,
                             int threads, n2v_outputs *outputs, n2v_error *err) {
  char *second = NULL;
  n2v_atomic_file *file;
  n2v_status status = n2v_vectors_add(e, path, format, threads, outputs, err);
  if (status != N2V_OK || !outputs->files[outputs->count - 1].regular)
    return status;
  const n2v_format *f = n2v_format_of(path, format);
  status = n2v_format_second(f, path, &second, err);
  if (status == N2V_OK && second)
    status = n2v_outputs_open(outputs, second, &file, err);
  if (status == N2V_OK && second)
    f->write_second(e, file->stream);
  free(second);
  return status;
}

/* ----------------------------------------------------------------------------------- reading */

/* The names of rows that have none yet. */
static n2v_status read_second(const n2v_format *format, const char *path, n2v_embedding *e,
                              n2v_error *err) {
  char *second = NULL;
  n2v_status status = n2v_format_second(format, path, &second, err);
  if (status == N2V_OK)
    status = n2v_embedding_take_names(e, path, second, err);
  free(second);
  return status;
}

n2v_status n2v_vectors_parse(const char *path, bool beside, const char *bytes, size_t size,
                             int threads, n2v_embedding **out, n2v_error *err) {
  const n2v_format *format = &n2v_format_bin; /* whose message says what is missing */
  *out = NULL;
  if (size == 0)
    return n2v_fail(err, N2V_EINPUT, "%s: the file is empty", path);
  /* The first of formats.def wins. word2vec's two forms have no `knows`: whatever nothing else
   * knows is taken for one, and refused with its line if it is none. */
  for (int i = FORMATS - 1; i >= 0; i--)
    if (formats[i]->knows && formats[i]->knows(path, bytes, size))
      format = formats[i];
  n2v_status status = format->read(path, bytes, size, threads, out, err);
  if (status == N2V_OK && format->second && beside)
    status = read_second(format, path, *out, err);
  if (status != N2V_OK) {
    n2v_embedding_free(*out);
    *out = NULL;
  }
  return status;
}

n2v_status n2v_embedding_load(const char *path, const n2v_run *run, n2v_embedding **out,
                              n2v_error *err) {
  n2v_input file;
  *out = NULL;
  n2v_status status = n2v_input_open(&file, path, run->memory, run->progress, err);
  if (status == N2V_OK)
    status = n2v_vectors_parse(path, true, file.bytes, file.size, run->threads, out, err);
  /* Only now: how many rows there are a text does not say before it is read. */
  if (status == N2V_OK)
    status = n2v_budget_holds(run->memory, path,
                              n2v_input_held(&file) +
                                  (*out)->rows * (*out)->stride * sizeof *(*out)->data,
                              "raise `memory`", err);
  n2v_input_close(&file);
  if (status != N2V_OK) {
    n2v_embedding_free(*out);
    *out = NULL;
  }
  return status;
}
