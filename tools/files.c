/* The files that options name: what is read and what is written must be different ones, found out
 * before the work; the format of the vectors; where the closing line goes.
 *
 * Comparing names would not do: links, `./x` and `x`, a file under two mounts. Files that are there
 * are compared by device and inode, others by the inode of their folder and their last name. What a
 * program reads or writes beside a named file (names of a .npy, context vectors, the checkpoint
 * before the last) is checked like the rest. */
#include "cli.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct named {
  const char *flag, *path; /* "" when not given */
  const char *onto;        /* the flag of the input that an output may replace: going on in place */
} named;

/* Lengths of the lists in cli_check_outputs, read_beside and files_beside. */
enum { NAMED = 16, READ_BESIDE = 12, INPUTS = NAMED + READ_BESIDE, OUTPUTS = 9, BESIDE = 6 };

/* The name at the end of all links, though nothing may be there: realpath wants a file. Only the
 * last part of the path is followed; the kernel follows the rest when the folder is looked at. A
 * name that is cut at PATH_MAX is one that no call takes either. */
static void follow(const char *path, char out[PATH_MAX]) {
  enum { MOST_LINKS = 40 }; /* as the kernel */
  char link[PATH_MAX];
  snprintf(out, PATH_MAX, "%s", path);
  for (int i = 0; i < MOST_LINKS; i++) {
    ssize_t length = readlink(out, link, sizeof link - 1);
    if (length < 0)
      return;
    link[length] = '\0';
    char *slash = strrchr(out, '/'), *begin = *link == '/' || !slash ? out : slash + 1;
    snprintf(begin, PATH_MAX - (size_t)(begin - out), "%s", link);
  }
}

/* By folder and name: a file that is not there yet has nothing else. "x" has the folder ".", "/a/x"
 * the folder "/a/.". */
static bool same_place(const char *a, const char *b) {
  char paths[2][PATH_MAX];
  const char *names[2];
  struct stat folders[2];
  follow(a, paths[0]);
  follow(b, paths[1]);
  for (int i = 0; i < 2; i++) {
    const char *slash = strrchr(paths[i], '/');
    char folder[PATH_MAX + 2];
    names[i] = slash ? slash + 1 : paths[i];
    int length = slash ? (int)(slash + 1 - paths[i]) : 0;
    snprintf(folder, sizeof folder, "%.*s.", length, paths[i]);
    if (stat(folder, &folders[i]) != 0)
      return false;
  }
  return strcmp(names[0], names[1]) == 0 && folders[0].st_dev == folders[1].st_dev &&
         folders[0].st_ino == folders[1].st_ino;
}

/* Pipes and devices may be given twice: nothing of theirs is replaced. Where one of the two is
 * there and the other is not, they differ. written: b is an output, too. */
static bool same_file(const char *a, const char *b, bool written) {
  struct stat first, second;
  if (!*a || !*b)
    return false;
  if (strcmp(a, "-") == 0)
    a = "/dev/stdout";
  if (strcmp(b, "-") == 0)
    b = written ? "/dev/stdout" : "/dev/stdin";
  bool there = stat(a, &first) == 0;
  if (there != (stat(b, &second) == 0))
    return false;
  return there ? S_ISREG(first.st_mode) && first.st_dev == second.st_dev &&
                     first.st_ino == second.st_ino
               : same_place(a, b);
}

/* Whether the output is one of the others; written: those are outputs, too. An output may replace
 * the input that its `onto` names: `-init v.bin -output v.bin` goes on in place. */
static n2v_status check_one(const named *output, const named *others, int count, bool written,
                            n2v_error *err) {
  for (int i = 0; i < count; i++)
    if (!(output->onto && strcmp(output->onto, others[i].flag) == 0) &&
        same_file(output->path, others[i].path, written))
      return n2v_fail(err, N2V_EUSAGE, "-%s %s would replace what -%s %s: give another file",
                      output->flag, output->path, others[i].flag, written ? "writes" : "reads");
  return N2V_OK;
}

