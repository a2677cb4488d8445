/* What the programs need beside n2v.h and the C library: errors in the library's manner, time,
 * text that may be shown. Nothing here knows an option. */
#ifndef N2V_TOOLS_SUPPORT_H
#define N2V_TOOLS_SUPPORT_H

#include "n2v.h"

/* "path: what: strerror(errno)", N2V_EIO. */
n2v_status cli_errno(n2v_error *err, const char *path, const char *what);
/* "out of memory: what needs N MB", N2V_ENOMEM. */
n2v_status cli_no_memory(n2v_error *err, const char *what, size_t bytes);

/* The static analyser sees one file at a time: this tells it what the calls above return. */
#ifdef __clang_analyzer__
#define n2v_fail(err, code, ...)        ((void)n2v_fail(err, code, __VA_ARGS__), (code))
#define cli_errno(err, path, what)      ((void)cli_errno(err, path, what), N2V_EIO)
#define cli_no_memory(err, what, bytes) ((void)cli_no_memory(err, what, bytes), N2V_ENOMEM)
#endif

/* Text as it may stand in a line of ours, a file's name for one: its msg, with control characters
 * and what is no UTF-8 as n2v_fail writes them. */
n2v_error cli_printable(const char *text);

/* A line for who watches, in the manner of printf; progress may be NULL. */
void cli_note(const n2v_progress *progress, n2v_phase phase, const char *format, ...)
    N2V_PRINTF(3, 4);

/* Seconds since some moment, which no clock that is set changes. */
double cli_now(void);
/* Bytes of memory that this process had at most so far. */
uint64_t cli_peak_bytes(void);

/* Bytes of memory that this process may use: the machine's, or its control group's. */
double cli_memory(void);

/* Threads that the library starts for this number in a run (0: one a processor). */
int cli_threads(int64_t threads);

/* 1234567 as "1,234,567". */
typedef struct cli_figure {
  char text[28];
} cli_figure;
cli_figure cli_thousands(uint64_t value);

/* Bytes of the UTF-8 character that text, at least one byte of `length`, begins with; 0: it begins
 * with none (RFC 3629). */
size_t cli_character(const char *text, size_t length);

#endif
