/* Floats as decimal text: no allocation, several times the speed of printf and strtof, which spend
 * most of a text file's time and are left the unusual ones. */
#ifndef N2V_EMBEDDING_FLOAT_TEXT_H
#define N2V_EMBEDDING_FLOAT_TEXT_H

enum { N2V_FLOAT_CHARS = 24 }; /* room that n2v_float_write may use */

/* Writes seven to nine significant digits, as many as it takes to give the same float when read
 * back, without trailing zeros; returns the end. */
char *n2v_float_write(char *out, float value);

/* Reads a number that starts at text and ends before `end` at the latest; returns the end of what
 * was read, or NULL when that is no number. */
const char *n2v_float_read(const char *text, const char *end, float *value);

#endif