/* -output-format wins over -binary: the second is there so that word2vec's command lines run. */
const char *cli_output_format(const n2v_config *c) {
  const char *format = c->text[N2V_OPTION_output_format];
  if (strcmp(format, "auto") != 0 || c->binary == N2V_BINARY_AUTO)
    return format;
  return c->binary == N2V_BINARY_YES ? "bin" : "text";
}

bool cli_is_tsv(const char *path, const char *format) {
  const char *name = n2v_vector_format(path, format);
  return name && strcmp(name, "tsv") == 0;
}

n2v_status cli_index(const n2v_embedding *vectors, const char *path, n2v_error *err) {
  n2v_error why;
  n2v_status status = n2v_embedding_index(vectors, &why);
  return status == N2V_OK ? status : n2v_fail(err, status, "%s: %s", path, why.msg);
}

n2v_status cli_read_contexts(const n2v_config *c, const n2v_embedding *vectors, const char *path,
                             const n2v_run *run, n2v_embedding **out, n2v_error *err) {
  const char *given = *c->model_context ? c->model_context : NULL;
  return n2v_context_read(vectors, path, given, run, out, err);
}

n2v_status cli_write_contexts(const n2v_config *c, const n2v_embedding *contexts,
                              const n2v_run *run, n2v_error *err) {
  char *path;
  n2v_status status = n2v_context_path(c->output, &path, err);
  if (status == N2V_OK)
    status = n2v_embedding_write(contexts, path, cli_output_format(c), run, err);
  free(path);
  return status;
}

/* The second file is looked for rather than believed in: a pipe has none. Errors are no matter
 * here, all is written. */
void cli_print_form(FILE *stream, const char *path, const char *format) {
  const char *title = n2v_vector_title(path, format);
  char *second = NULL;
  struct stat info;
  fprintf(stream, "%s (%s%s", strcmp(path, "-") == 0 ? "standard output" : cli_printable(path).msg,
          title ? title : format, n2v_is_packed(path) ? ", packed" : "");
  bool beside = title && stat(path, &info) == 0 && S_ISREG(info.st_mode);
  if (beside && n2v_vector_second(path, format, &second, NULL) == N2V_OK && second &&
      access(second, R_OK) == 0)
    fprintf(stream, "; names in %s", cli_printable(second).msg);
  fputs("): ", stream);
  free(second);
}

/* `-`, /dev/stdout, or the file that the shell has opened there. Not so a terminal or /dev/null,
 * where the closing line does no harm. "" is no file. */
static bool is_stdout(const char *path) {
  struct stat output, standard;
  if (strcmp(path, "-") == 0)
    return true;
  return stat(path, &output) == 0 && fstat(STDOUT_FILENO, &standard) == 0 &&
         output.st_dev == standard.st_dev && output.st_ino == standard.st_ino &&
         !S_ISCHR(output.st_mode);
}

FILE *cli_summary_stream(const n2v_config *c) {
  const char *outputs[] = {c->output, c->context, c->vocab, c->save_walks, c->metrics};
  for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
    if (is_stdout(outputs[i]))
      return stderr;
  return stdout;
}

/* Beside the checkpoint itself, which may be elsewhere than a link to it. */
static n2v_status checkpoint_path(const n2v_config *c, const char *ending, char **out,
                                  n2v_error *err) {
  char path[PATH_MAX];
  follow(c->checkpoint, path);
  if (asprintf(out, "%s%s", path, ending) >= 0)
    return N2V_OK;
  *out = NULL;
  return cli_no_memory(err, c->checkpoint, strlen(c->checkpoint));
}

/* The files that are written without being named: beside vectors, the checkpoint before the last,
 * and what locks it. NULL: none. The caller frees them. */
