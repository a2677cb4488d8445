/* Names to provisional ids, by many threads at once: an open-addressing table of 64-bit keys, 16
 * bytes a slot.
 *
 * A key is the whole name where that fits: an integer's value, or up to 7 bytes and their count;
 * for longer names a hash, and the bytes are compared. Most names are short or numbers, and are
 * told apart without another look at memory. Ids are given in order of arrival, so they depend on
 * the threads; n2v_csr_build's numbering does not.
 *
 * Room is made by one thread between rounds of work (n2v_interner_reserve), never during one. A
 * round adds at most as many names as were reserved. */
#ifndef N2V_GRAPH_INTERNER_H
#define N2V_GRAPH_INTERNER_H

#include "graph/hash.h"
#include "graph/names.h"

#include <stdatomic.h>

typedef struct n2v_slot {
  _Atomic uint64_t key;   /* 0: free */
  _Atomic uint64_t value; /* id + 1 in the low half, 0 for a moment after the key is set; place in
                             the arena, in units of 16 bytes, in the high half */
} n2v_slot;

typedef struct n2v_interner {
  bool integers; /* every name is an integer in canonical form */
  n2v_slot *slots;
  uint64_t slot_count; /* a power of two */
  _Atomic uint64_t count;
  char *arena; /* long names: length (32 bits), bytes */
  _Atomic uint64_t arena_used;
  uint64_t arena_capacity;
} n2v_interner;

n2v_status n2v_interner_init(n2v_interner *interner, bool integers, n2v_error *err);
void n2v_interner_free(n2v_interner *interner);

/* Names that can be added before the next reserve without growing. */
uint64_t n2v_interner_room(const n2v_interner *interner);

/* Room for `names` more names of `bytes` bytes in all. */
n2v_status n2v_interner_reserve(n2v_interner *interner, uint64_t names, uint64_t bytes, int threads,
                                n2v_error *err);

enum { N2V_SHORT_NAME = 7 };

/* Digits only, no leading zero, at most 19 of them: the key is the value + 1. */
static inline uint64_t n2v_integer_key(uint64_t value) {
  return value + 1;
}

static inline uint64_t n2v_name_key(const char *name, size_t length) {
  if (length > N2V_SHORT_NAME)
    return n2v_hash_bytes(name, length) | (uint64_t)1 << 63;
  uint64_t key = length;
  for (size_t i = 0; i < length; i++)
    key = key << 8 | (unsigned char)name[i];
  return key << 8 * (N2V_SHORT_NAME - length); /* the length stands in the top byte */
}

static inline n2v_slot *n2v_interner_slot(const n2v_interner *interner, uint64_t key) {
  return &interner->slots[n2v_mix64(key) & (interner->slot_count - 1)];
}

/* The id of a name, which is added when it is new. name and length are needed for long names. */
uint32_t n2v_interner_id(n2v_interner *interner, uint64_t key, const char *name, uint32_t length);

/* Whether the name was added. Not while others add. */
bool n2v_interner_has(const n2v_interner *interner, uint64_t key, const char *name,
                      uint32_t length);

/* The names in order of id, without an index. */
n2v_status n2v_interner_names(const n2v_interner *interner, int threads, n2v_names **out,
                              n2v_error *err);

#endif
