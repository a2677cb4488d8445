/* What the programs share: arguments, messages, progress, exit codes. All state is the process's
 * own (one program, one terminal); the calls are made from the main thread, but for the progress
 * report, which the library makes from one thread at a time. */
#ifndef N2V_TOOLS_CLI_H
#define N2V_TOOLS_CLI_H

#include "options/options.h"
#include "support.h"
#include "n2v.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct cli {
  const char *name;     /* "n2v-train" */
  unsigned program;     /* N2V_PROGRAM_TRAIN */
  const char *synopsis; /* first line of -help, behind "usage: " */
  const char *about;    /* the paragraphs below it, parted by empty lines */
  const char *built;    /* for -version: "built with igraph 0.10.2"; NULL: nothing to say */
} cli;

/* Options into *config, the arguments that are no flags into argv[1..*positional]. Deals with
 * -help, -version and -dump-config. Returns -1 to go on, otherwise the exit code (and *config is
 * NULL). positional == NULL: the program takes no such arguments, one is an error. */
int cli_start(const cli *me, int argc, char **argv, n2v_config **config, int *positional);

/* N2V_EUSAGE when -output is a file that is read under another flag, which is no option's own. */
n2v_status cli_check_apart(const n2v_config *config, const char *flag, const char *path,
                           n2v_error *err);

/* Before the work: every output named by the options can be written, and is no file that is read or
 * written under another option too. Their places are held in `files` (NULL: nowhere). */
n2v_status cli_check_outputs(const cli *me, const n2v_config *config, n2v_files *files,
                             n2v_error *err);

/* Prints "n2v-train: error: ..." and gives the exit code of the status: 0 done, 1 it failed, 2
 * wrong usage, config or input, 130 or 143 when a signal stopped it. */
int cli_fail(const cli *me, const n2v_error *err);

/* The same without a word. */
int cli_exit_code(n2v_status status);

/* The last call of a program that did its work: flushes standard output. Gives 0, or 1 (and says
 * so) when what was printed could not be written. */
int cli_done(const cli *me);

/* Progress on stderr (one line redrawn on a terminal, plain lines otherwise, JSON on request,
 * none when quiet). Sets the signals, whose flags it has. */
const n2v_progress *cli_progress(const cli *me, const n2v_config *config);

/* The graph is read: its size makes the time left cover the training to come. */
void cli_progress_nodes(uint64_t nodes);

/* Ends a half-drawn progress line, so that something else can be printed. */
void cli_progress_end(void);

/* SIGINT, SIGTERM and SIGHUP set the stop flag, a second one ends the program at once; SIGUSR1 asks
 * n2v-train for a checkpoint. Signals that the caller ignores stay ignored. */
void cli_signals(const cli *me);
/* From here on the same signals end the program at once: for stretches of work that never look at
 * the flag. */
void cli_signals_at_once(void);
/* hold: such a signal waits until they are no longer held. For the calling thread, and once: the
 * calls do not nest. */
void cli_signals_hold(bool hold);

/* The signal that asked to stop, or 0; the flag that it sets, and the one for a checkpoint, for the
 * library. */
int cli_stop_signal(void);
const volatile sig_atomic_t *cli_stop_flag(void);
volatile sig_atomic_t *cli_save_flag(void);
/* Sets the stop flag without a signal: one that comes later is still the first. */
void cli_stop(void);

/* A signal that ends the program at once removes this file, should it be there. */
void cli_remember_temporary(const char *path);

/* The format that -output-format, or word2vec's -binary, asks for; "auto" when neither does. */
const char *cli_output_format(const n2v_config *config);

/* Whether vectors go there as a table of the Embedding Projector. */
bool cli_is_tsv(const char *path, const char *format);

/* n2v_embedding_index, with the file's name before the message. */
n2v_status cli_index(const n2v_embedding *vectors, const char *path, n2v_error *err);

/* The context vectors that go with the vectors of `path`: from -context FILE, or beside them. */
n2v_status cli_read_contexts(const n2v_config *config, const n2v_embedding *vectors,
                             const char *path, const n2v_run *run, n2v_embedding **out,
                             n2v_error *err);

/* Writes the context vectors beside -output, in its format, for -keep-context. */
n2v_status cli_write_contexts(const n2v_config *config, const n2v_embedding *contexts,
                              const n2v_run *run, n2v_error *err);

/* Begins a closing line: the path and, in brackets, the form of the vectors written there. */
void cli_print_form(FILE *stream, const char *path, const char *format);

/* Where the closing line of a run goes: standard output, or, when the output itself is written
 * there, standard error. */
FILE *cli_summary_stream(const n2v_config *config);

/* A string as JSON, quotes included; what no terminal should get stands in it as \x1b and the
 * like. */
void cli_print_json(FILE *stream, const char *text);

/* -help and -dump-config (-verbose), from the option table. */
void cli_print_help(const cli *me);
void cli_print_config(const cli *me, const n2v_config *config, FILE *to);

#endif
