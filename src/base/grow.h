/* Arrays that grow. */
#ifndef N2V_BASE_GROW_H
#define N2V_BASE_GROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Makes room for `needed` items of `size` bytes in an array of *capacity, which at least doubles
 * when it is too small, so that adding one by one takes linear time. array: the address of the
 * pointer, NULL while *capacity is 0; release with n2v_free or free. false: memory is out, and the
 * array is as it was. */
bool n2v_grow(void *array, uint64_t *capacity, uint64_t needed, size_t size);

#endif
