/* Output files that belong together: all of one run, or all as they were before. What may well
 * fail, writing and syncing, is done for each of them before the first is renamed; only a rename
 * that fails behind another one (or the machine, between two) can part them, and what it leaves
 * under temporary names is named. */
#ifndef N2V_BASE_OUTPUTS_H
#define N2V_BASE_OUTPUTS_H

#include "base/atomic_file.h"

/* n2v-train writes nine: walks, .npy and names, three times, vocabulary, metrics */
enum { N2V_OUTPUTS_MAX = 10 };

/* Start with a zeroed one, or with a flag that stops all writing (see atomic_file.h). Must stay
 * where it is while files are open. */
typedef struct n2v_outputs {
  n2v_stop_flag *stop;
  n2v_atomic_file files[N2V_OUTPUTS_MAX];
  bool reserved[N2V_OUTPUTS_MAX]; /* opened, and not asked for yet */
  n2v_atomic_file *writing;       /* at most one: two may go into the same pipe */
  int count;
} n2v_outputs;

/* Holds a place for an output that n2v_outputs_open will ask for by the same path, hours later
 * maybe: what can be written now can be written then. Fails where it cannot. A pipe or device is
 * only looked at. One that is never asked for leaves nothing. */
n2v_status n2v_outputs_reserve(n2v_outputs *outputs, const char *path, n2v_error *err);

/* One more, to be written through (*file)->stream. The one before is prepared: at most one is open,
 * so that two may go into the same pipe. At most N2V_OUTPUTS_MAX. */
n2v_status n2v_outputs_open(n2v_outputs *outputs, const char *path, n2v_atomic_file **file,
                            n2v_error *err);

/* Commits all, in the order they were opened; drops all when status is not N2V_OK or one of them
 * fails. Gives status, or that failure. Leaves `outputs` empty. */
n2v_status n2v_outputs_end(n2v_outputs *outputs, n2v_status status, n2v_error *err);

#endif
