/* A slot is claimed by one compare-and-swap on its key. The id follows in a second word, which is 0
 * for a moment: who meets it then waits. It waits for a few instructions of another thread, unless
 * that one is put to sleep just there.
 *
 * Nothing is ever taken out and no slot moves during a round, so that a key once seen stays: who
 * finds another name's key goes on to the next slot without a lock. The value is stored with
 * release and read with acquire order, and with it the bytes of a long name become visible. */
#include "graph/interner.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 1 << 10, ARENA_UNIT = 16, NUMBER_BYTES = 20 };

n2v_status n2v_interner_init(n2v_interner *interner, bool integers, n2v_error *err) {
  *interner = (n2v_interner){.integers = integers, .slot_count = FIRST_SLOTS};
  interner->slots = n2v_calloc(FIRST_SLOTS, sizeof *interner->slots);
  if (!interner->slots)
    return n2v_fail_memory(err, "the table of names", FIRST_SLOTS * sizeof *interner->slots);
  return N2V_OK;
}

void n2v_interner_free(n2v_interner *interner) {
  n2v_free(interner->slots);
  n2v_free(interner->arena);
  *interner = (n2v_interner){0};
}

/* A round may fill 7 slots of 8; the table grows before the next one when half of them are. */
static uint64_t most_names(uint64_t slots) {
  return slots / 8 * 7;
}

uint64_t n2v_interner_room(const n2v_interner *interner) {
  uint64_t most = most_names(interner->slot_count), count = interner->count;
  return count < most ? most - count : 0;
}

/* Keys of the old table are all different, or equal hashes of different names: each takes the next
 * free slot, without comparing. */
static void insert_distinct(n2v_slot *slots, uint64_t mask, uint64_t key, uint64_t value) {
  uint64_t i = n2v_mix64(key) & mask, free_key = 0;
  while (!atomic_compare_exchange_strong(&slots[i].key, &free_key, key)) {
    i = (i + 1) & mask;
    free_key = 0;
  }
  atomic_store_explicit(&slots[i].value, value, memory_order_relaxed);
}

static n2v_status grow_table(n2v_interner *interner, uint64_t slot_count, int threads,
                             n2v_error *err) {
  n2v_slot *old = interner->slots, *slots = n2v_calloc(slot_count, sizeof *slots);
  uint64_t old_count = interner->slot_count;
  if (!slots)
    return n2v_fail_memory(err, "the table of names", slot_count * sizeof *slots);
  threads = n2v_pass_threads(threads, old_count, 1 << 16);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint64_t i = 0; i < old_count; i++)
    if (old[i].key)
      insert_distinct(slots, slot_count - 1, old[i].key, old[i].value);
  n2v_free(old);
  interner->slots = slots;
  interner->slot_count = slot_count;
  return N2V_OK;
}

/* A place is 32 bits of 16-byte units: 64 GB. */
static n2v_status grow_arena(n2v_interner *interner, uint64_t needed, n2v_error *err) {
  if (needed > (uint64_t)ARENA_UNIT << 32)
    return n2v_fail(err, N2V_EINPUT, "names take more than 64 GB");
  uint64_t capacity = interner->arena_capacity * 2 > needed ? interner->arena_capacity * 2 : needed;
  char *arena = n2v_alloc(capacity, 1);
  if (!arena)
    return n2v_fail_memory(err, "names", capacity);
  if (interner->arena)
    memcpy(arena, interner->arena, interner->arena_used);
  n2v_free(interner->arena);
  interner->arena = arena;
  interner->arena_capacity = capacity;
  return N2V_OK;
}

n2v_status n2v_interner_reserve(n2v_interner *interner, uint64_t names, uint64_t bytes, int threads,
                                n2v_error *err) {
  uint64_t count = interner->count + names, slots = interner->slot_count;
  if (interner->count > N2V_NAMES_MAX)
    return n2v_fail(err, N2V_EINPUT, "more than %u different names", N2V_NAMES_MAX);
  while (most_names(slots) < count || slots / 2 < interner->count)
    slots *= 2;
  n2v_status status = N2V_OK;
  if (slots > interner->slot_count)
    status = grow_table(interner, slots, threads, err);
  /* A long name has 8 bytes or more, takes 4 for its length and loses up to 15 to alignment. */
  uint64_t longest = bytes / (N2V_SHORT_NAME + 1) < names ? bytes / (N2V_SHORT_NAME + 1) : names;
  uint64_t needed = interner->arena_used + bytes + longest * (sizeof(uint32_t) + ARENA_UNIT - 1);
  if (status == N2V_OK && !interner->integers && needed > interner->arena_capacity)
    status = grow_arena(interner, needed, err);
  return status;
}

/* Threads take disjoint pieces of the arena by one addition; n2v_interner_reserve has made room for
 * all of them. */
static uint64_t store_long_name(n2v_interner *interner, const char *name, uint32_t length) {
  uint64_t bytes = (sizeof length + length + ARENA_UNIT - 1) / ARENA_UNIT * ARENA_UNIT;
  uint64_t at = atomic_fetch_add_explicit(&interner->arena_used, bytes, memory_order_relaxed);
  memcpy(interner->arena + at, &length, sizeof length);
  // cppcheck-suppress ctunullpointer // the key of a long name comes with the name
  memcpy(interner->arena + at + sizeof length, name, length);
  return at / ARENA_UNIT;
}

