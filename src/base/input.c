/* Inflates into one mapping that grows in place, for how large a compressed file will be is not
 * known before its end. (gzip's trailer has the size modulo 2^32, of the last member.) The readers
 * of graphs want all bytes at hand: several threads read a text from several places. */
#include "base/input.h"

#include "base/memory.h"
#include "base/params.h"
#include "base/progress.h"
#include "base/status.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { STEP = 16 << 20 }; /* bytes inflated between two looks at the stop flag */

/* Inflated bytes, in a mapping that grows without being copied. */
typedef struct sink {
  char *bytes;
  size_t used, capacity;
  uint64_t limit;
  const n2v_progress *progress;
} sink;

/* Before each step: at least one byte of room, unless the limit is reached or a stop is asked
 * for. */
static n2v_status make_room(sink *s, const char *name, n2v_error *err) {
  if (n2v_stop_requested(s->progress))
    return n2v_fail(err, N2V_ESTOPPED, "stopped while reading %s", name);
  if (s->used < s->capacity)
    return N2V_OK;
  if (s->used >= s->limit)
    return n2v_fail(err, N2V_ELIMIT, "%s: inflates to more than the memory limit, %.1f MB", name,
                    (double)s->limit / 1e6);
  if (!n2v_mapping_grow(&s->bytes, &s->capacity, s->limit))
    return n2v_fail_memory(err, name, s->capacity * 2);
  return N2V_OK;
}

static n2v_status damaged(const n2v_input *input, const char *kind, const char *why,
                          n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT, "%s: damaged %s data: %s", input->name, kind, why);
}

/* All members of a gzip file (RFC 1952, section 2.2), which bgzip and `cat a.gz b.gz` write. A file
 * that was cut short is an error, though what came before could be read: half a graph is no
 * graph. */
static n2v_status inflate_gzip(const n2v_input *input, sink *out, n2v_error *err) {
  z_stream z = {0};
  size_t left = input->file.size;
  n2v_status status = N2V_OK;
  if (inflateInit2(&z, 15 + 16) != Z_OK) /* largest window, gzip wrapper */
    return n2v_fail_memory(err, "zlib", 1 << 16);
  z.next_in = (unsigned char *)(uintptr_t)input->file.bytes;
  for (int code = Z_OK; status == N2V_OK;) {
    if (z.avail_in == 0) { /* zlib counts in 32 bits */
      z.avail_in = left < 1 << 30 ? (uInt)left : 1 << 30;
      left -= z.avail_in;
    }
    if (code == Z_STREAM_END) { /* another member may follow, behind zeros that pad a block */
      for (; z.avail_in && *z.next_in == 0; z.avail_in--)
        z.next_in++;
      if (z.avail_in == 0 && left == 0)
        break;
      if (z.avail_in == 0)
        continue;
      inflateReset(&z);
    }
    status = make_room(out, input->name, err);
    if (status != N2V_OK)
      break;
    size_t room = out->capacity - out->used;
    uInt before = z.avail_out = room < STEP ? (uInt)room : STEP;
    z.next_out = (unsigned char *)out->bytes + out->used;
    code = inflate(&z, Z_NO_FLUSH);
    out->used += before - z.avail_out;
    if (code == Z_BUF_ERROR || (code == Z_OK && z.avail_in == 0 && left == 0 && z.avail_out))
      status = damaged(input, "gzip", "it ends too early", err);
    else if (code != Z_OK && code != Z_STREAM_END)
      status = damaged(input, "gzip", z.msg ? z.msg : "unknown error", err);
  }
  inflateEnd(&z);
  return status;
}

/* All frames. The decoder gives 0 at the end of one and begins the next by itself; a step that
 * neither takes nor gives a byte means that the file ends within a frame. */
static n2v_status inflate_zstd(const n2v_input *input, sink *out, n2v_error *err) {
  ZSTD_DStream *stream = ZSTD_createDStream();
  ZSTD_inBuffer in = {.src = input->file.bytes, .size = input->file.size};
  n2v_status status = N2V_OK;
  if (!stream)
    return n2v_fail_memory(err, "zstd", 1 << 20);
  for (size_t code = 1; status == N2V_OK && (in.pos < in.size || code != 0);) {
    status = make_room(out, input->name, err);
    if (status != N2V_OK)
      break;
    size_t room = out->capacity - out->used;
    ZSTD_outBuffer buffer = {.dst = out->bytes, .pos = out->used};
    buffer.size = out->used + (room < STEP ? room : STEP);
    size_t before = in.pos;
    code = ZSTD_decompressStream(stream, &buffer, &in);
    if (ZSTD_isError(code))
      status = damaged(input, "zstd", ZSTD_getErrorName(code), err);
    else if (in.pos == before && buffer.pos == out->used)
      status = damaged(input, "zstd", "it ends too early", err);
    out->used = buffer.pos;
  }
  ZSTD_freeDStream(stream);
  return status;
}

static bool begins_with(const n2v_input *input, const char *magic, size_t length) {
  return input->file.size >= length && memcmp(input->file.bytes, magic, length) == 0;
}

