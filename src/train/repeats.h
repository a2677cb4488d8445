/* Where a node stands in a walk more than once. */
#ifndef N2V_TRAIN_REPEATS_H
#define N2V_TRAIN_REPEATS_H

#include <stdint.h>

/* Far back: more than any window reaches, twice still a number. */
enum { N2V_NOT_BEFORE = 1 << 30 };

/* Entries of `slots` that n2v_repeats_find needs for so many positions; a power of two. */
uint32_t n2v_repeats_slots(uint32_t positions);

/* back[i]: how many positions before i the node of position i stands last; N2V_NOT_BEFORE where it
 * does not. */
void n2v_repeats_find(const uint32_t *walk, uint32_t positions, uint32_t *slots, uint32_t *back);

#endif
