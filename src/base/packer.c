/* zlib and zstd as they are: one member, one frame, at the levels that their programs take. */
#include "base/packer.h"

#include "base/status.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>
#include <zstd.h>

enum { ROOM = 1 << 16 }; /* bytes packed that are handed on at a time */

struct n2v_packer {
  z_stream gzip;
  ZSTD_CStream *zstd; /* NULL: gzip */
  char room[ROOM];
};

/* In either case: "a.GZ". The path ".gz" alone has no stem, and is no packed file's. */
static bool ends_in(const char *path, const char *ending) {
  size_t length = strlen(path), part = strlen(ending);
  return length > part && strcasecmp(path + length - part, ending) == 0;
}

size_t n2v_packed_stem(const char *path) {
  size_t length = strlen(path);
  return ends_in(path, ".gz") ? length - 3 : ends_in(path, ".zst") ? length - 4 : length;
}

n2v_status n2v_packer_new(const char *path, n2v_packer **out, n2v_error *err) {
  *out = NULL;
  if (!path[n2v_packed_stem(path)])
    return N2V_OK;
  n2v_packer *p = calloc(1, sizeof *p);
  bool zstd = ends_in(path, ".zst"), made = false;
  if (p && zstd)
    made = (p->zstd = ZSTD_createCStream()) != NULL;
  else if (p) /* the largest window, and gzip's wrapper */
    made = deflateInit2(&p->gzip, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8,
                        Z_DEFAULT_STRATEGY) == Z_OK;
  if (!made) {
    free(p);
    return n2v_fail_memory(err, path, 1 << 18);
  }
  *out = p;
  return N2V_OK;
}

void n2v_packer_free(n2v_packer *p) {
  if (!p)
    return;
  if (p->zstd)
    ZSTD_freeCStream(p->zstd);
  else
    deflateEnd(&p->gzip);
  free(p);
}

/* One step: takes bytes from *size, gives those in `room`. *more: there is something left to do. */
static size_t step(n2v_packer *p, const char **bytes, size_t *size, bool end, bool *more) {
  if (p->zstd) {
    ZSTD_inBuffer in = {.src = *bytes, .size = *size};
    ZSTD_outBuffer out = {.dst = p->room, .size = ROOM};
    size_t left = ZSTD_compressStream2(p->zstd, &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
    *bytes += in.pos;
    *size -= in.pos;
    *more = *size || (end && left && !ZSTD_isError(left));
    return out.pos;
  }
  uInt part = *size < 1 << 30 ? (uInt)*size : 1 << 30; /* zlib counts in 32 bits */
  bool last = end && part == *size;
  p->gzip.next_in = (unsigned char *)(uintptr_t)*bytes;
  p->gzip.avail_in = part;
  p->gzip.next_out = (unsigned char *)p->room;
  p->gzip.avail_out = ROOM;
  int code = deflate(&p->gzip, last ? Z_FINISH : Z_NO_FLUSH);
  *bytes += part - p->gzip.avail_in;
  *size -= part - p->gzip.avail_in;
  *more = *size || (last && code == Z_OK);
  return ROOM - p->gzip.avail_out;
}

/* Steps until all is taken and, at the end, all is given: a step may fill `room` first. */
bool n2v_pack(n2v_packer *p, const char *bytes, size_t size, bool end, n2v_packer_sink *sink,
              void *to) {
  for (bool more = size || end; more;) {
    size_t packed = step(p, &bytes, &size, end, &more);
    if (packed && !sink(to, p->room, packed))
      return false;
  }
  return true;
}
