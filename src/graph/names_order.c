/* Order of names, and names in a new order. Numbers come by value, since that is how people list
 * them: 2 before 10. The order decides ties of degree, and so the ids of a graph; it must not
 * depend on the locale, nor on threads. */
#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"
#include "graph/names.h"

#include <stdlib.h>
#include <string.h>

/* What a name sorts by, beside the name itself: most comparisons end at the key. */
typedef struct sort_item {
  uint64_t key; /* a whole number's value, or the first 8 bytes */
  uint32_t id;
  bool text; /* not a whole number: behind those that are */
} sort_item;

/* 19 digits always fit 64 bits. A leading zero makes a name of its own: 7 and 07 are two nodes. */
bool n2v_names_number(const char *name, size_t length, uint64_t *value) {
  if (length == 0 || length > 19 || (name[0] == '0' && length > 1))
    return false;
  *value = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned digit = (unsigned)(unsigned char)name[i] - '0';
    if (digit > 9)
      return false;
    *value = *value * 10 + digit;
  }
  return true;
}

/* The highest byte first, so that keys compare as the names do. Shorter names are filled up with
 * zero bytes: equal keys are decided by the names. */
static uint64_t first_bytes(const char *name, size_t length) {
  uint64_t key = 0;
  for (size_t i = 0; i < 8; i++)
    key = key << 8 | (i < length ? (unsigned char)name[i] : 0);
  return key;
}

static int compare(const void *left, const void *right, void *context) {
  const sort_item *a = left, *b = right;
  const n2v_names *names = context;
  if (a->text != b->text)
    return a->text ? 1 : -1;
  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  size_t la, lb;
  const char *na = n2v_names_get(names, a->id, &la), *nb = n2v_names_get(names, b->id, &lb);
  int order = memcmp(na, nb, la < lb ? la : lb);
  return order ? order : (la > lb) - (la < lb);
}

/* from[begin, middle) and from[middle, end), both sorted, into to[begin, end). */
static void merge(const sort_item *from, sort_item *to, size_t begin, size_t middle, size_t end,
                  const n2v_names *names) {
  size_t a = begin, b = middle;
  for (size_t i = begin; i < end; i++) {
    bool left =
        b == end || (a < middle && compare(&from[a], &from[b], (void *)(uintptr_t)names) <= 0);
    to[i] = from[left ? a++ : b++];
  }
}

/* Merge sort whose runs, one a thread, come from qsort_r; pairs of runs are merged by as many
 * threads as there are pairs. Returns the array that holds the result: items or scratch. No two
 * names are equal, so that stability does not matter. */
static sort_item *sort_items(sort_item *items, sort_item *scratch, size_t count, int threads,
                             const n2v_names *names) {
  size_t runs = 1;
  while (runs < (size_t)threads)
    runs *= 2;
#define RUN(i) ((size_t)(i) >= runs ? count : count / runs * (size_t)(i))
#pragma omp parallel for schedule(static) num_threads(threads)
  for (size_t i = 0; i < runs; i++)
    qsort_r(items + RUN(i), RUN(i + 1) - RUN(i), sizeof *items, compare, (void *)(uintptr_t)names);
  for (size_t width = 1; width < runs; width *= 2) {
#pragma omp parallel for schedule(static) num_threads(threads)
    for (size_t i = 0; i < runs; i += 2 * width)
      merge(items, scratch, RUN(i), RUN(i + width), RUN(i + 2 * width), names);
    sort_item *swap = items;
    items = scratch;
    scratch = swap;
  }
#undef RUN
  return items;
}

n2v_status n2v_names_sort(const n2v_names *names, int threads, uint32_t *order, n2v_error *err) {
  size_t count = names->count;
  sort_item *items = n2v_alloc(count, sizeof *items), *scratch = n2v_alloc(count, sizeof *scratch);
  n2v_status status = N2V_OK;
  if (!items || !scratch) {
    status = n2v_fail_memory(err, "sorting names", 2 * count * sizeof *items);
    goto out;
  }
  threads = n2v_pass_threads(threads, count, 10000);
  /* Names that were read from a sorted list, or are the ids themselves, need one pass. */
  bool sorted = true;
#pragma omp parallel for schedule(static) num_threads(threads)
  for (size_t i = 0; i < count; i++) {
    size_t length;
    const char *name = n2v_names_get(names, (uint32_t)i, &length);
    items[i].id = (uint32_t)i;
    items[i].text = !n2v_names_number(name, length, &items[i].key);
    if (items[i].text)
      items[i].key = first_bytes(name, length);
  }
  for (size_t i = 1; i < count && sorted; i++)
    sorted = compare(&items[i - 1], &items[i], (void *)(uintptr_t)names) <= 0;
  sort_item *result = sorted ? items : sort_items(items, scratch, count, threads, names);
  for (size_t i = 0; i < count; i++)
    order[i] = result[i].id;
out:
  n2v_free(items);
  n2v_free(scratch);
  return status;
}

n2v_status n2v_names_permute(const n2v_names *names, const uint32_t *order, uint32_t count,
                             n2v_names **out, n2v_error *err) {
  n2v_names *new = calloc(1, sizeof *new);
  uint64_t bytes = 0;
  *out = NULL;
  if (!new)
    return n2v_fail_memory(err, "names", sizeof *new);
  new->count = count;
  new->offsets = n2v_alloc((size_t)count + 1, sizeof *new->offsets);
  if (new->offsets) {
    for (uint32_t i = 0; i < count; i++) {
      new->offsets[i] = bytes;
      bytes += names->offsets[order[i] + 1] - names->offsets[order[i]];
    }
    new->offsets[count] = bytes;
    new->bytes = n2v_alloc(bytes, 1);
  }
  new->capacity_count = count ? count : 1;
  new->capacity_bytes = bytes ? bytes : 1;
  if (!new->bytes) {
    n2v_names_free(new);
    return n2v_fail_memory(err, "names", bytes + 8 * (size_t)count);
  }
  for (uint32_t i = 0; i < count; i++) {
    size_t length;
    const char *name = n2v_names_get(names, order[i], &length);
    memcpy(new->bytes + new->offsets[i], name, length);
  }
  *out = new;
  return N2V_OK;
}
