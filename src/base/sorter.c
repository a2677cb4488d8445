/* One block of memory. (key, place) entries grow from its front, records' bytes from its back, and
 * the gap between always holds as many entries again: a radix sort needs them. When it is full the
 * entries are sorted and written out as a run. Reading merges the runs by a binary heap; when there
 * is none, it walks the sorted entries. Runs are merged into one when they become so many that
 * their read buffers would outgrow the memory. */
#include "base/sorter.h"

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
  LEAST_MEMORY = 4 << 20, /* bytes: below, runs would be so short that merging is all there is */
  LEAST_BUFFER =
      64 << 10, /* bytes written at a time; a run's read buffer has half of it at least */
  MOST_RUNS = 512,
  DIGIT = 8,           /* bits of the key that a pass of the radix sort goes by */
  LOOK_EVERY = 1 << 16 /* records: some hundredths of a second */
};

typedef struct entry {
  uint64_t key, place; /* of the record in the block: its size (unless fixed), its bytes */
} entry;

/* A run that is read: its head record stands in `record`. */
typedef struct run {
  uint64_t at, end; /* what of it is still in the file */
  char *buffer;
  size_t used, filled, capacity;
  n2v_sorter_record record;
} run;

struct n2v_sorter {
  n2v_sorter_rules rules;
  char *block;
  uint64_t used, capacity; /* bytes: of records, of all */
  uint64_t count, next;    /* entries; the next one to be read */
  int fd;                  /* -1: nothing was written yet */
  uint64_t written;
  uint64_t begins[MOST_RUNS + 1]; /* of runs; the last one's end */
  uint32_t runs;
  run *readers; /* while merging, a heap of those that are left */
  uint32_t left;
  char *buffers;
  size_t buffers_bytes;
  char *held;                                 /* copy of the record given last */
  uint32_t held_size, held_capacity, largest; /* bytes; of any record */
  uint64_t held_key;
  bool holds;
  uint32_t looked; /* steps since it was looked whether to stop */
};

/* Mapped and unmapped at once: an allocator may keep what is freed, and count against a limit of
 * addresses. NULL when memory is out. */
