/* Builds alias tables in linear time and without lists of work. */
#include "walk/alias.h"

#include <math.h>

static n2v_alias slot(double mass, uint32_t other) {
  double scaled = rint(mass * 0x1p32);
  return (n2v_alias){scaled >= 0x1p32 ? UINT32_MAX : (uint32_t)scaled, other};
}

/* Scales to a mean of 1 and returns where the largest stands. */
static uint32_t scale(double *mass, uint32_t n) {
  double total = 0, most = -1;
  uint32_t largest = 0;
  for (uint32_t i = 0; i < n; i++) {
    total += mass[i];
    if (mass[i] > most) {
      most = mass[i];
      largest = i;
    }
  }
  double factor = (double)n / total;
  for (uint32_t i = 0; i < n; i++)
    mass[i] *= factor;
  return largest;
}

/* The first slot from i on that has mass to give away. */
static uint32_t next_giver(const double *mass, uint32_t n, uint32_t i) {
  while (i < n && mass[i] <= 1)
    i++;
  return i;
}

/* Two cursors instead of Vose's two work lists: one over the slots that have to be filled up, one
 * over those that give. A giver that falls below 1 is filled next. A slot that is done has mass 1,
 * which neither cursor stops at. */
void n2v_alias_build(double *mass, uint32_t n, n2v_alias *table) {
  uint32_t largest = scale(mass, n), giver = next_giver(mass, n, 0);
  for (uint32_t i = 0; i < n; i++)
    table[i] = (n2v_alias){UINT32_MAX, i};
  for (uint32_t i = 0; i < n; i++) {
    uint32_t taker = i;
    while (mass[taker] < 1) {
      /* Rounding may leave the last takers without a giver. */
      uint32_t from = giver < n ? giver : largest;
      table[taker] = slot(mass[taker], from);
      if (giver < n)
        mass[giver] -= 1 - mass[taker];
      mass[taker] = 1;
      if (giver < n && mass[giver] <= 1) {
        taker = giver;
        giver = next_giver(mass, n, giver + 1);
      }
    }
  }
}