static n2v_status files_beside(const cli *me, const n2v_config *c, char *paths[BESIDE],
                               n2v_error *err) {
  /* Places in paths[] are those of `besides` in check_all and of the table in cli_check_outputs. */
  const char *format = cli_output_format(c);
  bool vectors = me->program & (N2V_PROGRAM_TRAIN | N2V_PROGRAM_CONVERT | N2V_PROGRAM_RECALL);
  n2v_status status = N2V_OK;
  if (vectors && *c->context)
    status = n2v_vector_second(c->context, format, &paths[1], err);
  /* n2v-convert -metadata FILE takes the place of the table beside a .tsv. */
  bool chosen = *c->metadata && cli_is_tsv(c->output, format);
  if (status == N2V_OK && vectors && *c->output && !chosen)
    status = n2v_vector_second(c->output, format, &paths[0], err);
  if (status == N2V_OK && vectors && *c->output && c->keep_context)
    status = n2v_context_path(c->output, &paths[3], err);
  if (status == N2V_OK && paths[3])
    status = n2v_vector_second(paths[3], format, &paths[4], err);
  if (status == N2V_OK && *c->checkpoint)
    status = checkpoint_path(c, ".1", &paths[2], err);
  if (status == N2V_OK && *c->checkpoint)
    status = checkpoint_path(c, ".lock", &paths[5], err);
  return status;
}

/* What is read without being named: the names beside vectors, and the context vectors beside them,
 * with their names. The caller frees `paths`. */
typedef struct beside {
  named *inputs;
  char *paths[READ_BESIDE];
  int count;
} beside;

/* A path that somebody has made, or NULL: none. */
static void add_path(beside *b, const char *flag, char *path) {
  if (!path)
    return;
  b->inputs[b->count] = (named){flag, path, NULL};
  b->paths[b->count++] = path;
}

static n2v_status add_vectors(beside *b, const char *flag, const char *path, bool contexts,
                              n2v_error *err) {
  char *second = NULL, *context = NULL;
  n2v_status status = *path ? n2v_vector_second(path, "auto", &second, err) : N2V_OK;
  add_path(b, flag, second);
  if (status != N2V_OK || !*path || !contexts)
    return status;
  status = n2v_context_path(path, &context, err);
  add_path(b, flag, context);
  return status == N2V_OK ? add_vectors(b, flag, context, false, err) : status;
}

static void beside_free(beside *b) {
  for (int i = 0; i < b->count; i++)
    free(b->paths[i]);
}

static n2v_status read_beside(const cli *me, const n2v_config *c, beside *b, n2v_error *err) {
  bool converts = me->program & N2V_PROGRAM_CONVERT, context = !*c->model_context;
  n2v_status status = add_vectors(b, "init", c->init, false, err);
  if (status == N2V_OK)
    status = add_vectors(b, "init-context", c->init_context, false, err);
  if (status == N2V_OK)
    status = add_vectors(b, "context", c->model_context, false, err);
  if (status == N2V_OK && converts)
    status = add_vectors(b, "input", c->input, context && c->keep_context, err);
  if (status == N2V_OK)
    status = add_vectors(b, "model", c->model, context, err);
  if (status == N2V_OK)
    status = add_vectors(b, "compare", c->compare, context, err);
  return status;
}

/* Where it goes; says so when an older file will be written and not replaced. */
static n2v_status look_at(const cli *me, const n2v_config *c, const named *output, bool *is_stream,
                          n2v_error *err) {
  n2v_destination target = {.size = sizeof target};
  cli_signals_hold(true); /* to look is to make a file and remove it: not to be cut in two */
  n2v_status status = n2v_destination_find(output->path, &target, err);
  if (status == N2V_OK && !target.in_place) /* while it is copied nothing else is whole */
    cli_remember_temporary(target.temporary);
  cli_signals_hold(false);
  if (status != N2V_OK)
    return status;
  *is_stream = target.stream;
  if (target.in_place && strcmp(output->flag, "checkpoint") == 0)
    return n2v_fail(err, N2V_EUSAGE,
                    "-checkpoint %s %s and cannot be replaced whole: give a name in another folder",
                    output->path, target.in_place);
  if (target.in_place && !c->quiet)
    fprintf(stderr, "%s: note: %s %s: it is written in place at the end\n", me->name,
            cli_printable(output->path).msg, target.in_place);
  return N2V_OK;
}

/* Each output against all inputs and against the outputs before it; then its place is held. Beside
 * a stream there is nothing: a pipe of vectors has no second file. */
