/* What is read and what is written must be different files, found out before the work. */
#include "cli.h"

#include "base/atomic_file.h"
#include "base/status.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct named {
  const char *flag, *path; /* "" when not given */
} named;

enum { INPUTS = 7, OUTPUTS = 7 };

/* Pipes and devices may be given twice. A file that is not there yet is known by its path. */
static bool same_file(const char *a, const char *b) {
  struct stat first, second;
  if (!*a || !*b)
    return false;
  bool there = stat(a, &first) == 0;
  if (there != (stat(b, &second) == 0))
    return false;
  return there ? S_ISREG(first.st_mode) && first.st_dev == second.st_dev &&
                     first.st_ino == second.st_ino
               : strcmp(a, b) == 0;
}

static n2v_status check_one(const named *output, const named *others, int count, bool written,
                            n2v_error *err) {
  for (int i = 0; i < count; i++)
    if (same_file(output->path, others[i].path))
      return n2v_fail(err, N2V_EUSAGE, "-%s %s would replace what -%s %s: give another file",
                      output->flag, output->path, others[i].flag, written ? "writes" : "reads");
  return N2V_OK;
}

FILE *cli_summary_stream(const n2v_config *c) {
  struct stat output, standard;
  bool there = stat(c->output, &output) == 0 && fstat(STDOUT_FILENO, &standard) == 0;
  bool same = there && output.st_dev == standard.st_dev && output.st_ino == standard.st_ino;
  return same && !S_ISCHR(output.st_mode) ? stderr : stdout;
}

n2v_status cli_check_outputs(const n2v_config *c, n2v_error *err) {
  /* Not -init and -resume: a run may go on in place. */
  const named inputs[INPUTS] = {{"input", c->input},  {"nodes", c->nodes},   {"walks", c->walks},
                                {"graph", c->graph},  {"labels", c->labels}, {"model", c->model},
                                {"config", c->config}};
  const named outputs[OUTPUTS] = {{"output", c->output},        {"save-context", c->context},
                                  {"save-vocab", c->vocab},     {"save-walks", c->save_walks},
                                  {"metrics", c->metrics},      {"metadata", c->metadata},
                                  {"checkpoint", c->checkpoint}};
  n2v_status status = N2V_OK;
  for (int i = 0; i < OUTPUTS && status == N2V_OK; i++) {
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
