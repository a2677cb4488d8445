/* Some of this stands in src/base as well: UTF-8, thousands, notes. The programs include n2v.h
 * alone, as any client does, and these few lines are no promise that the library should make. */
#include "support.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

n2v_status(cli_errno)(n2v_error *err, const char *path, const char *what) {
  int saved = errno;
  return n2v_fail(err, N2V_EIO, "%s: %s: %s", path, what, strerror(saved));
}

n2v_status(cli_no_memory)(n2v_error *err, const char *what, size_t bytes) {
  return n2v_fail(err, N2V_ENOMEM, "out of memory: %s needs %.1f MB", what, (double)bytes / 1e6);
}

/* By value, so that it may be called twice in one printf. */
n2v_error cli_printable(const char *text) {
  n2v_error printable;
  n2v_fail(&printable, N2V_OK, "%s", text);
  return printable;
}

/* In the manner of the library's notes: fraction -1 says nothing of how far the phase is. */
void cli_note(const n2v_progress *progress, n2v_phase phase, const char *format, ...) {
  char note[512];
  if (!progress || !progress->report)
    return;
  va_list args;
  va_start(args, format);
  vsnprintf(note, sizeof note, format, args);
  va_end(args);
  progress->report(
      progress->user,
      &(n2v_progress_event){.phase = phase, .fraction = -1, .note = cli_printable(note).msg});
}

double cli_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

uint64_t cli_peak_bytes(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0)
    return 0;
  return (uint64_t)usage.ru_maxrss * 1024; /* Linux counts kilobytes */
}

/* Asked of the library, which knows of control groups and ulimit -v: its default is 80% of what
 * there is, so that is 100 / 80 of its default. 0: not known. */
double cli_memory(void) {
  enum { PERCENT = 80 }; /* that a run takes unless told otherwise */
  n2v_run run;
  return n2v_run_resolve(NULL, &run, NULL) == N2V_OK ? (double)run.memory * 100 / PERCENT : 0;
}

int cli_threads(int64_t threads) {
  n2v_run run;
  n2v_run_init(&run, sizeof run);
  run.threads = (int)threads;
  return n2v_run_resolve(&run, &run, NULL) == N2V_OK ? run.threads : 1;
}

cli_figure cli_thousands(uint64_t value) {
  char digits[21]; /* UINT64_MAX has 20; with commas 26 */
  cli_figure figure;
  int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value), at = 0;
  for (int i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      figure.text[at++] = ',';
    figure.text[at++] = digits[i];
  }
  figure.text[at] = '\0';
  return figure;
}

/* The first byte tells the length: 0xxxxxxx, 110xxxxx, 1110xxxx, 11110xxx. 0xc0 and 0xc1 would be
 * long forms of ASCII, above 0xf4 is above U+10FFFF. */
size_t cli_character(const char *text, size_t length) {
  const unsigned char *s = (const unsigned char *)text;
  if (*s < 0x80)
    return 1;
  if (*s < 0xc2 || *s > 0xf4)
    return 0;
  /* The second byte rules out long forms, surrogates, and what is above U+10FFFF. */
  unsigned char low = *s == 0xe0 ? 0xa0 : *s == 0xf0 ? 0x90 : 0x80;
  unsigned char high = *s == 0xed ? 0x9f : *s == 0xf4 ? 0x8f : 0xbf;
  size_t bytes = *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
  for (size_t i = 1; i < bytes; i++, low = 0x80, high = 0xbf)
    if (i == length || s[i] < low || s[i] > high)
      return 0;
  return bytes;
}
