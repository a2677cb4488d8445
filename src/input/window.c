/* Records must not straddle two reads: what follows the last newline moves to the buffer's front
 * before more is read. A line longer than the buffer cannot be cut anywhere and is refused. */
#include "input/window.h"

#include "base/memory.h"
#include "base/status.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { IN_BYTES = 1 << 18 };

static n2v_status damaged(const n2v_window *w, const char *kind, const char *why, n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT, "%s: damaged %s data: %s", w->text.input.name, kind, why);
}

static n2v_status cannot_read(const n2v_window *w, n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT, "%s: cannot read: %s", w->text.input.name, strerror(errno));
}

static n2v_status read_file(n2v_window *w, char *to, size_t room, size_t *got, n2v_error *err) {
  ssize_t count;
  do
    count = read(w->fd, to, room);
  while (count < 0 && errno == EINTR);
  if (count < 0)
    return cannot_read(w, err);
  *got = (size_t)count;
  return N2V_OK;
}

static n2v_status read_gzip(n2v_window *w, char *to, size_t room, size_t *got, n2v_error *err) {
  int code, count = gzread(w->gzip, to, room < 1 << 30 ? (unsigned)room : 1u << 30);
  const char *why = gzerror(w->gzip, &code);
  if (*why == '<' && strstr(why, ">: ")) /* zlib's name for a file without one */
    why = strstr(why, ">: ") + 3;
  if (count < 0 || (code != Z_OK && code != Z_STREAM_END))
    return damaged(w, "gzip", code == Z_BUF_ERROR ? "it ends too early" : why, err);
  *got = (size_t)count;
  return N2V_OK;
}

static n2v_status read_zstd(n2v_window *w, char *to, size_t room, size_t *got, n2v_error *err) {
  ZSTD_outBuffer out = {.dst = to, .size = room};
  while (out.pos == 0) {
    if (w->in.pos == w->in.size) {
      n2v_status status = read_file(w, w->in_bytes, IN_BYTES, &w->in.size, err);
      w->in.pos = 0;
      if (status != N2V_OK)
        return status;
      if (w->in.size == 0) {
        *got = 0;
        return w->unfinished ? damaged(w, "zstd", "it ends too early", err) : N2V_OK;
      }
    }
    w->unfinished = ZSTD_decompressStream(w->zstd, &out, &w->in);
    if (ZSTD_isError(w->unfinished))
      return damaged(w, "zstd", ZSTD_getErrorName(w->unfinished), err);
  }
  *got = out.pos;
  return N2V_OK;
}

static n2v_status fill(n2v_window *w, n2v_error *err) {
  memmove(w->buffer, w->buffer + w->used, w->filled - w->used);
  w->filled -= w->used;
  w->used = 0;
  while (!w->ended && w->filled < w->capacity) {
    char *to = w->buffer + w->filled;
    size_t room = w->capacity - w->filled, got = 0;
    n2v_status status = w->zstd   ? read_zstd(w, to, room, &got, err)
                        : w->gzip ? read_gzip(w, to, room, &got, err)
                                  : read_file(w, to, room, &got, err);
    if (status != N2V_OK)
      return status;
    w->filled += got;
    w->ended = got == 0;
  }
  if (w->ended && w->filled && w->buffer[w->filled - 1] != '\n')
    w->buffer[w->filled++] = '\n'; /* there is a byte left for it */
  return N2V_OK;
}

static uint64_t count_lines(const n2v_text *text) {
  uint64_t lines = 0;
  for (const char *p = text->begin; p < text->end; p++)
    lines += *p == '\n';
  return lines;
}

n2v_status n2v_window_next(n2v_window *w, bool *more, n2v_error *err) {
  bool first = !w->text.begin;
  w->text.lines_before += first ? 0 : count_lines(&w->text);
  n2v_status status = fill(w, err);
  const char *last = w->filled ? memrchr(w->buffer, '\n', w->filled) : NULL;
  *more = status == N2V_OK && w->filled;
  if (!*more)
    return status;
  if (!last)
    return n2v_fail(err, N2V_ELIMIT, "%s:%llu: the line does not fit into %.1f MB: raise `memory`",
                    w->text.input.name, (unsigned long long)w->text.lines_before + 1,
                    (double)w->capacity / 1e6);
  w->used = (size_t)(last + 1 - w->buffer);
  w->text.input.bytes = w->text.begin = w->buffer;
  w->text.input.size = w->used;
  w->text.end = w->buffer + w->used;
  if (first)
    n2v_text_skip_marks(&w->text);
  return N2V_OK;
}

/* By the first bytes; see base/input.c. */
static n2v_status open_decoder(n2v_window *w, n2v_error *err) {
  unsigned char head[4] = {0};
  if (pread(w->fd, head, sizeof head, 0) < 0)
    return cannot_read(w, err);
  if (memcmp(head, "\x1f\x8b\x08", 3) == 0) {
    w->gzip = gzdopen(w->fd, "rb");
    if (!w->gzip)
      return n2v_fail_memory(err, "zlib", 1 << 16);
    (void)gzbuffer(w->gzip, IN_BYTES);
    return N2V_OK;
  }
  if (memcmp(head, "\x28\xb5\x2f\xfd", 4) != 0 &&
      !((head[0] & 0xf0) == 0x50 && memcmp(head + 1, "\x2a\x4d\x18", 3) == 0))
    return N2V_OK;
  w->zstd = ZSTD_createDStream();
  w->in_bytes = n2v_alloc(IN_BYTES, 1);
  w->in.src = w->in_bytes;
  return w->zstd && w->in_bytes ? N2V_OK : n2v_fail_memory(err, "zstd", IN_BYTES);
}

n2v_status n2v_window_open(n2v_window *w, const char *path, size_t bytes, n2v_error *err) {
  *w = (n2v_window){.text.input.name = path, .capacity = bytes};
  w->fd = open(path, O_RDONLY | O_CLOEXEC);
  if (w->fd < 0)
    return cannot_read(w, err);
  w->buffer = n2v_alloc(bytes + 1, 1);
  n2v_status status = w->buffer ? open_decoder(w, err) : n2v_fail_memory(err, "reading", bytes);
  if (status != N2V_OK)
    n2v_window_close(w);
  return status;
}

void n2v_window_close(n2v_window *w) {
  if (w->gzip)
    gzclose(w->gzip); /* closes the file, too */
  else if (w->fd >= 0)
    close(w->fd);
  ZSTD_freeDStream(w->zstd);
  n2v_free(w->in_bytes);
  n2v_free(w->buffer);
  *w = (n2v_window){.fd = -1};
}
