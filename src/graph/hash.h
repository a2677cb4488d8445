/* Hash of a name, for tables in memory; not for files: it may change, and reads words as
 * this machine has them. Eight bytes are mixed at a time; the length begins the hash, so that zero
 * bytes at a name's end count. */
#ifndef N2V_GRAPH_HASH_H
#define N2V_GRAPH_HASH_H

#include "base/random.h"

#include <stddef.h>
#include <string.h>

static inline uint64_t n2v_hash_seeded(const char *bytes, size_t length, uint64_t seed) {
  uint64_t hash = seed ^ 0x9e3779b97f4a7c15u * (length + 1), word;
  for (; length >= sizeof word; bytes += sizeof word, length -= sizeof word) {
    memcpy(&word, bytes, sizeof word);
    hash = n2v_mix64(hash ^ word);
  }
  word = 0;
  for (size_t i = 0; i < length; i++)
    word = word << 8 | (unsigned char)bytes[i];
  return n2v_mix64(hash ^ word);
}

static inline uint64_t n2v_hash_bytes(const char *bytes, size_t length) {
  return n2v_hash_seeded(bytes, length, 0);
}

#endif
