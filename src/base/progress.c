/* What is formatted before it is reported; the rest is inline in the header, for it is asked in
 * inner loops. */
#include "base/progress.h"

#include <stdarg.h>
#include <stdio.h>

void n2v_report_note(const n2v_progress *progress, n2v_phase phase, const char *format, ...) {
  char note[512];
  if (!progress || !progress->report)
    return;
  va_list args;
  va_start(args, format);
  vsnprintf(note, sizeof note, format, args);
  va_end(args);
  n2v_report(progress, &(n2v_progress_event){.phase = phase, .fraction = -1, .note = note});
}
