/* What the programs share: arguments, messages, progress, exit codes. */
#ifndef N2V_TOOLS_CLI_H
#define N2V_TOOLS_CLI_H

#include "config/options.h"
#include "n2v.h"

typedef struct cli {
  const char *name;     /* "n2v-train" */
  unsigned program;     /* N2V_PROGRAM_TRAIN */
  const char *synopsis; /* first line of -help */
  const char *about;    /* the paragraph below it */
} cli;

/* Options into *config, the arguments that are no flags into argv[1..*positional]. Deals with
 * -help, -version and -dump-config. Returns -1 to go on, otherwise the exit code. */
int cli_start(const cli *cli, int argc, char **argv, n2v_config **config, int *positional);

/* Prints "n2v-train: error: ..." and gives the exit code of the status: 0 done, 1 it failed, 2
 * wrong usage, config or input, 130 or 143 when a signal stopped it. */
int cli_fail(const cli *cli, const n2v_error *err);

/* Progress on stderr (one line redrawn on a terminal, plain lines otherwise, JSON on request,
 * none when quiet); SIGINT and SIGTERM set its stop flag, a second one ends the program at once. */
const n2v_progress *cli_progress(const cli *cli, const n2v_config *config);

/* Ends a half-drawn progress line, so that something else can be printed. */
void cli_progress_end(void);

#endif
