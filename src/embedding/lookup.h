/* Rows by what a person types: a node name or a label. */
#ifndef N2V_EMBEDDING_LOOKUP_H
#define N2V_EMBEDDING_LOOKUP_H

#include "embedding/embedding.h"
#include "embedding/labels.h"

/* Makes the index of names that n2v_lookup needs. N2V_EINPUT, naming path, when two rows have the
 * same name: it is not known which of them is meant. */
n2v_status n2v_lookup_index(const n2v_embedding *embedding, const char *path, n2v_error *err);

/* The row with this node name or, when there is none, the first in the file of labels with exactly
 * this label; labels may be NULL. Needs n2v_lookup_index. */
bool n2v_lookup(const n2v_embedding *embedding, const n2v_labels *labels, const char *text,
                uint64_t *row);

/* The rows with exactly this label, at most `most` of them into rows, in the order of the file of
 * labels; gives their number, which may be more. */
uint64_t n2v_lookup_labelled(const n2v_embedding *embedding, const n2v_labels *labels,
                             const char *text, uint64_t *rows, size_t most);

/* A row's label, or its name where it has none; not NUL-terminated. */
const char *n2v_lookup_label(const n2v_embedding *embedding, const n2v_labels *labels, uint64_t row,
                             size_t *length);

/* Up to `most` rows whose label or name is near to a text that is neither, the nearest first: those
 * that hold all its words, short ones first, then those that begin with nearly the same letters.
 * Case does not matter. Gives their number. */
size_t n2v_lookup_near(const n2v_embedding *embedding, const n2v_labels *labels, const char *text,
                       uint64_t *rows, size_t most);

#endif
