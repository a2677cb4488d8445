/* Least significant digit first, so that equal items keep their order; few items by insertion.
 * Reads items as often as there are digits and writes them in as many streams as a digit has
 * values, without a branch that could be mispredicted. */
#include "graph/radix.h"

#include <string.h>

enum {
  SMALL = 48,  /* below this, insertion beats clearing and summing histograms */
  DIGIT = 8,   /* bits a pass */
  MANY = 1024, /* above this, wide digits, whose histograms then cost less than another pass */
  WIDE_DIGIT = 11
};

static void insertion_sort(uint64_t *items, size_t count, uint64_t mask) {
  for (size_t i = 1; i < count; i++) {
    uint64_t item = items[i];
    size_t j = i;
    for (; j > 0 && (items[j - 1] & mask) > (item & mask); j--)
      items[j] = items[j - 1];
    items[j] = item;
  }
}

/* One pass from `from` to `to`; false, and nothing done, when all items share the digit. */
static int pass(const uint64_t *from, uint64_t *to, size_t count, int shift, uint64_t digits) {
  size_t start[1 << WIDE_DIGIT], sum = 0;
  memset(start, 0, (digits + 1) * sizeof *start);
  for (size_t i = 0; i < count; i++)
    start[(from[i] >> shift) & digits]++;
  if (start[(from[0] >> shift) & digits] == count)
    return 0;
  for (size_t d = 0; d <= digits; d++) {
    size_t here = start[d];
    start[d] = sum;
    sum += here;
  }
  for (size_t i = 0; i < count; i++)
    to[start[(from[i] >> shift) & digits]++] = from[i];
  return 1;
}

void n2v_radix_sort(uint64_t *items, uint64_t *scratch, size_t count, int low, int high) {
  uint64_t *from = items, *to = scratch;
  if (count <= SMALL) {
    uint64_t below_high = high < 64 ? ((uint64_t)1 << high) - 1 : UINT64_MAX;
    insertion_sort(items, count, below_high & ~(((uint64_t)1 << low) - 1));
    return;
  }
  int digit = count > MANY ? WIDE_DIGIT : DIGIT, passes = (high - low + digit - 1) / digit;
  digit = (high - low + passes - 1) / passes;
  for (int shift = low; shift < high; shift += digit) {
    int width = high - shift < digit ? high - shift : digit;
    if (pass(from, to, count, shift, ((uint64_t)1 << width) - 1)) {
      uint64_t *swap = from;
      from = to;
      to = swap;
    }
  }
  if (from != items)
    memcpy(items, from, count * sizeof *items);
}