static const char *long_name(const n2v_interner *interner, uint64_t value, uint32_t *length) {
  const char *entry = interner->arena + (value >> 32) * ARENA_UNIT;
  memcpy(length, entry, sizeof *length);
  return entry + sizeof *length;
}

static bool is_long(const n2v_interner *interner, uint64_t key) {
  return !interner->integers && key >> 63;
}

uint32_t n2v_interner_id(n2v_interner *interner, uint64_t key, const char *name, uint32_t length) {
  n2v_slot *slot = n2v_interner_slot(interner, key), *end = interner->slots + interner->slot_count;
  for (;; slot = slot + 1 < end ? slot + 1 : interner->slots) {
    uint64_t seen = atomic_load_explicit(&slot->key, memory_order_relaxed);
    if (seen == 0 && atomic_compare_exchange_strong(&slot->key, &seen, key)) {
      uint64_t id = atomic_fetch_add_explicit(&interner->count, 1, memory_order_relaxed);
      uint64_t place = is_long(interner, key) ? store_long_name(interner, name, length) : 0;
      atomic_store_explicit(&slot->value, place << 32 | (id + 1), memory_order_release);
      return (uint32_t)id;
    }
    if (seen != key)
      continue;
    uint64_t value; /* set at once by the thread that took the slot */
    do
      value = atomic_load_explicit(&slot->value, memory_order_acquire);
    while (value == 0);
    if (is_long(interner, key)) {
      uint32_t other;
      const char *bytes = long_name(interner, value, &other);
      if (other != length || memcmp(bytes, name, length) != 0)
        continue;
    }
    return (uint32_t)value - 1;
  }
}

bool n2v_interner_has(const n2v_interner *interner, uint64_t key, const char *name,
                      uint32_t length) {
  const n2v_slot *slot = n2v_interner_slot(interner, key),
                 *end = interner->slots + interner->slot_count;
  for (; slot->key; slot = slot + 1 < end ? slot + 1 : interner->slots) {
    uint32_t other;
    if (slot->key != key)
      continue;
    if (!is_long(interner, key))
      return true;
    const char *bytes = long_name(interner, slot->value, &other);
    if (other == length && memcmp(bytes, name, length) == 0)
      return true;
  }
  return false;
}

/* Writes the name in a slot; gives its length. What n2v_name_key and n2v_integer_key packed is
 * unpacked. */
static size_t write_name(const n2v_interner *interner, const n2v_slot *slot, char *out) {
  uint64_t key = slot->key;
  if (interner->integers) {
    char digits[NUMBER_BYTES];
    size_t length = 0;
    uint64_t value = key - 1;
    do
      digits[NUMBER_BYTES - ++length] = (char)('0' + value % 10);
    while ((value /= 10) != 0);
    memcpy(out, digits + NUMBER_BYTES - length, length);
    return length;
  }
  if (is_long(interner, key)) {
    uint32_t length;
    const char *name = long_name(interner, slot->value, &length);
    memcpy(out, name, length);
    return length;
  }
  size_t length = key >> 56;
  for (size_t i = 0; i < length; i++)
    out[i] = (char)(key >> 8 * (N2V_SHORT_NAME - 1 - i));
  return length;
}

static size_t name_length(const n2v_interner *interner, const n2v_slot *slot) {
  char text[NUMBER_BYTES];
  uint32_t length;
  if (!is_long(interner, slot->key))
    return write_name(interner, slot, text);
  long_name(interner, slot->value, &length);
  return length;
}

/* Lengths go to the place behind their id's, and a running sum makes offsets of them: slots are in
 * no order, and names are written by all threads. */
n2v_status n2v_interner_names(const n2v_interner *interner, int threads, n2v_names **out,
                              n2v_error *err) {
  uint32_t count = (uint32_t)interner->count;
  n2v_names *names = calloc(1, sizeof *names);
  *out = NULL;
  if (!names)
    return n2v_fail_memory(err, "names", sizeof *names);
  names->count = count;
  names->capacity_count = count ? count : 1;
  names->capacity_bytes = 1;
  names->offsets = n2v_alloc((size_t)count + 1, sizeof *names->offsets);
  if (!names->offsets)
    goto no_memory;
  threads = n2v_pass_threads(threads, interner->slot_count, 1 << 16);
  names->offsets[0] = 0;
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint64_t i = 0; i < interner->slot_count; i++)
    if (interner->slots[i].key)
      names->offsets[(uint32_t)interner->slots[i].value] =
          name_length(interner, &interner->slots[i]);
  for (uint32_t i = 0; i < count; i++)
    names->offsets[i + 1] += names->offsets[i];
  names->capacity_bytes = names->offsets[count] ? names->offsets[count] : 1;
  names->bytes = n2v_alloc(names->capacity_bytes, 1);
  if (!names->bytes)
    goto no_memory;
#pragma omp parallel for schedule(static) num_threads(threads)
  for (uint64_t i = 0; i < interner->slot_count; i++)
    if (interner->slots[i].key)
      write_name(interner, &interner->slots[i],
                 names->bytes + names->offsets[(uint32_t)interner->slots[i].value - 1]);
  *out = names;
  return N2V_OK;
no_memory:
  n2v_names_free(names);
  return n2v_fail_memory(err, "names", 8 * (size_t)count + interner->arena_used);
}
