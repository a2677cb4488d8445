/* Progress on standard error: one line redrawn on a terminal, a line every few seconds in a file,
 * JSON lines on request. The library reports from one thread at a time, a few times a second, so
 * plain static state is enough, and what is shown how often is decided here.
 *
 * Standard error, because standard output may be the vectors. Notes (what was read, what was
 * chosen and why) are printed whenever they come and stay above the line. */
#include "cli.h"

#include "options/params.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A guess until training shows its own speed: 6 flop per pair, dimension and output row, at a
 * cautious 20 GFLOP/s a core (AVX2 kernels reach about twice that). */
static const double guessed_flops = 20e9;
static const double line_seconds = 5, redraw_seconds = 0.1; /* between two lines; two redraws */

enum { NOTE_SIZE = 1024 }; /* bytes; the library's notes have at most 512 */

enum style { QUIET, TERMINAL, LINES, JSON };

/* Of the whole process: there is one terminal. */
static struct {
  enum style style;
  const n2v_config *config;
  bool drawn;                     /* the cursor stands behind a progress line */
  int phase;                      /* of the last event, -1 before */
  double phase_start, last_print; /* by cli_now */
  uint64_t nodes;                 /* of the graph; 0: not read yet */
  bool trains;                    /* the program goes on to train */
} state = {.phase = -1};

/* By n2v_phase. */
static const char *const phase_names[] = {"load", "preprocess", "walk", "train"};

/* ------------------------------------------------------------------------------- time left */

/* Seconds that training will take, by the work the options ask for: tokens, each with the contexts
 * of a window on both sides (a shrinking one has (window + 1) / 2 a side on average), each pair
 * with its negatives. Threads beyond the cores add nothing. */
static double guessed_training(void) {
  const n2v_config *c = state.config;
  if (!state.trains)
    return 0;
  double tokens = (double)state.nodes * (double)c->num_walks * (double)c->walk_length;
  double contexts = c->shrink_window ? (double)c->window + 1 : 2 * (double)c->window;
  double flops = 6.0 * (double)c->size * (double)(c->negative + 1);
  double epochs = c->epochs ? (double)c->epochs : 4; /* auto makes some */
  int threads = cli_threads(c->threads), cores = cli_threads(0);
  return tokens * contexts * epochs * flops / (guessed_flops * (threads < cores ? threads : cores));
}

/* Seconds to the end of the last phase, or -1 while they cannot be known: before the graph's size
 * is, and in phases that do not say how far they are. What is left of a phase goes as what is done
 * went. */
static double time_left(const n2v_progress_event *e, double seconds) {
  if (e->fraction <= 0 || (e->phase < N2V_PHASE_TRAIN && !state.nodes))
    return -1;
  double rest = seconds * (1 - e->fraction) / e->fraction;
  return e->phase < N2V_PHASE_TRAIN ? rest + guessed_training() : rest;
}

/* -------------------------------------------------------------------------------- printing */

typedef struct figures {
  double percent, walks_per_second, pairs_per_second, left; /* negative: unknown */
} figures;

/* An event's own seconds count where it has them; others are timed from the first of their
 * phase. */
static figures measure(const n2v_progress_event *e, double now) {
  double seconds = e->seconds > 0 ? e->seconds : now - state.phase_start;
  double rate = seconds > 0 ? 1 / seconds : 0;
  return (figures){.percent = e->fraction >= 0 ? 100 * e->fraction : -1,
                   .walks_per_second = (double)e->walks * rate,
                   .pairs_per_second = (double)e->pairs * rate,
                   .left = time_left(e, seconds)};
}

/* 1234567 as "1.23M". 999.5 would be printed as "1e+03" by %.3g, so it goes to the next unit. */
static const char *scaled(char text[16], double value) {
  static const char units[] = " kMGT";
  int unit = 0;
  while (value >= 999.5 && unit < 4) {
    value /= 1000;
    unit++;
  }
  snprintf(text, 16, "%.3g%.*s", value, unit > 0, units + unit);
  return text;
}

/* "train 42.0%  1:23 left  epoch 2/5  1.2k walks/s  3.4M pairs/s  loss 0.2345  alpha 0.03"; what is
 * not known is left out. Times before training hold a guess: "about". 256 bytes are enough for
 * all. */
static void format_line(char *line, size_t size, const n2v_progress_event *e, double now) {
  figures f = measure(e, now);
  char number[16];
  int n = snprintf(line, size, "%s", phase_names[e->phase]);
#define ADD(...) n += snprintf(line + n, size - (size_t)n, __VA_ARGS__)
  if (f.percent >= 0)
    ADD(" %.1f%%", f.percent);
  if (f.left >= 0) {
    long left = lround(ceil(f.left));
    ADD("  %s%ld:%02ld left", e->phase < N2V_PHASE_TRAIN ? "about " : "", left / 60, left % 60);
  }
  if (e->epoch)
    ADD("  epoch %u", e->epoch);
  if (e->epoch && state.config->epochs)
    ADD("/%lld", (long long)state.config->epochs);
  if (e->walks)
    ADD("  %s walks/s", scaled(number, f.walks_per_second));
  if (e->pairs)
    ADD("  %s pairs/s", scaled(number, f.pairs_per_second));
  if (e->loss > 0)
    ADD("  loss %.4f", e->loss);
  if (e->alpha > 0)
    ADD("  alpha %.4g", e->alpha);
#undef ADD
}

