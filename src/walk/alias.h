/* Alias tables: a draw from any discrete distribution for one random number and one table slot.
 *
 * Walker, "An efficient method for generating discrete random variables with general
 * distributions", ACM TOMS 3(3), 1977; the build is linear as in Vose, IEEE TSE 17(9), 1991.
 * A table of n slots is n * 8 bytes; probabilities are held to 2^-32 of a slot. Building touches
 * nothing but its arguments; a built table may be read from many threads. */
#ifndef N2V_WALK_ALIAS_H
#define N2V_WALK_ALIAS_H

#include <stdint.h>

/* A slot keeps its own outcome below the threshold and gives `other` from there on. */
typedef struct n2v_alias {
  uint32_t threshold; /* in 2^-32 */
  uint32_t other;
} n2v_alias;

/* Fills table[n], n >= 1, for probabilities proportional to mass[n]: finite, not negative, at least
 * one positive. An outcome of mass 0 is never drawn. mass is used up as scratch. */
void n2v_alias_build(double *mass, uint32_t n, n2v_alias *table);

/* The outcome for 64 uniform random bits: their product with n is the slot, and behind the binary
 * point the coin. */
static inline uint32_t n2v_alias_draw(const n2v_alias *table, uint32_t n, uint64_t bits) {
  unsigned __int128 product = (unsigned __int128)bits * n;
  uint32_t slot = (uint32_t)(product >> 64);
  uint32_t coin = (uint32_t)((uint64_t)product >> 32);
  /* Without a branch, which would be mispredicted half of the time. */
  uint32_t take_other = -(uint32_t)(coin >= table[slot].threshold);
  return slot ^ ((slot ^ table[slot].other) & take_other);
}

#endif
