/* What is formatted before it is reported; the rest is inline in the header, for it is asked in
 * inner loops. */
#include "base/progress.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

void n2v_report_note(const n2v_progress *progress, n2v_phase phase, const char *format, ...) {
  char text[512], note[sizeof text];
  if (!progress || !progress->report)
    return;
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  n2v_utf8_printable(text, note, sizeof note);
  n2v_report(progress, &(n2v_progress_event){.phase = phase, .fraction = -1, .note = note});
}
