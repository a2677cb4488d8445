/* What happens around every program's work: arguments are taken, signals become requests to stop,
 * the library's messages get this program's flags, and a status becomes an exit code.
 *
 * A program calls cli_start, does its work, and ends by cli_done or cli_fail, whose code main
 * returns: nothing here calls exit, so that all is freed and leak checkers see it. */
#include "cli.h"

#include "options/params.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* 2 is what a user can mend by other words or another file; 1 is the machine's: disk, memory,
 * limit, divergence. 128 + the signal's number is what a shell reports for a program that it ended.
 */
int cli_exit_code(n2v_status status) {
  switch (status) {
  case N2V_OK:
    return 0;
  case N2V_EUSAGE:
  case N2V_EINPUT:
    return 2;
  case N2V_ESTOPPED:
    return cli_stop_signal() ? 128 + cli_stop_signal() : 1;
  default:
    return 1;
  }
}

int cli_fail(const cli *me, const n2v_error *err) {
  cli_progress_end();
  fflush(stdout); /* on a terminal what was printed stands above the error */
  char message[sizeof err->msg];
  n2v_message_with_flags(err->msg, message, sizeof message);
  fprintf(stderr, "%s: error: %s\n", me->name, message);
  return cli_exit_code(err->code);
}

/* A full disk behind `n2v-query >FILE` shows only here: printf has written to a buffer till now. */
int cli_done(const cli *me) {
  n2v_error err;
  cli_progress_end();
  if (fflush(stdout) == 0 && !ferror(stdout))
    return 0;
  cli_errno(&err, "standard output", "cannot write");
  return cli_fail(me, &err);
}

/* The version, and what depends on how it was built and on the machine. */
static void print_version(const cli *me) {
  printf("%s %s\nvector instructions:", me->name, n2v_version());
  for (n2v_simd simd = N2V_SIMD_AUTO + 1; n2v_simd_name(simd); simd++)
    if (n2v_simd_usable(simd))
      printf(" %s", n2v_simd_name(simd));
  putchar('\n');
  if (me->built)
    puts(me->built);
}

/* -1, or the exit code of a request that the arguments alone answer. */
static int answer(const cli *me, const n2v_config *config) {
  if (config->help)
    cli_print_help(me);
  else if (config->version)
    print_version(me);
  else if (config->dump_config)
    cli_print_config(me, config, stdout);
  else
    return -1;
  return cli_done(me);
}

/* A standard stream that the caller closed (`n2v-train ... >&-`) leaves its number to the next file
 * opened, and what is printed would go into that file. /dev/null takes the number, opened the other
 * way round, so that using it fails and is reported. */
static void occupy_standard_streams(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
      _exit(1);
}

/* For on_bus_error, which gets no argument. Set once, before there are threads. */
static const char *program_name;

/* Inputs are mapped. One that another program cuts short, or whose disk fails, raises SIGBUS where
 * it is read, perhaps in several threads at once: the first says it, the others wait for the end.
 * Nothing but calls that are safe in a signal handler: no printf, no exit. */
static void on_bus_error(int number) {
  static atomic_flag said = ATOMIC_FLAG_INIT;
  static const char text[] = ": error: a file was cut short while it was read, or its disk fails\n";
  (void)number;
  while (atomic_flag_test_and_set(&said))
    pause();
  if (write(STDERR_FILENO, program_name, strlen(program_name)) > 0)
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
  _exit(1);
}

int cli_start(const cli *me, int argc, char **argv, n2v_config **config, int *positional) {
  n2v_error err = {0};
  int count = 0, code = -1;
  *config = NULL;
  occupy_standard_streams(); /* first: all below may open a file or print */
  program_name = me->name;
  signal(SIGBUS, on_bus_error);
  signal(SIGXFSZ, SIG_IGN); /* `ulimit -f`: the write fails instead, and is reported */
  n2v_status status = n2v_config_new(config, &err);
  if (status == N2V_OK)
    status = n2v_config_arguments(*config, me->program, argc, argv, &count, &err);
  if (status == N2V_OK)
    code = answer(me, *config);
  /* Among JSON lines the options would be none; -metrics has them. */
  if (status == N2V_OK && code < 0 && (*config)->verbose && (*config)->log_format == N2V_LOG_TEXT)
    cli_print_config(me, *config, stderr);
  if (status == N2V_OK && code < 0 && count && !positional)
    status =
        n2v_fail(&err, N2V_EUSAGE, "'%s' is no option: options start with a dash (-help)", argv[1]);
  if (status == N2V_OK && code < 0)
    status = n2v_config_check(*config, me->program, &err);
  if (positional)
    *positional = count;
  if (status != N2V_OK)
    code = cli_fail(me, &err);
  if (code >= 0) {
    n2v_config_free(*config);
    *config = NULL;
  }
  return code;
}
