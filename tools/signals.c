/* Signals: the first that asks to stop sets a flag, the second ends the program at once.
 *
 * A flag, because a handler may do nothing that matters: calls that have to tidy up look at it and
 * end by themselves with N2V_ESTOPPED, within half a second or so. At once, because a person who
 * asks twice has waited long enough. Handlers here call nothing but what is safe in them: unlink,
 * raise, _exit (signal-safety(7)). */
#include "cli.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A signal may come on one thread while another looks: accessed atomically, without locks, which a
 * handler must not take. stop_signal is the number of the first one, 0 before; stop is what the
 * library looks at. */
static volatile sig_atomic_t stop_signal, stop, save_request;

/* What a second signal takes along: names that temporary files of this process will have, where the
 * file system gives them one from the start. Where it has files without a name (O_TMPFILE) there is
 * nothing to take, and unlink fails without harm. Never freed: a handler may come at any time. */
enum { MOST_TEMPORARIES = 16 };
static char *temporaries[MOST_TEMPORARIES];
static int temporary_count;

int cli_stop_signal(void) {
  return __atomic_load_n(&stop_signal, __ATOMIC_RELAXED);
}

const volatile sig_atomic_t *cli_stop_flag(void) {
  return &stop;
}

void cli_stop(void) {
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
}

volatile sig_atomic_t *cli_save_flag(void) {
  return &save_request;
}

void cli_remember_temporary(const char *path) {
  char *copy = *path && temporary_count < MOST_TEMPORARIES ? strdup(path) : NULL;
  if (copy)
    temporaries[temporary_count++] = copy; /* signals are held meanwhile (files.c) */
}

static void remove_temporaries(void) {
  for (int i = 0; i < temporary_count; i++)
    unlink(temporaries[i]);
}

/* A terminal that is closed sends SIGHUP, and so does its shell: that is one request. Any other
 * second signal ends the program, with the code that a shell gives for it. */
static void on_signal(int number) {
  cli_stop();
  if (!__atomic_exchange_n(&stop_signal, number, __ATOMIC_RELAXED) || number == SIGHUP)
    return;
  remove_temporaries();
  _exit(128 + number);
}

/* The program ends by the signal itself, so that the shell sees it: a loop of commands then ends,
 * too. */
static void on_signal_at_once(int number) {
  remove_temporaries();
  signal(number, SIG_DFL);
  raise(number);
}

/* n2v-train sets it back when the checkpoint is written. */
static void on_user_signal(int number) {
  (void)number;
  __atomic_store_n(&save_request, 1, __ATOMIC_RELAXED);
}

/* One that the caller ignores (nohup, a shell's background job) stays so. SA_RESTART: calls that
 * know nothing of signals, such as fread, go on; those that wait for others poll the flag instead.
 */
static void set(int number, void (*handler)(int)) {
  struct sigaction before, action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
    sigaction(number, &action, NULL);
}

void cli_signals(const cli *me) {
  set(SIGINT, on_signal);
  set(SIGTERM, on_signal);
  set(SIGHUP, on_signal);
  if (me->program == N2V_PROGRAM_TRAIN) {
    set(SIGUSR1, on_user_signal);
    signal(SIGPIPE, SIG_IGN); /* who reads its progress may go; a pipe of vectors fails by itself */
  }
}

void cli_signals_hold(bool hold) {
  static sigset_t before;
  sigset_t these;
  sigemptyset(&these);
  sigaddset(&these, SIGINT);
  sigaddset(&these, SIGTERM);
  sigaddset(&these, SIGHUP);
  if (hold)
    sigprocmask(SIG_BLOCK, &these, &before);
  else
    sigprocmask(SIG_SETMASK, &before, NULL);
}

void cli_signals_at_once(void) {
  set(SIGINT, on_signal_at_once);
  set(SIGTERM, on_signal_at_once);
  set(SIGHUP, on_signal_at_once);
}
