/* Output files that belong together: all of one run, or all as they were before. What may well
 * fail, writing and syncing, is done for each of them before the first is renamed; only a rename
 * that fails behind another one (or the machine, between two) can part them. */
#ifndef N2V_BASE_OUTPUTS_H
#define N2V_BASE_OUTPUTS_H

#include "base/atomic_file.h"

enum { N2V_OUTPUTS_MAX = 8 }; /* n2v-train: .npy and names, three times, vocabulary, metrics */

/* Start with a zeroed one. */
typedef struct n2v_outputs {
  n2v_atomic_file files[N2V_OUTPUTS_MAX];
  int count;
} n2v_outputs;

/* One more, to be written through (*file)->stream. The one before is prepared: at most one is open,
 * so that two may go into the same pipe. At most N2V_OUTPUTS_MAX. */
n2v_status n2v_outputs_open(n2v_outputs *outputs, const char *path, n2v_atomic_file **file,
                            n2v_error *err);

/* Commits all, in the order they were opened; drops all when status is not N2V_OK or one of them
 * fails. Gives status, or that failure. Leaves `outputs` zeroed. */
n2v_status n2v_outputs_end(n2v_outputs *outputs, n2v_status status, n2v_error *err);

#endif
