/* The page as a file: the template, with the data in its place.
 *
 * Data are sections: elements `<script type="text/plain" id="n2v-NAME">` that hold bytes, deflated
 * (zlib) and in base64. Whatever a name or title says, no byte of it stands in the HTML as it is.
 */
#ifndef N2V_PAGE_SECTIONS_H
#define N2V_PAGE_SECTIONS_H

#include "support.h"

#include <stdbool.h>

/* What the template holds once, where the data goes. */
#define PAGE_PLACE "<!--n2v-data-->"

/* The template: `path`, or where "" is given the installed one, found from the place of this
 * program, or the one that `make page` builds. The caller frees *out. N2V_EUSAGE says what to do
 * where there is none. */
n2v_status page_template_find(const char *path, char **out, n2v_error *err);

/* Checks that the bytes are a template and gives where its place is. */
n2v_status page_template_place(const char *path, const char *bytes, size_t size, size_t *place,
                               n2v_error *err);

/* Adds a section. Values wider than a byte are written in planes: the first bytes of all values,
 * then all second bytes, ..., which deflate packs better. */
n2v_status page_section(FILE *out, const char *name, const void *values, size_t count,
                        unsigned width, n2v_error *err);

/* A string as JSON that may stand in a script element: `<` is escaped. Bytes that are not UTF-8 are
 * taken for ISO-8859-1. false: memory is out. */
bool page_json(FILE *out, const char *text, size_t length);

/* Adds one string to a section of strings, each ended by a zero byte. Zero bytes within become
 * U+FFFD, what is not UTF-8 is taken for ISO-8859-1. false: memory is out. */
bool page_string(FILE *out, const char *text, size_t length);

#endif
