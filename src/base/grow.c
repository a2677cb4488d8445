/* Growing by doubling, written once. The pointer goes through memcpy because its type differs from
 * array to array. */
#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST = 1024 }; /* items: small arrays are not worth growing often */

bool n2v_grow(void *array, uint64_t *capacity, uint64_t needed, size_t size) {
  uint64_t wanted = *capacity > LEAST / 2 ? *capacity : LEAST / 2;
  if (needed <= *capacity)
    return true;
  wanted = wanted > UINT64_MAX / 2 || 2 * wanted < needed ? needed : 2 * wanted;
  size_t bytes;
  void *old;
  memcpy(&old, array, sizeof old);
  void *bigger = __builtin_mul_overflow(wanted, size, &bytes) ? NULL : realloc(old, bytes);
  if (!bigger)
    return false;
  memcpy(array, &bigger, sizeof bigger);
  *capacity = wanted;
  return true;
}
