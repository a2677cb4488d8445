/* Rows by what a person types: a node name or a label. */
#ifndef N2V_EMBEDDING_LOOKUP_H
#define N2V_EMBEDDING_LOOKUP_H

#include "embedding/embedding.h"
#include "embedding/labels.h"

/* n2v_embedding_index for a file. N2V_EINPUT, naming path, when two rows have the
 * same name: it is not known which of them is meant. */
n2v_status n2v_lookup_index(const n2v_embedding *embedding, const char *path, n2v_error *err);

#endif