static void *map(size_t bytes) {
  void *memory =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return NULL;
  (void)madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

static void unmap(void *memory, size_t bytes) {
  if (memory)
    munmap(memory, bytes);
}

static uint32_t most_runs(const n2v_sorter *s) {
  uint64_t most = s->capacity / LEAST_BUFFER;
  return most < 2 ? 2 : most > MOST_RUNS ? MOST_RUNS : (uint32_t)most;
}

static entry *entries_of(const n2v_sorter *s) {
  return (entry *)(void *)s->block;
}

static n2v_sorter_record record_at(const n2v_sorter *s, const entry *e) {
  n2v_sorter_record record = {.key = e->key, .size = s->rules.size, .bytes = s->block + e->place};
  if (!s->rules.fixed) {
    memcpy(&record.size, record.bytes, sizeof record.size);
    record.bytes += sizeof record.size;
  }
  return record;
}

static int compare_bytes(const n2v_sorter_record *a, const n2v_sorter_record *b) {
  int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
  return order ? order : (a->size > b->size) - (a->size < b->size);
}

static bool stops(const n2v_sorter *s) {
  return n2v_stop_requested(s->rules.progress);
}

/* Whether to go on, looked at now and then. */
static n2v_status go_on(n2v_sorter *s, n2v_error *err) {
  if (++s->looked % LOOK_EVERY || !stops(s))
    return N2V_OK;
  return n2v_fail(err, N2V_ESTOPPED, "stopped while sorting");
}

/* ------------------------------------------------------------------------- sorting the block */

/* qsort_r cannot be left: all that is equal is sorted at once. */
static int compare_entries(const void *left, const void *right, void *sorter) {
  if (stops(sorter))
    return 0;
  n2v_sorter_record a = record_at(sorter, left), b = record_at(sorter, right);
  return compare_bytes(&a, &b);
}

/* From `from` to `to` by one digit of the key, entries of the same digit in the order they had: so
 * that passes from the lowest digit up sort the key, and equal keys stay as they came. Ends early,
 * with `to` half filled, on a stop. */
static void distribute(const n2v_sorter *s, const entry *from, entry *to, int shift) {
  const uint64_t count = s->count;
  uint64_t start[1 << DIGIT] = {0}, sum = 0;
  for (uint64_t i = 0; i < count; i++)
    start[(from[i].key >> shift) & 0xff]++;
  for (int d = 0; d < 1 << DIGIT; d++) {
    uint64_t here = start[d];
    start[d] = sum;
    sum += here;
  }
  for (uint64_t i = 0; i < count && (i % LOOK_EVERY || !stops(s)); i++)
    to[start[(from[i].key >> shift) & 0xff]++] = from[i];
}

/* Radix sort, a pass for each digit in which any two keys differ: keys that are small numbers take
 * few. Entries are 16 bytes and move; records stay where they are. Then, by bytes within equal
 * keys. */
static n2v_status sort_block(n2v_sorter *s, n2v_error *err) {
  entry *items = entries_of(s), *from = items, *to = items + s->count;
  uint64_t differ = 0;
  for (uint64_t i = 1; i < s->count; i++)
    differ |= items[i].key ^ items[0].key;
  for (int shift = 0; shift < 64 && !stops(s); shift += DIGIT)
    if (differ >> shift & 0xff) {
      distribute(s, from, to, shift);
      entry *swap = from;
      from = to;
      to = swap;
    }
  if (from != items)
    memcpy(items, from, s->count * sizeof *items);
  for (uint64_t i = 0, next; s->rules.by_bytes && i < s->count && !stops(s); i = next) {
    for (next = i + 1; next < s->count && items[next].key == items[i].key; next++)
      ;
    if (next - i > 1)
      qsort_r(items + i, next - i, sizeof *items, compare_entries, s);
  }
  return stops(s) ? n2v_fail(err, N2V_ESTOPPED, "stopped while sorting") : N2V_OK;
}

/* ----------------------------------------------------------------------------- runs in a file */

static n2v_status fail(const n2v_sorter *s, const char *what, n2v_error *err) {
  return n2v_fail(err, N2V_EIO, "%s: %s a temporary file beside it: %s", s->rules.path, what,
                  strerror(errno));
}

/* Has no name: a killed program leaves nothing behind. */
static n2v_status open_file(n2v_sorter *s, n2v_error *err) {
  char *copy = strdup(s->rules.path), *name = NULL;
  const char *folder = copy ? dirname(copy) : NULL;
  if (folder)
    s->fd = open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (folder && s->fd < 0 && asprintf(&name, "%s/n2v-sort-XXXXXX", folder) >= 0) {
    s->fd = mkostemp(name, O_CLOEXEC);
    if (s->fd >= 0)
      unlink(name);
    free(name);
  }
  int saved = errno;
  free(copy);
  errno = saved;
  return s->fd < 0 ? fail(s, "cannot make", err) : N2V_OK;
}

typedef struct writer {
  char *buffer;
  size_t used;
} writer;

static n2v_status flush(n2v_sorter *s, writer *w, n2v_error *err) {
  for (size_t done = 0; done < w->used;) {
    ssize_t got = pwrite(s->fd, w->buffer + done, w->used - done, (off_t)s->written);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return fail(s, "cannot write", err);
    done += (size_t)got;
    s->written += (uint64_t)got;
  }
  w->used = 0;
  return N2V_OK;
}

static n2v_status put(n2v_sorter *s, writer *w, const void *bytes, size_t size, n2v_error *err) {
  for (size_t done = 0, part; done < size; done += part) {
    part = size - done < LEAST_BUFFER - w->used ? size - done : LEAST_BUFFER - w->used;
    memcpy(w->buffer + w->used, (const char *)bytes + done, part);
    w->used += part;
    if (w->used == LEAST_BUFFER) {
      n2v_status status = flush(s, w, err);
      if (status != N2V_OK)
        return status;
    }
  }
  return N2V_OK;
}

/* As it stands in a run: key, size unless all have the same, bytes. */
static n2v_status put_record(n2v_sorter *s, writer *w, const n2v_sorter_record *r, n2v_error *err) {
  n2v_status status = put(s, w, &r->key, sizeof r->key, err);
  if (status == N2V_OK && !s->rules.fixed)
    status = put(s, w, &r->size, sizeof r->size, err);
  return status == N2V_OK ? put(s, w, r->bytes, r->size, err) : status;
}

static bool same(const n2v_sorter_record *a, const n2v_sorter_record *b) {
  return a->key == b->key && compare_bytes(a, b) == 0;
}

/* The block's records as one more run. */
static n2v_status write_block(n2v_sorter *s, n2v_error *err) {
  writer w = {.buffer = n2v_alloc(LEAST_BUFFER, 1)};
  n2v_status status = N2V_OK;
  if (!w.buffer)
    return n2v_fail_memory(err, "sorting", LEAST_BUFFER);
  if (s->fd < 0)
    status = open_file(s, err);
  if (status == N2V_OK)
    status = sort_block(s, err);
  const entry *items = entries_of(s);
  n2v_sorter_record last = {0};
  s->begins[s->runs] = s->written;
  for (uint64_t i = 0; i < s->count && status == N2V_OK; i++) {
    if (i + 16 < s->count)
      __builtin_prefetch(s->block + items[i + 16].place);
    n2v_sorter_record record = record_at(s, &items[i]);
    if (!(s->rules.unique && i && same(&record, &last)))
      status = put_record(s, &w, &record, err);
    if (status == N2V_OK)
      status = go_on(s, err);
    last = record;
  }
  if (status == N2V_OK)
    status = flush(s, &w, err);
  s->begins[++s->runs] = s->written;
  s->count = s->used = 0;
  n2v_free(w.buffer);
  return status;
}

/* ------------------------------------------------------------------------------------ merging */

/* What is left in the buffer moves to its front, and the rest is read. */
static n2v_status refill(n2v_sorter *s, run *r, n2v_error *err) {
  memmove(r->buffer, r->buffer + r->used, r->filled - r->used);
  r->filled -= r->used;
  r->used = 0;
  while (r->filled < r->capacity && r->at < r->end) {
    uint64_t wanted = r->capacity - r->filled;
    wanted = wanted < r->end - r->at ? wanted : r->end - r->at;
    ssize_t got = pread(s->fd, r->buffer + r->filled, wanted, (off_t)r->at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      errno = got ? errno : EIO;
      return fail(s, "cannot read", err);
    }
    r->filled += (size_t)got;
    r->at += (uint64_t)got;
  }
  return N2V_OK;
}

/* Makes `bytes` of the run stand in its buffer. */
static n2v_status want(n2v_sorter *s, run *r, size_t bytes, n2v_error *err) {
  return r->filled - r->used >= bytes ? N2V_OK : refill(s, r, err);
}

/* Reads the run's next record; *more is false when there is none. */
static n2v_status advance(n2v_sorter *s, run *r, bool *more, n2v_error *err) {
  const size_t head = sizeof r->record.key + (s->rules.fixed ? 0 : sizeof r->record.size);
  *more = r->at < r->end || r->used < r->filled;
  if (!*more)
    return N2V_OK;
  n2v_status status = want(s, r, head, err);
  if (status != N2V_OK)
    return status;
  memcpy(&r->record.key, r->buffer + r->used, sizeof r->record.key);
  r->record.size = s->rules.size;
  if (!s->rules.fixed)
    memcpy(&r->record.size, r->buffer + r->used + sizeof r->record.key, sizeof r->record.size);
  status = want(s, r, head + r->record.size, err);
  r->record.bytes = r->buffer + r->used + head;
  r->used += head + r->record.size;
  return status;
}

/* Ties go by when records came. Of runs in the file the earlier one ends earlier, and `end` stays
 * as it is while a run is read. */
static bool before(const n2v_sorter *s, const run *a, const run *b) {
  if (a->record.key != b->record.key)
    return a->record.key < b->record.key;
  int order = s->rules.by_bytes ? compare_bytes(&a->record, &b->record) : 0;
  return order ? order < 0 : a->end < b->end;
}

/* Puts readers[i] where it belongs in the heap below it: the least record is at readers[0]. */
static void sift(n2v_sorter *s, uint32_t i) {
  for (run *r = s->readers;;) {
    uint32_t least = i, child = 2 * i + 1;
    for (uint32_t c = child; c < child + 2 && c < s->left; c++)
      if (before(s, &r[c], &r[least]))
        least = c;
    if (least == i)
      return;
    run swap = r[i];
    r[i] = r[least];
    r[least] = swap;
    i = least;
  }
}

static void end_merge(n2v_sorter *s) {
  unmap(s->buffers, s->buffers_bytes);
  n2v_free(s->readers);
  s->buffers = NULL;
  s->readers = NULL;
  s->left = 0;
}

/* A buffer for each run, half of the memory together: 32 KB to 4 MB each, and at least room for the
 * longest record. */
static n2v_status begin_merge(n2v_sorter *s, n2v_error *err) {
  size_t each = s->capacity / 2 / s->runs / N2V_CACHE_LINE * N2V_CACHE_LINE;
  each = each > 4 << 20 ? 4 << 20 : each < LEAST_BUFFER / 2 ? LEAST_BUFFER / 2 : each;
  each = each < s->largest + 2 * N2V_CACHE_LINE ? s->largest + 2 * N2V_CACHE_LINE : each;
  n2v_status status = N2V_OK;
  end_merge(s);
  s->readers = n2v_calloc(s->runs, sizeof *s->readers);
  s->buffers_bytes = s->runs * each;
  s->buffers = map(s->buffers_bytes);
  if (!s->readers || !s->buffers)
    return n2v_fail_memory(err, "merging", s->runs * each);
  for (uint32_t i = 0; i < s->runs && status == N2V_OK; i++) {
    run r = {.at = s->begins[i],
             .end = s->begins[i + 1],
             .buffer = s->buffers + i * each,
             .capacity = each};
    bool more;
    status = advance(s, &r, &more, err);
    if (more)
      s->readers[s->left++] = r;
  }
  for (uint32_t i = s->left / 2; i-- > 0;)
    sift(s, i);
  return status;
}

/* The least record of all runs goes into s->held. */
static n2v_status pop(n2v_sorter *s, n2v_error *err) {
  run *r = &s->readers[0];
  if (r->record.size > s->held_capacity) {
    n2v_free(s->held);
    s->held_capacity = r->record.size + N2V_CACHE_LINE;
    s->held = n2v_alloc(s->held_capacity, 1);
    if (!s->held)
      return n2v_fail_memory(err, "a record", s->held_capacity);
  }
  s->held_key = r->record.key;
  s->held_size = r->record.size;
  if (r->record.size)
    memcpy(s->held, r->record.bytes, r->record.size);
  s->holds = true;
  bool more;
  n2v_status status = advance(s, r, &more, err);
  if (status == N2V_OK && !more)
    s->readers[0] = s->readers[--s->left];
  sift(s, 0);
  return status;
}

static n2v_sorter_record held(const n2v_sorter *s) {
  return (n2v_sorter_record){s->held_key, s->held_size, s->held_size ? s->held : ""};
}

/* With `unique`, passes over records that are the same as the one given last. */
static n2v_status next_merged(n2v_sorter *s, n2v_sorter_record *record, bool *more,
                              n2v_error *err) {
  while (s->rules.unique && s->holds && s->left) {
    n2v_sorter_record last = held(s);
    if (!same(&s->readers[0].record, &last))
      break;
    n2v_status status = pop(s, err);
    if (status != N2V_OK)
      return status;
  }
  *more = s->left > 0;
  if (!*more)
    return N2V_OK;
  n2v_status status = pop(s, err);
  *record = held(s);
  return status;
}

/* All runs become one, behind them in the file. */
static n2v_status merge_runs(n2v_sorter *s, n2v_error *err) {
  writer w = {.buffer = n2v_alloc(LEAST_BUFFER, 1)};
  uint64_t begin = s->written;
  n2v_sorter_record record;
  bool more = true;
  s->holds = false;
  n2v_status status =
      w.buffer ? begin_merge(s, err) : n2v_fail_memory(err, "merging", LEAST_BUFFER);
  while (status == N2V_OK && more) {
    status = next_merged(s, &record, &more, err);
    if (status == N2V_OK && more)
      status = put_record(s, &w, &record, err);
    if (status == N2V_OK)
      status = go_on(s, err);
  }
  if (status == N2V_OK)
    status = flush(s, &w, err);
  end_merge(s);
  n2v_free(w.buffer);
  /* The disk gets back the runs that were merged; where it cannot, the file is twice as long. */
#ifdef FALLOC_FL_PUNCH_HOLE
  (void)fallocate(s->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t)begin);
#endif
  s->begins[0] = begin;
  s->begins[1] = s->written;
  s->runs = 1;
  return status;
}

