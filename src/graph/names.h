/* External names <-> dense ids 0..count-1. A name is any byte string without white space. */
#ifndef N2V_GRAPH_NAMES_H
#define N2V_GRAPH_NAMES_H

#include "n2v.h"

#include <pthread.h>
#include <stdbool.h>

/* One bit of an id is free for whoever packs ids. */
#define N2V_NAMES_MAX 0x7fffffffu

/* All names in one blob: name i is bytes[offsets[i] .. offsets[i + 1]). The arrays may point into a
 * mapped file. Built by n2v_names_add or by a reader; afterwards immutable, but for the index,
 * which is made once when it is first needed, and thread-safe. A zeroed one is empty and has one
 * holder. Several may hold it, since a graph, a corpus and an embedding have the same names and any
 * of them may be freed first. */
typedef struct n2v_names {
  uint32_t count;
  uint64_t *offsets; /* count + 1 */
  char *bytes;
  uint64_t capacity_count, capacity_bytes; /* 0: the arrays are borrowed */
  uint32_t *index;      /* open addressing, id + 1, 0 is free; NULL until n2v_names_index */
  uint64_t index_slots; /* a power of two */
  pthread_mutex_t lock; /* of making the index */
  uint32_t shared;      /* holders beside the first; atomic */
} n2v_names;

static inline const char *n2v_names_get(const n2v_names *names, uint32_t id, size_t *length) {
  *length = (size_t)(names->offsets[id + 1] - names->offsets[id]);
  return names->bytes + names->offsets[id];
}

/* An empty set of names, its index included. */
n2v_status n2v_names_new(n2v_names **out, n2v_error *err);
/* Room for `count` names of `bytes` bytes in all, to be written there; none yet. NULL: no memory.
 */
n2v_names *n2v_names_with_room(uint32_t count, uint64_t bytes);
/* Lets go of them; the last holder's call frees. */
void n2v_names_free(n2v_names *names);

/* One more holder of names that nobody adds to any more. */
n2v_names *n2v_names_share(n2v_names *names);

/* The id of a name, which is added when it is new. Not thread-safe. */
n2v_status n2v_names_add(n2v_names *names, const char *name, size_t length, uint32_t *id,
                         n2v_error *err);

/* Makes the index that n2v_names_find needs, unless there is one. N2V_EINPUT: two names are the
 * same. From any thread. */
n2v_status n2v_names_index(n2v_names *names, n2v_error *err);

/* True when the name is there. Needs the index. */
bool n2v_names_find(const n2v_names *names, const char *name, size_t length, uint32_t *id);

/* The same for a string from outside, the index-th that is given: N2V_EINPUT when it is NULL,
 * empty, or has white space in it. */
n2v_status n2v_names_add_checked(n2v_names *names, const char *name, uint64_t index, uint32_t *id,
                                 n2v_error *err);

/* given[0 .. count), checked and each another one; given == NULL: the ids in decimal. */
n2v_status n2v_names_of(const char *const *given, uint32_t count, n2v_names **out, n2v_error *err);

/* The order by name: names that are whole numbers (at most 19 digits, no leading zero) by value,
 * then all others by their bytes. Writes the ids in that order to order[count]. */
n2v_status n2v_names_sort(const n2v_names *names, int threads, uint32_t *order, n2v_error *err);

/* Whether a name is such a number, and its value. */
bool n2v_names_number(const char *name, size_t length, uint64_t *value);

/* New names: name i is old name order[i]. Borrowed or owned, the old names stay as they are. */
n2v_status n2v_names_permute(const n2v_names *names, const uint32_t *order, uint32_t count,
                             n2v_names **out, n2v_error *err);

#endif
