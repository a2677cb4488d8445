/* The files that options name: what is read and what is written must be different ones, found out
 * before the work; the format of the vectors; where the closing line goes. */
#include "cli.h"

#include "base/atomic_file.h"
#include "base/status.h"
#include "base/parallel.h"
#include "embedding/context.h"
#include "embedding/formats.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct named {
  const char *flag, *path; /* "" when not given */
} named;

enum { INPUTS = 7, OUTPUTS = 9, BESIDE = 5 };

/* By folder and name: a file that is not there yet has nothing else. */
static bool same_place(const char *a, const char *b) {
  const char *paths[] = {a, b}, *names[2];
  struct stat folders[2];
  for (int i = 0; i < 2; i++) {
    const char *slash = strrchr(paths[i], '/');
    char folder[4096];
    names[i] = slash ? slash + 1 : paths[i];
    int length = slash ? (int)(slash + 1 - paths[i]) : 0;
    snprintf(folder, sizeof folder, "%.*s.", length, paths[i]);
    if (stat(folder, &folders[i]) != 0)
      return false;
  }
  return strcmp(names[0], names[1]) == 0 && folders[0].st_dev == folders[1].st_dev &&
         folders[0].st_ino == folders[1].st_ino;
}

/* Pipes and devices may be given twice. */
static bool same_file(const char *a, const char *b) {
  struct stat first, second;
  if (!*a || !*b)
    return false;
  bool there = stat(a, &first) == 0;
  if (there != (stat(b, &second) == 0))
    return false;
  return there ? S_ISREG(first.st_mode) && first.st_dev == second.st_dev &&
                     first.st_ino == second.st_ino
               : same_place(a, b);
}

static n2v_status check_one(const named *output, const named *others, int count, bool written,
                            n2v_error *err) {
  for (int i = 0; i < count; i++)
    if (same_file(output->path, others[i].path))
      return n2v_fail(err, N2V_EUSAGE, "-%s %s would replace what -%s %s: give another file",
                      output->flag, output->path, others[i].flag, written ? "writes" : "reads");
  return N2V_OK;
}

const char *cli_output_format(const n2v_config *c) {
  const char *format = c->text[N2V_OPTION_output_format];
  if (strcmp(format, "auto") != 0 || c->binary == N2V_BINARY_AUTO)
    return format;
  return c->binary == N2V_BINARY_YES ? "bin" : "text";
}

n2v_status cli_add_contexts(const n2v_config *c, const n2v_embedding *contexts,
                            n2v_outputs *outputs, n2v_error *err) {
  char *path;
  n2v_status status = n2v_context_path(c->output, &path, err);
  if (status == N2V_OK)
    status = n2v_embedding_add(contexts, path, cli_output_format(c),
                               n2v_thread_count((long)c->threads), outputs, err);
  free(path);
  return status;
}

FILE *cli_summary_stream(const n2v_config *c) {
  struct stat output, standard;
  bool there = stat(c->output, &output) == 0 && fstat(STDOUT_FILENO, &standard) == 0;
  bool same = there && output.st_dev == standard.st_dev && output.st_ino == standard.st_ino;
  return same && !S_ISCHR(output.st_mode) ? stderr : stdout;
}

/* The files that are written without being named: beside vectors, and the checkpoint before the
 * last. NULL: none. The caller frees them. */
static n2v_status files_beside(const cli *me, const n2v_config *c, char *paths[BESIDE],
                               n2v_error *err) {
  const char *format = cli_output_format(c);
  bool vectors = me->program & (N2V_PROGRAM_TRAIN | N2V_PROGRAM_CONVERT | N2V_PROGRAM_RECALL);
  n2v_status status = N2V_OK;
  if (vectors && *c->context)
    status = n2v_format_second(n2v_format_of(c->context, format), c->context, &paths[1], err);
  bool chosen = *c->metadata && n2v_format_of(c->output, format) == &n2v_format_tsv;
  if (status == N2V_OK && vectors && *c->output && !chosen)
    status = n2v_format_second(n2v_format_of(c->output, format), c->output, &paths[0], err);
  if (status == N2V_OK && vectors && *c->output && c->keep_context)
    status = n2v_context_path(c->output, &paths[3], err);
  if (status == N2V_OK && paths[3])
    status = n2v_format_second(n2v_format_of(paths[3], format), paths[3], &paths[4], err);
  if (status == N2V_OK && *c->checkpoint && asprintf(&paths[2], "%s.1", c->checkpoint) < 0) {
    paths[2] = NULL;
    status = n2v_fail_memory(err, c->checkpoint, strlen(c->checkpoint));
  }
  return status;
}

static n2v_status check_all(const named *inputs, const named *outputs, n2v_error *err) {
  n2v_status status = N2V_OK;
  for (int i = 0; i < OUTPUTS + BESIDE && status == N2V_OK; i++) {
    if (!*outputs[i].path)
      continue;
    status = check_one(&outputs[i], inputs, INPUTS, false, err);
    if (status == N2V_OK)
      status = check_one(&outputs[i], outputs, i, true, err);
    if (status == N2V_OK)
      status = n2v_atomic_check(outputs[i].path, err);
  }
  return status;
}

n2v_status cli_check_outputs(const cli *me, const n2v_config *c, n2v_error *err) {
  char *beside[BESIDE] = {NULL};
  n2v_status status = files_beside(me, c, beside, err);
  /* Not -init and -resume: a run may go on in place. */
  const named inputs[INPUTS] = {{"input", c->input},  {"nodes", c->nodes},   {"walks", c->walks},
                                {"graph", c->graph},  {"labels", c->labels}, {"model", c->model},
                                {"config", c->config}};
  const named outputs[OUTPUTS + BESIDE] = {{"output", c->output},
                                           {"save-context", c->context},
                                           {"save-vocab", c->vocab},
                                           {"save-walks", c->save_walks},
                                           {"metrics", c->metrics},
                                           {"metadata", c->metadata},
                                           {"checkpoint", c->checkpoint},
                                           {"save-split", c->save_split},
                                           {"save-rest", c->save_rest},
                                           {"output", beside[0] ? beside[0] : ""},
                                           {"save-context", beside[1] ? beside[1] : ""},
                                           {"checkpoint", beside[2] ? beside[2] : ""},
                                           {"keep-context", beside[3] ? beside[3] : ""},
                                           {"keep-context", beside[4] ? beside[4] : ""}};
  if (status == N2V_OK)
    status = check_all(inputs, outputs, err);
  for (int i = 0; i < BESIDE; i++)
    free(beside[i]);
  return status;
}
