/* Packing bytes on their way into a file whose name ends in .gz or .zst, in either case. */
#ifndef N2V_BASE_PACKER_H
#define N2V_BASE_PACKER_H

#include "n2v.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct n2v_packer n2v_packer;

/* Takes packed bytes; false ends the packing. */
typedef bool n2v_packer_sink(void *to, const char *bytes, size_t size);

/* The length of a name without the ending of a packed file: all of it where there is none. */
size_t n2v_packed_stem(const char *path);

/* *out is NULL for a name that asks for none. */
n2v_status n2v_packer_new(const char *path, n2v_packer **out, n2v_error *err);
void n2v_packer_free(n2v_packer *packer); /* harmless on NULL */

/* Packs the bytes, and, at the end, what is left inside. False: the sink gave false. */
bool n2v_pack(n2v_packer *packer, const char *bytes, size_t size, bool end, n2v_packer_sink *sink,
              void *to);

#endif
