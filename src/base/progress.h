/* The library's side of n2v_progress (see n2v.h): who reports, and who asks to stop. */
#ifndef N2V_BASE_PROGRESS_H
#define N2V_BASE_PROGRESS_H

#include "n2v.h"

#include <stdbool.h>

/* All accept progress == NULL. */
static inline void n2v_report(const n2v_progress *progress, const n2v_progress_event *event) {
  if (progress && progress->report)
    progress->report(progress->user, event);
}

static inline void n2v_report_phase(const n2v_progress *progress, n2v_phase phase,
                                    double fraction) {
  n2v_report(progress, &(n2v_progress_event){.phase = phase, .fraction = fraction});
}

/* Something worth a line of its own: what was read, what was chosen and why. */
void n2v_report_note(const n2v_progress *progress, n2v_phase phase, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline bool n2v_stop_requested(const n2v_progress *progress) {
  return progress && progress->stop && __atomic_load_n(progress->stop, __ATOMIC_RELAXED);
}

static inline bool n2v_save_requested(const n2v_progress *progress) {
  return progress && progress->save && __atomic_load_n(progress->save, __ATOMIC_RELAXED);
}

#endif