/* A frame of data, or one to skip, which pzstd writes first: 0x184d2a50 to 0x184d2a5f. */
static bool is_zstd(const n2v_input *input) {
  return begins_with(input, "\x28\xb5\x2f\xfd", 4) ||
         (input->file.size >= 4 && (input->file.bytes[0] & 0xf0) == 0x50 &&
          memcmp(input->file.bytes + 1, "\x2a\x4d\x18", 3) == 0);
}

/* input->file as it is or, when it is packed, inflated. */
static n2v_status unpack(n2v_input *input, uint64_t limit, const n2v_progress *progress,
                         n2v_error *err) {
  bool gzip = begins_with(input, "\x1f\x8b\x08", 3);
  if (!gzip && !is_zstd(input)) {
    input->bytes = input->file.bytes;
    input->size = input->file.size;
    return N2V_OK;
  }
  sink out = {.limit = limit, .progress = progress};
  n2v_status status = gzip ? inflate_gzip(input, &out, err) : inflate_zstd(input, &out, err);
  n2v_file_bytes_close(&input->file); /* the packed bytes: nobody needs them now */
  input->bytes = input->inflated = out.bytes;
  input->size = out.used;
  input->inflated_bytes = out.capacity;
  if (status != N2V_OK)
    n2v_input_close(input);
  return status;
}

n2v_status n2v_input_open(n2v_input *input, const char *path, uint64_t limit,
                          const n2v_progress *progress, n2v_error *err) {
  *input = (n2v_input){.name = strcmp(path, "-") == 0 ? "standard input" : path};
  if (!limit)
    limit = n2v_physical_memory() / 5 * 4;
  n2v_status status = n2v_file_bytes_read(path, limit, progress, &input->file, err);
  return status == N2V_OK ? unpack(input, limit, progress, err) : status;
}

n2v_status n2v_input_borrow(n2v_input *input, const void *bytes, size_t size, const char *name,
                            uint64_t limit, n2v_error *err) {
  *input = (n2v_input){.name = name};
  input->file = (n2v_file_bytes){.bytes = bytes, .size = size};
  return unpack(input, limit, NULL, err);
}

/* A copy, with the zero behind it: the bytes may be mapped, up to the end of a page. */
n2v_status n2v_file_read(const char *path, const n2v_run *run, char **bytes, size_t *size,
                         n2v_error *err) {
  n2v_input input = {0};
  n2v_run own;
  *bytes = NULL;
  *size = 0;
  n2v_status status = n2v_run_take(run, &own, err);
  if (status == N2V_OK)
    status = n2v_input_open(&input, path, own.memory, own.progress, err);
  if (status == N2V_OK && n2v_input_held(&input) + input.size >= own.memory)
    status = n2v_fail(err, N2V_ELIMIT, "%s: %.1f MB do not fit the memory limit, %.1f MB",
                      input.name, (double)input.size / 1e6, (double)own.memory / 1e6);
  else if (status == N2V_OK && !(*bytes = malloc(input.size + 1)))
    status = n2v_fail_memory(err, input.name, input.size + 1);
  if (status == N2V_OK) {
    memcpy(*bytes, input.bytes, input.size);
    (*bytes)[input.size] = '\0';
    *size = input.size;
  }
  n2v_input_close(&input);
  return status;
}

void n2v_input_close(n2v_input *input) {
  if (input->inflated)
    munmap(input->inflated, input->inflated_bytes);
  n2v_file_bytes_close(&input->file);
  *input = (n2v_input){.name = input->name};
}

n2v_status n2v_input_take(n2v_input *input, void **mapping, size_t *bytes, n2v_error *err) {
  if (input->inflated) {
    *mapping = input->inflated;
    *bytes = input->inflated_bytes;
  } else if (input->file.room) {
    *mapping = (void *)(uintptr_t)input->file.bytes;
    *bytes = input->file.room;
  } else {
    /* Bytes that were borrowed are copied: who takes a mapping will unmap it. */
    size_t size = input->size ? input->size : 1;
    *mapping = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (*mapping == MAP_FAILED)
      return n2v_fail_memory(err, input->name, size);
    memcpy(*mapping, input->bytes, input->size);
    *bytes = size;
  }
  *input = (n2v_input){.name = input->name};
  return N2V_OK;
}

/* Pages of a mapped file are the system's to drop, so they do not count. */
uint64_t n2v_input_held(const n2v_input *input) {
  bool own = !input->inflated && input->file.room && !input->file.mapped;
  return input->inflated || own ? input->size : 0;
}

void n2v_input_drop(const n2v_input *input, const char *bytes, size_t size) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t begin = ((uintptr_t)bytes + page - 1) / page * page;
  uintptr_t end = ((uintptr_t)bytes + size) / page * page;
  bool inside = (uintptr_t)bytes - (uintptr_t)input->bytes < input->size;
  if (input->file.mapped && inside &&
      begin < end) /* read again from the file when they are wanted */
    (void)madvise((void *)begin, end - begin, MADV_DONTNEED);
}