/* ------------------------------------------------------------------------------------ interface */

n2v_status n2v_sorter_new(const n2v_sorter_rules *rules, n2v_sorter **out, n2v_error *err) {
  n2v_sorter *s = n2v_calloc(1, sizeof *s);
  *out = s;
  if (!s)
    return n2v_fail_memory(err, "sorting", sizeof *s);
  s->rules = *rules;
  s->fd = -1;
  s->capacity = rules->memory < LEAST_MEMORY ? LEAST_MEMORY : rules->memory;
  s->capacity = s->capacity / N2V_CACHE_LINE * N2V_CACHE_LINE;
  return N2V_OK;
}

void n2v_sorter_free(n2v_sorter *sorter) {
  if (!sorter)
    return;
  end_merge(sorter);
  if (sorter->fd >= 0)
    close(sorter->fd);
  unmap(sorter->block, sorter->capacity);
  n2v_free(sorter->held);
  n2v_free(sorter);
}

static n2v_status spill(n2v_sorter *s, n2v_error *err) {
  n2v_status status = s->runs == most_runs(s) ? merge_runs(s, err) : N2V_OK;
  return status == N2V_OK ? write_block(s, err) : status;
}

n2v_status n2v_sorter_add(n2v_sorter *s, uint64_t key, const void *bytes, uint32_t size,
                          n2v_error *err) {
  const uint64_t head = s->rules.fixed ? 0 : sizeof size, whole = head + size;
  if (!s->block) {
    s->block = map(s->capacity);
    if (!s->block)
      return n2v_fail_memory(err, "sorting", s->capacity);
  }
  if (s->used + whole + 2 * (s->count + 1) * sizeof(entry) > s->capacity) {
    if (whole > s->capacity / 4)
      return n2v_fail(err, N2V_ELIMIT,
                      "a record of %u bytes is too long to be sorted: raise `memory`", size);
    n2v_status status = spill(s, err);
    if (status != N2V_OK)
      return status;
  }
  s->used += whole;
  s->largest = size > s->largest ? size : s->largest;
  char *place = s->block + s->capacity - s->used;
  if (head)
    memcpy(place, &size, sizeof size);
  if (size)
    memcpy(place + head, bytes, size);
  entries_of(s)[s->count++] = (entry){key, (uint64_t)(place - s->block)};
  return N2V_OK;
}