static n2v_status check_all(const cli *me, const n2v_config *c, const named *inputs, int count,
                            const named *outputs, n2v_files *files, n2v_error *err) {
  n2v_status status = N2V_OK;
  static const int besides[BESIDE] = {0, 1, 2, 0, 0, 2}; /* what they lie beside */
  bool streams[OUTPUTS + BESIDE] = {false};
  for (int i = 0; i < OUTPUTS + BESIDE && status == N2V_OK; i++) {
    if (!*outputs[i].path || (i >= OUTPUTS && streams[besides[i - OUTPUTS]]))
      continue;
    status = check_one(&outputs[i], inputs, count, false, err);
    if (status == N2V_OK)
      status = look_at(me, c, &outputs[i], &streams[i], err);
    for (int j = 0; j < i && status == N2V_OK; j++)
      if (strcmp(outputs[i].path, "-") == 0 && strcmp(outputs[j].path, "-") == 0)
        status = n2v_fail(err, N2V_EUSAGE,
                          "-%s - and -%s - would mix on standard output: give one of them a file",
                          outputs[j].flag, outputs[i].flag);
      else if (!(streams[i] && streams[j])) /* of pipes, one behind the other */
        status = check_one(&outputs[i], &outputs[j], 1, true, err);
    /* A checkpoint is written again and again, each time as a file of its own: no place is held. */
    bool once = strcmp(outputs[i].flag, "checkpoint") != 0;
    if (status == N2V_OK && once && files)
      status = n2v_files_hold(files, outputs[i].path, err);
  }
  return status;
}

n2v_status cli_check_apart(const n2v_config *c, const char *flag, const char *path,
                           n2v_error *err) {
  const named output = {"output", c->output, NULL}, input = {flag, path, NULL};
  named inputs[READ_BESIDE];
  beside b = {.inputs = inputs};
  n2v_status status = check_one(&output, &input, 1, false, err);
  if (status == N2V_OK)
    status = add_vectors(&b, flag, path, !*c->model_context, err);
  if (status == N2V_OK)
    status = check_one(&output, inputs, b.count, false, err);
  beside_free(&b);
  return status;
}

n2v_status cli_check_outputs(const cli *me, const n2v_config *c, n2v_files *files, n2v_error *err) {
  char *made[BESIDE] = {NULL};
  n2v_status status = files_beside(me, c, made, err);
  named inputs[INPUTS] = {{"input", c->input, NULL},
                          {"nodes", c->nodes, NULL},
                          {"walks", c->walks, NULL},
                          {"graph", c->graph, NULL},
                          {"labels", c->labels, NULL},
                          {"model", c->model, NULL},
                          {"config", c->config, NULL},
                          {"init", c->init, NULL},
                          {"resume", c->resume, NULL},
                          {"init-context", c->init_context, NULL},
                          {"context", c->model_context, NULL},
                          {"compare", c->compare, NULL},
                          {"groups", c->groups, NULL},
                          {"visits", c->visits, NULL},
                          {"metadata", c->page_metadata, NULL},
                          {"template", c->template, NULL}};
  const named outputs[OUTPUTS + BESIDE] = {{"output", c->output, "init"},
                                           {"save-context", c->context, "init-context"},
                                           {"checkpoint", c->checkpoint, "resume"},
                                           {"save-vocab", c->vocab, NULL},
                                           {"save-walks", c->save_walks, NULL},
                                           {"metrics", c->metrics, NULL},
                                           {"metadata", c->metadata, NULL},
                                           {"save-split", c->save_split, NULL},
                                           {"save-rest", c->save_rest, NULL},
                                           {"output", made[0] ? made[0] : "", "init"},
                                           {"save-context", made[1] ? made[1] : "", "init-context"},
                                           {"checkpoint", made[2] ? made[2] : "", "resume"},
                                           {"keep-context", made[3] ? made[3] : "", "init-context"},
                                           {"keep-context", made[4] ? made[4] : "", NULL},
                                           {"checkpoint", made[5] ? made[5] : "", NULL}};
  beside read = {.inputs = inputs + NAMED};
  if (status == N2V_OK)
    status = read_beside(me, c, &read, err);
  if (status == N2V_OK)
    status = check_all(me, c, inputs, NAMED + read.count, outputs, files, err);
  for (int i = 0; i < BESIDE; i++)
    free(made[i]);
  beside_free(&read);
  return status;
}
