/* Numbers in files have a decimal point, whatever LC_NUMERIC the program has set: between the two
 * calls printf and strtod of this thread keep to the C locale. */
#ifndef N2V_BASE_C_LOCALE_H
#define N2V_BASE_C_LOCALE_H

#include <locale.h>

/* glibc has the C locale as a constant: nothing is allocated, nothing has to be freed. */
static inline locale_t n2v_c_locale_enter(void) {
  return uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
}

static inline void n2v_c_locale_leave(locale_t before) {
  uselocale(before);
}

#endif