n2v_status n2v_sorter_rewind(n2v_sorter *s, n2v_error *err) {
  n2v_status status = N2V_OK;
  s->holds = false;
  s->next = 0;
  if (!s->runs) {
    return s->count ? sort_block(s, err) : N2V_OK;
  }
  if (s->count)
    status = spill(s, err);
  unmap(s->block, s->capacity); /* the readers' buffers take its place */
  s->block = NULL;
  return status == N2V_OK ? begin_merge(s, err) : status;
}

/* The same from the sorted block. */
static void next_in_block(n2v_sorter *s, n2v_sorter_record *record, bool *more) {
  const entry *items = entries_of(s);
  for (*more = false; !*more && s->next < s->count; s->next++) {
    if (s->next + 16 < s->count)
      __builtin_prefetch(s->block + items[s->next + 16].place);
    *record = record_at(s, &items[s->next]);
    *more = true;
    if (s->rules.unique && s->next) {
      n2v_sorter_record last = record_at(s, &items[s->next - 1]);
      *more = !same(record, &last);
    }
  }
}

n2v_status n2v_sorter_next(n2v_sorter *s, n2v_sorter_record *record, bool *more, n2v_error *err) {
  n2v_status status = go_on(s, err);
  if (status == N2V_OK && s->runs)
    return next_merged(s, record, more, err);
  if (status == N2V_OK)
    next_in_block(s, record, more);
  return status;
}

uint64_t n2v_sorter_spilled(const n2v_sorter *sorter) {
  return sorter->written;
}
