/* Numbers for people. */
#ifndef N2V_BASE_FIGURES_H
#define N2V_BASE_FIGURES_H

#include <stdint.h>
#include <stdio.h>

typedef struct n2v_figure {
  char text[28];
} n2v_figure;

/* 1234567 as "1,234,567". */
static inline n2v_figure n2v_thousands(uint64_t value) {
  char digits[21];
  n2v_figure figure;
  int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value), at = 0;
  for (int i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      figure.text[at++] = ',';
    figure.text[at++] = digits[i];
  }
  figure.text[at] = 0;
  return figure;
}

#endif
