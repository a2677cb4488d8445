/* Which nodes n2v-query may answer with. */
#ifndef N2V_TOOLS_ANSWERS_H
#define N2V_TOOLS_ANSWERS_H

#include "options/options.h"
#include "support.h"

/* What -filter, -restrict, -min-visits and -exclude leave. *allowed has an entry for each row, or
 * is NULL when all may be answers; the caller frees it. Needs n2v_embedding_index. */
n2v_status answers_allowed(const n2v_config *config, n2v_embedding *vectors,
                           const n2v_labels *labels, bool **allowed, n2v_error *err);

#endif
