/* One decoder of UTF-8 serves both the check and the printable form. */
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* Bytes of the character at text, at least one of `length`; 0: it is none. */
static size_t character(const char *text, size_t length) {
  const unsigned char *s = (const unsigned char *)text;
  unsigned char c = s[0];
  if (c < 0x80)
    return 1;
  if (c < 0xc2 || c > 0xf4)
    return 0;
  /* Bounds of the second byte rule out long forms, surrogates and too large values. */
  unsigned char low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
  unsigned char high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
  size_t bytes = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
  for (size_t i = 1; i < bytes; i++, low = 0x80, high = 0xbf)
    if (i == length || s[i] < low || s[i] > high)
      return 0;
  return bytes;
}

bool n2v_is_utf8(const char *text, size_t length) {
  for (size_t i = 0, bytes; i < length; i += bytes)
    if (!(bytes = character(text + i, length - i)))
      return false;
  return true;
}

/* C1 controls (U+0080 to U+009f) are two bytes of well-formed UTF-8, and some terminals obey
 * them. */
void n2v_utf8_printable(const char *text, char *out, size_t size) {
  static const char short_names[] = "abtnvfr"; /* of 7 to 13 */
  size_t length = strlen(text), n = 0;
  for (size_t i = 0, bytes; i < length; i += bytes) {
    unsigned char c = (unsigned char)text[i];
    char escape[5];
    const char *from = escape;
    size_t wanted = bytes = character(text + i, length - i);
    bool c1 = bytes == 2 && c == 0xc2 && (unsigned char)text[i + 1] < 0xa0; /* U+0080 to U+009f */
    if (bytes && c >= ' ' && c != 0x7f && !c1)
      from = text + i;
    else if (c >= '\a' && c <= '\r')
      wanted = (size_t)snprintf(escape, sizeof escape, "\\%c", short_names[c - '\a']);
    else
      wanted = (size_t)snprintf(escape, sizeof escape, "\\x%02x", c);
    bytes = from == escape ? 1 : bytes;
    if (n + wanted >= size)
      break;
    memcpy(out + n, from, wanted);
    n += wanted;
  }
  out[n] = 0;
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
