/* Whether a file holds JSON that a page can show. */
#ifndef N2V_PAGE_JSON_H
#define N2V_PAGE_JSON_H

#include "n2v.h"
#include "support.h"

#include <stddef.h>

/* N2V_EINPUT, with the line, when the bytes are not one JSON value (RFC 8259) nested at most 64
 * deep. path only leads messages. */
n2v_status page_json_check(const char *path, const char *bytes, size_t size, n2v_error *err);

#endif
