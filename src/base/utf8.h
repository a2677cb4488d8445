/* Text encodings of names and titles. */
#ifndef N2V_BASE_UTF8_H
#define N2V_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed UTF-8 (RFC 3629: no long forms, no surrogates, nothing above U+10FFFF). */
bool n2v_is_utf8(const char *text, size_t length);

/* ISO-8859-1 to UTF-8: writes at most twice `length` bytes; gives how many. */
size_t n2v_utf8_from_latin1(const char *text, size_t length, char *out);

/* Text for a line on a terminal or in JSON: control characters and bytes that are no UTF-8 become
 * \n, \t, \x1b and the like. Cut between two characters when it does not fit `size` bytes, the zero
 * at its end included. */
void n2v_utf8_printable(const char *text, char *out, size_t size);

#endif
