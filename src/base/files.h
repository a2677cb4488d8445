/* n2v_files, the set of files that n2v.h gives to callers: outputs.h by another name, and on the
 * heap. A call that writes adds to the set of its run or, where it has none, to one of its own. */
#ifndef N2V_BASE_FILES_H
#define N2V_BASE_FILES_H

#include "base/outputs.h"

/* The outputs of the run's set; `own`, zeroed, where there is none. run may be NULL. */
n2v_outputs *n2v_files_outputs(const n2v_run *run, n2v_outputs *own);

/* Ends what the call had of its own, as n2v_outputs_end does; the run's set is its maker's to end.
 */
n2v_status n2v_files_close(const n2v_run *run, n2v_outputs *own, n2v_status status, n2v_error *err);

#endif
