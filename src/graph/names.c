/* One blob of bytes, one array of offsets, and an index that is made when first asked for: most
 * runs never look a name up. An allocation for each name would take some 40 bytes where an offset
 * takes 8, and could not be mapped from a file.
 *
 * The index is open addressing with linear probing, at most half full: 8 to 16 bytes a name and no
 * pointer. It holds ids alone; comparing goes to the blob. */
#include "graph/names.h"

#include "base/grow.h"
#include "base/memory.h"
#include "base/status.h"
#include "graph/hash.h"

#include <stdlib.h>

n2v_status n2v_names_new(n2v_names **out, n2v_error *err) {
  n2v_names *names = calloc(1, sizeof *names);
  *out = NULL;
  if (!names)
    return n2v_fail_memory(err, "names", sizeof *names);
  names->capacity_count = names->capacity_bytes = 64;
  names->offsets = n2v_alloc(names->capacity_count + 1, sizeof *names->offsets);
  names->bytes = n2v_alloc(names->capacity_bytes, 1);
  if (!names->offsets || !names->bytes) {
    n2v_names_free(names);
    return n2v_fail_memory(err, "names", 1024);
  }
  names->offsets[0] = 0;
  n2v_status status = n2v_names_index(names, err);
  if (status != N2V_OK) {
    n2v_names_free(names);
    return status;
  }
  *out = names;
  return N2V_OK;
}

n2v_names *n2v_names_with_room(uint32_t count, uint64_t bytes) {
  n2v_names *names = calloc(1, sizeof *names);
  if (!names)
    return NULL;
  names->capacity_count = count ? count : 1;
  names->capacity_bytes = bytes ? bytes : 1;
  names->offsets = n2v_alloc((size_t)count + 1, sizeof *names->offsets);
  names->bytes = n2v_alloc(names->capacity_bytes, 1);
  if (!names->offsets || !names->bytes) {
    n2v_names_free(names);
    return NULL;
  }
  names->offsets[0] = 0;
  return names;
}

void n2v_names_free(n2v_names *names) {
  if (!names || __atomic_fetch_sub(&names->shared, 1, __ATOMIC_ACQ_REL) != 0)
    return;
  if (names->capacity_count) {
    n2v_free(names->offsets);
    n2v_free(names->bytes);
  }
  n2v_free(names->index);
  free(names);
}

/* Relaxed: whoever shares holds them already. Letting go is acquire and release, so that the last
 * one sees all that the others did. */
n2v_names *n2v_names_share(n2v_names *names) {
  __atomic_fetch_add(&names->shared, 1, __ATOMIC_RELAXED);
  return names;
}

/* The slot of an index that holds the name, or the free one where it belongs. */
static uint64_t find_slot(const n2v_names *names, const uint32_t *index, uint64_t slots,
                          const char *name, size_t length) {
  uint64_t mask = slots - 1, slot = n2v_hash_bytes(name, length) & mask;
  for (; index[slot]; slot = (slot + 1) & mask) {
    size_t other;
    const char *bytes = n2v_names_get(names, index[slot] - 1, &other);
    if (other == length && memcmp(bytes, name, length) == 0)
      break;
  }
  return slot;
}

/* The index is there for other threads once it is whole. slots is set before: who sees the index
 * sees its size. */
static n2v_status rebuild_index(n2v_names *names, uint64_t slots, n2v_error *err) {
  uint32_t *index = n2v_calloc(slots, sizeof *index);
  if (!index)
    return n2v_fail_memory(err, "the index of names", slots * sizeof *index);
  for (uint32_t id = 0; id < names->count; id++) {
    size_t length;
    const char *name = n2v_names_get(names, id, &length);
    uint64_t slot = find_slot(names, index, slots, name, length);
    if (index[slot]) {
      n2v_free(index);
      return n2v_fail(err, N2V_EINPUT, "the name '%.*s' is there twice",
                      (int)(length < 80 ? length : 80), name);
    }
    index[slot] = id + 1;
  }
  n2v_free(names->index);
  names->index_slots = slots;
  __atomic_store_n(&names->index, index, __ATOMIC_RELEASE);
  return N2V_OK;
}

n2v_status n2v_names_index(n2v_names *names, n2v_error *err) {
  uint64_t slots = 64;
  n2v_status status = N2V_OK;
  if (__atomic_load_n(&names->index, __ATOMIC_ACQUIRE))
    return N2V_OK;
  while (slots < 2 * (uint64_t)names->count)
    slots *= 2;
  pthread_mutex_lock(&names->lock); /* zero bytes are a mutex that nobody holds */
  if (!names->index)
    status = rebuild_index(names, slots, err);
  pthread_mutex_unlock(&names->lock);
  return status;
}

bool n2v_names_find(const n2v_names *names, const char *name, size_t length, uint32_t *id) {
  uint64_t slot = find_slot(names, names->index, names->index_slots, name, length);
  if (!names->index[slot])
    return false;
  *id = names->index[slot] - 1;
  return true;
}

/* Names are added by one thread, before others see them. The index doubles when it is half full,
 * which makes adding linear on the whole. */
n2v_status n2v_names_add(n2v_names *names, const char *name, size_t length, uint32_t *id,
                         n2v_error *err) {
  n2v_status status = n2v_names_index(names, err);
  if (status != N2V_OK)
    return status;
  uint64_t slot = find_slot(names, names->index, names->index_slots, name, length);
  uint32_t count = names->count;
  if (names->index[slot]) {
    *id = names->index[slot] - 1;
    return N2V_OK;
  }
  if (count >= N2V_NAMES_MAX)
    return n2v_fail(err, N2V_EINPUT, "more than %u different names", (unsigned)N2V_NAMES_MAX);
  uint64_t end = names->offsets[count] + length;
  if (!n2v_grow(&names->offsets, &names->capacity_count, (uint64_t)count + 2,
                sizeof *names->offsets) ||
      !n2v_grow(&names->bytes, &names->capacity_bytes, end, 1))
    return n2v_fail_memory(err, "names", end);
  memcpy(names->bytes + names->offsets[count], name, length);
  names->offsets[count + 1] = end;
  names->index[slot] = ++names->count;
  *id = count;
  return 2 * (uint64_t)names->count > names->index_slots
             ? rebuild_index(names, 2 * names->index_slots, err)
             : N2V_OK;
}
