/* The common numbers by whole-number arithmetic, with an error bound that is far below what tells
 * two floats apart; all others by snprintf and strtof. Vectors are mostly numbers between 1e-5 and
 * 1e9 with at most nine digits, for which the general algorithms do far more than is needed. */
#include "embedding/float_text.h"

#include "base/c_locale.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Powers of ten that a double holds exactly. */
static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* The first nine digits of value, in [1e-5, 1e9), as a whole number in [1e8, 1e9); *exponent is
 * that of the first digit. Those after the seventh are zeros where the float is the same without
 * them.
 *
 * Why nine are enough: neighbouring floats differ by 2^-24 of themselves or more, 6e-8, and nine
 * digits by 1e-8 or less, so that half a unit of the last digit is less than half the way to the
 * next float. The power of ten is exact and the product wrong by 2^-53 of itself at most, 1e-7
 * units of the ninth digit. */
static uint32_t nine_digits(float value, int *exponent) {
  double wide = (double)value;
  uint64_t bits;
  memcpy(&bits, &wide, sizeof bits);
  int binary = (int)(bits >> 52) - 1023;
  int e = (binary * 1233) >> 12; /* log10(2) = 1233 / 4096: may be one too small */
  if (wide >= (e < -1 ? 1 / tens[-e - 1] : tens[e + 1]))
    e++;
  *exponent = e;
  uint32_t digits = (uint32_t)(wide * tens[8 - e] + 0.5);
  for (uint32_t unit = 10; unit <= 100; unit *= 10) {
    uint32_t fewer = (digits + unit / 2) / unit * unit;
    if ((float)(fewer / tens[8 - e]) != value)
      break;
    digits = fewer;
  }
  if (digits < 1000000000)
    return digits;
  *exponent = e + 1; /* 9.9999999 became 10 */
  return digits / 10;
}

static void three_digits(char *out, uint32_t value) {
  out[0] = (char)('0' + value / 100);
  out[1] = (char)('0' + value / 10 % 10);
  out[2] = (char)('0' + value % 10);
}

/* What would take an exponent, or more digits than fit; with a decimal point in every locale. Rare:
 * setting the locale of this thread costs less than formatting does. */
static char *write_slowly(char *out, float value) {
  locale_t before = n2v_c_locale_enter();
  out += sprintf(out, "%.9g", (double)value);
  n2v_c_locale_leave(before);
  return out;
}

char *n2v_float_write(char *out, float value) {
  if (signbit(value)) {
    *out++ = '-';
    value = -value;
  }
  if (value == 0) {
    *out++ = '0';
    return out;
  }
  if (!(value >= 1e-5f && value < 1e9f))
    return write_slowly(out, value);
  int exponent;
  uint32_t digits = nine_digits(value, &exponent);
  char text[18]; /* the digits, then room to copy nine bytes from any of them */
  three_digits(text, digits / 1000000);
  three_digits(text + 3, digits / 1000 % 1000);
  three_digits(text + 6, digits % 1000);
  memset(text + 9, 0, 9);
  int used = 9, whole = exponent + 1; /* whole: digits before the point */
  while (used > 1 && used > whole && text[used - 1] == '0')
    used--;
  if (whole <= 0) {
    memcpy(out, "0.00000", 8);
    out += 2 - whole;
    whole = 0;
  } else {
    memcpy(out, text, 9);
    out += whole;
    if (used > whole)
      *out++ = '.';
  }
  memcpy(out, text + whole, 9);
  return out + (used - whole);
}

/* What the fast path leaves: many digits, large exponents, inf and nan, which readers refuse with
 * the row's name (n2v_embedding_check). The text need not end in a zero byte, so that a copy goes
 * to strtof. A number of 128 characters or more is cut there, and then is not followed by what
 * separates. */
static const char *read_slowly(const char *text, const char *end, float *value) {
  char copy[128], *stop;
  size_t length = 0;
  while (text + length < end && length + 1 < sizeof copy && (unsigned char)text[length] > ' ')
    length++;
  memcpy(copy, text, length);
  copy[length] = '\0';
  *value = strtof_l(copy, &stop, newlocale(LC_ALL_MASK, "C", (locale_t)0)); /* a constant */
  return stop == copy ? NULL : text + (stop - copy);
}

/* Behind the e. An exponent above 1,000 is as good as any: the number is 0 or infinite. */
static const char *read_exponent(const char *p, const char *end, int *exponent) {
  int sign = 1, value = 0;
  const char *digits;
  if (p < end && (*p == '-' || *p == '+'))
    sign = *p++ == '-' ? -1 : 1;
  digits = p;
  for (; p < end && *p >= '0' && *p <= '9'; p++)
    value = value < 1000 ? value * 10 + (*p - '0') : value;
  *exponent += sign * value;
  return p > digits ? p : NULL;
}

const char *n2v_float_read(const char *text, const char *end, float *value) {
  const char *p = text;
  bool negative = p < end && *p == '-';
  uint64_t mantissa = 0;
  int digits = 0, exponent = 0;
  bool point = false;
  if (p < end && (*p == '-' || *p == '+'))
    p++;
  for (; p < end; p++) {
    if (*p >= '0' && *p <= '9') {
      mantissa = mantissa * 10 + (uint64_t)(*p - '0');
      digits++;
      exponent -= point;
    } else if (*p == '.' && !point) {
      point = true;
    } else {
      break;
    }
    if (digits > 18) /* the next digit could overflow */
      return read_slowly(text, end, value);
  }
  if (!digits)
    return read_slowly(text, end, value);
  if (p < end && (*p == 'e' || *p == 'E') && !(p = read_exponent(p + 1, end, &exponent)))
    return NULL;
  /* Both exact in a double: one rounding, then one to float (Clinger, "How to read floating point
   * numbers accurately", PLDI 1990, the simple case). Rounding twice differs from rounding once
   * only where the number lies within 2^-53 of itself from the middle of two floats. */
  if (mantissa > 1ull << 53 || exponent < -22 || exponent > 22)
    return read_slowly(text, end, value);
  double magnitude = (double)mantissa;
  magnitude = exponent < 0 ? magnitude / tens[-exponent] : magnitude * tens[exponent];
  *value = (float)(negative ? -magnitude : magnitude);
  return p;
}