/* One object a line (JSON lines), a note or figures. */
static void print_json(const n2v_progress_event *e, double now) {
  char note[NOTE_SIZE];
  figures f = measure(e, now);
  fprintf(stderr, "{\"phase\": \"%s\"", phase_names[e->phase]);
  if (e->note) {
    n2v_message_with_flags(e->note, note, sizeof note);
    fprintf(stderr, ", \"note\": ");
    cli_print_json(stderr, note);
  } else {
    if (f.percent >= 0)
      fprintf(stderr, ", \"percent\": %.2f", f.percent);
    if (e->epoch)
      fprintf(stderr, ", \"epoch\": %u", e->epoch);
    fprintf(stderr, ", \"walks\": %llu, \"walks_per_second\": %.0f", (unsigned long long)e->walks,
            f.walks_per_second);
    fprintf(stderr, ", \"pairs\": %llu, \"pairs_per_second\": %.0f", (unsigned long long)e->pairs,
            f.pairs_per_second);
    if (e->loss > 0)
      fprintf(stderr, ", \"loss\": %.6f", e->loss);
    if (e->alpha > 0)
      fprintf(stderr, ", \"alpha\": %.6g", e->alpha);
    if (f.left >= 0)
      fprintf(stderr, ", \"seconds_left\": %.1f", f.left);
  }
  fprintf(stderr, "}\n");
}

static int terminal_width(void) {
  struct winsize size;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

/* \r goes to the line's start, ESC [ K clears it (ECMA-48): the terminal need not be asked for
 * more. One column is left free, for at the last one terminals differ on whether to wrap. */
static void print_text(const n2v_progress_event *e, double now) {
  char line[256];
  if (state.drawn)
    fprintf(stderr, "\r\033[K");
  state.drawn = false;
  if (e->note) {
    char note[NOTE_SIZE];
    n2v_message_with_flags(e->note, note, sizeof note);
    fprintf(stderr, "%s\n", note);
    return;
  }
  format_line(line, sizeof line, e, now);
  if (state.style == TERMINAL)
    fprintf(stderr, "%.*s", terminal_width() - 1, line);
  else
    fprintf(stderr, "%s\n", line);
  state.drawn = state.style == TERMINAL;
}

/* The library's callback. Shown are notes, the first event of a phase, the last of the training,
 * and of the others one every redraw_seconds or line_seconds. */
static void report(void *user, const n2v_progress_event *e) {
  (void)user;
  double now = cli_now();
  bool new_phase = (int)e->phase != state.phase;
  if (new_phase) {
    state.phase = (int)e->phase;
    state.phase_start = now;
  }
  double wait = state.style == TERMINAL ? redraw_seconds : line_seconds;
  bool ends = e->phase == N2V_PHASE_TRAIN && e->fraction >= 1;
  if (!e->note && !new_phase && !ends && now - state.last_print < wait)
    return;
  if (state.style == JSON)
    print_json(e, now);
  else
    print_text(e, now);
  fflush(stderr);
  if (!e->note)
    state.last_print = now;
}

/* ------------------------------------------------------------------------------- interface */

/* A control character, or a byte that is no UTF-8, as a person would write it. The backslash is
 * doubled for JSON: who parses it gets the letters \x1b, as n2v_fail would have written them. */
static void put_escaped(FILE *stream, unsigned char c) {
  static const char short_names[] = "abtnvfr"; /* of 7 to 13 */
  if (c >= '\a' && c <= '\r')
    fprintf(stream, "\\\\%c", short_names[c - '\a']);
  else
    fprintf(stream, "\\\\x%02x", c);
}

void cli_print_json(FILE *stream, const char *text) {
  const size_t length = strlen(text);
  putc('"', stream);
  for (size_t i = 0, bytes; i < length; i += bytes ? bytes : 1) {
    unsigned char c = (unsigned char)text[i];
    bytes = cli_character(text + i, length - i);
    bool c1 = bytes == 2 && c == 0xc2 && (unsigned char)text[i + 1] < 0xa0; /* U+0080 to U+009f */
    if (!bytes || c < ' ' || c == 0x7f || c1) {
      put_escaped(stream, c);
      bytes = 1;
      continue;
    }
    if (c == '"' || c == '\\')
      putc('\\', stream);
    fwrite(text + i, 1, bytes, stream);
  }
  putc('"', stream);
}

/* What is printed next would stand behind the line that was drawn last. */
void cli_progress_end(void) {
  if (state.drawn)
    fprintf(stderr, "\n");
  state.drawn = false;
}

void cli_progress_nodes(uint64_t nodes) {
  state.nodes = nodes;
}

/* Once in a program, before it calls the library. The struct is static: calls of the library point
 * to it as long as they run. */
const n2v_progress *cli_progress(const cli *me, const n2v_config *config) {
  static n2v_progress progress;
  progress = (n2v_progress){.stop = cli_stop_flag(), .save = cli_save_flag()};
  cli_signals(me);
  state.config = config;
  state.trains = me->program == N2V_PROGRAM_TRAIN;
  if (config->quiet)
    state.style = QUIET;
  else if (config->log_format == N2V_LOG_JSON)
    state.style = JSON;
  else
    state.style = isatty(STDERR_FILENO) ? TERMINAL : LINES;
  progress.report = state.style == QUIET ? NULL : report;
  return &progress;
}
