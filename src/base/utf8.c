#include "base/utf8.h"

bool n2v_is_utf8(const char *text, size_t length) {
  const unsigned char *s = (const unsigned char *)text;
  for (size_t i = 0; i < length;) {
    unsigned char c = s[i++];
    if (c < 0x80)
      continue;
    if (c < 0xc2 || c > 0xf4)
      return false;
    /* Bounds of the second byte rule out long forms, surrogates and too large values. */
    unsigned char low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    unsigned char high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    for (int more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3; more > 0; more--, low = 0x80, high = 0xbf)
      if (i == length || s[i] < low || s[i++] > high)
        return false;
  }
  return true;
}

size_t n2v_utf8_from_latin1(const char *text, size_t length, char *out) {
  size_t n = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c >= 0x80) {
      out[n++] = (char)(0xc0 | c >> 6);
      c = 0x80 | (c & 0x3f);
    }
    out[n++] = (char)c;
  }
  return n;
}
