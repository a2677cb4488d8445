/* Context vectors, the second matrix of a model (syn1neg): beside the vectors, in a file found
 * again by its name. What is visited together has a large dot product of one's vector with the
 * other's context vector; what is visited in the same company has similar vectors. */
#ifndef N2V_EMBEDDING_CONTEXT_H
#define N2V_EMBEDDING_CONTEXT_H

#include "embedding/embedding.h"

/* Reads the context vectors that go with `vectors`, from `context` or, when that is "", from the
 * file beside `path`, the vectors' own; row r of *out then belongs to row r of the vectors.
 * N2V_EINPUT when their dimensions differ or a node has none. */
n2v_status n2v_context_load(const n2v_embedding *vectors, const char *path, const char *context,
                            const n2v_run *run, n2v_embedding **out, n2v_error *err);

#endif
