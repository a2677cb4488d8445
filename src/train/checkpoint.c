/* The file, version 3, little endian:
 *
 *   header       128 bytes, below
 *   state        n2v_train_state, 72 bytes, and the losses it points to
 *   fingerprint  text, filled with zeros to a multiple of 64 bytes
 *   input rows   nodes x stride floats, or as many bfloat16
 *   output rows  the same
 *   checksum     CRC-32 of the rows, 4 bytes
 *
 * The version is raised, too, when a change to the trainer makes the same state go on otherwise.
 * Sizes are compared with the file's before anything is read behind them, and the model is
 * allocated by the run's own figures: a hostile file cannot ask for memory. */
#include "train/checkpoint.h"

#include "base/atomic_file.h"
#include "base/figures.h"
#include "base/file_bytes.h"
#include "base/file_lock.h"
#include "base/memory.h"
#include "base/params.h"
#include "base/place.h"
#include "base/status.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is little-endian");

enum { VERSION = 3, MOST_EPOCHS = 100000, ALIGN = 64, MOST_FINGERPRINT = 1 << 16 };

static const char magic[8] = {'n', '2', 'v', '-', 'c', 'k', 'p', '\n'};

typedef struct header {
  char magic[8];
  uint32_t version, fingerprint_bytes;
  uint64_t nodes;
  uint32_t dims, stride;
  uint64_t file_bytes;
  char simd[16];
  uint32_t epochs;     /* that are done: losses of the state */
  uint32_t precision;  /* n2v_precision */
  uint32_t unused[15]; /* zero */
  uint32_t crc;        /* of all before it, and of state and fingerprint */
} header;

_Static_assert(sizeof(header) == 128, "the header's layout is part of the format");

/* The fields that are in the file as they are. */
enum { STATE_BYTES = offsetof(n2v_train_state, loss) };
_Static_assert(STATE_BYTES == 72, "so is the state's");

static uint64_t state_bytes(const header *h) {
  return STATE_BYTES + h->epochs * sizeof(double);
}

static uint64_t padded(uint64_t bytes) {
  return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

/* Where the rows begin. */
static uint64_t rows_at(const header *h) {
  return sizeof *h + padded(state_bytes(h) + h->fingerprint_bytes);
}

static uint64_t matrix_bytes(const header *h) {
  return h->nodes * h->stride *
         (h->precision == N2V_PRECISION_BF16 ? sizeof(uint16_t) : sizeof(float));
}

static uint64_t bytes_of(const header *h) {
  return rows_at(h) + 2 * matrix_bytes(h) + sizeof(uint32_t);
}

static uint32_t crc_of(uint32_t before, const void *bytes, size_t size) {
  return (uint32_t)crc32_z(before, bytes, size);
}

/* ----------------------------------------------------------------------------------- writing */

/* Rows of a matrix, piece by piece: those of a model on disk leave memory again. They are written
 * where there is a stream. The checksum goes on from `crc`. */
static uint32_t pass_over(const n2v_model *model, int matrix, FILE *stream, uint32_t crc) {
  enum { PIECE = 1 << 16 }; /* rows */
  const n2v_matrices m = n2v_model_matrices(model);
  for (uint64_t first = 0; first < model->nodes; first += PIECE) {
    const uint64_t end = first + PIECE < model->nodes ? first + PIECE : model->nodes;
    const char *rows = (const char *)m.matrix[matrix] + first * m.row_bytes;
    const size_t bytes = (end - first) * m.row_bytes;
    if (stream)
      fwrite(rows, 1, bytes, stream);
    else
      crc = crc_of(crc, rows, bytes);
    n2v_model_leave(model, (uint32_t)first, (uint32_t)end);
  }
  return crc;
}

static void write_all(FILE *stream, const header *h, const n2v_model *model,
                      const n2v_train_state *state, const char *fingerprint) {
  static const char zeros[ALIGN];
  uint64_t used = sizeof *h + state_bytes(h) + h->fingerprint_bytes;
  uint32_t crc = pass_over(model, 0, NULL, 0);
  crc = pass_over(model, 1, NULL, crc);
  /* Errors stay in the stream until the commit. */
  fwrite(h, sizeof *h, 1, stream);
  fwrite(state, STATE_BYTES, 1, stream);
  fwrite(state->loss, sizeof *state->loss, h->epochs, stream);
  fwrite(fingerprint, 1, h->fingerprint_bytes, stream);
  fwrite(zeros, 1, rows_at(h) - used, stream);
  pass_over(model, 0, stream, 0);
  pass_over(model, 1, stream, 0);
  fwrite(&crc, sizeof crc, 1, stream);
}

n2v_status n2v_checkpoint_write(const char *path, unsigned keep, const n2v_model *model,
                                const n2v_train_state *state, const char *fingerprint,
                                const char *simd, n2v_error *err) {
  n2v_atomic_file file;
  header h = {.version = VERSION,
              .fingerprint_bytes = (uint32_t)strlen(fingerprint),
              .nodes = model->nodes,
              .dims = model->dims,
              .stride = (uint32_t)model->stride,
              .epochs = (uint32_t)state->epoch,
              .precision = model->input16 ? N2V_PRECISION_BF16 : N2V_PRECISION_FLOAT32};
  if (h.fingerprint_bytes > MOST_FINGERPRINT)
    return n2v_fail(err, N2V_EINTERNAL, "%s: a fingerprint of %u bytes", path, h.fingerprint_bytes);
  memcpy(h.magic, magic, sizeof magic);
  memcpy(h.simd, simd, strnlen(simd, sizeof h.simd - 1));
  h.file_bytes = bytes_of(&h);
  h.crc = crc_of(0, &h, offsetof(header, crc));
  h.crc = crc_of(h.crc, state, STATE_BYTES);
  h.crc = crc_of(h.crc, state->loss, h.epochs * sizeof *state->loss);
  h.crc = crc_of(h.crc, fingerprint, h.fingerprint_bytes);
  n2v_status status = n2v_atomic_open(&file, path, NULL, err);
  if (status != N2V_OK)
    return status;
  file.keep_previous = keep & N2V_KEEP_PREVIOUS;
  file.expendable = !(keep & N2V_KEEP_FAILED);
  write_all(file.stream, &h, model, state, fingerprint);
  return n2v_atomic_commit(&file, err);
}

/* A checkpoint, an empty file, or not there. */
static bool may_be_replaced(const char *path) {
  char start[sizeof magic];
  struct stat info;
  if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
    return false;
  FILE *old = fopen(path, "rb");
  if (!old)
    return errno == ENOENT; /* one that cannot be read may be anything */
  size_t length = fread(start, 1, sizeof start, old);
  bool empty = feof(old) && !length;
  fclose(old);
  return empty || (length == sizeof start && memcmp(start, magic, sizeof magic) == 0);
}

/* Where the checkpoint before the last is kept: beside the file itself, which may be elsewhere than
 * a link to it. *before is NULL on failure. */
static n2v_status before_of(const char *path, char **before, n2v_error *err) {
  n2v_place place;
  char folder[N2V_FOLDER_PATH];
  *before = NULL;
  n2v_status status = n2v_place_find(&place, path, err);
  if (status != N2V_OK)
    return status;
  if (place.way != N2V_WAY_STREAM &&
      asprintf(before, "%s/%s.1", n2v_folder_path(place.folder, folder), place.name) < 0) {
    *before = NULL;
    status = n2v_fail_memory(err, path, strlen(path));
  }
  n2v_place_close(&place);
  return status;
}

n2v_status n2v_checkpoint_check_target(const char *path, n2v_error *err) {
  char *before;
  n2v_status status = before_of(path, &before, err);
  bool first = status != N2V_OK || may_be_replaced(path);
  if (!first || (before && !may_be_replaced(before)))
    status = n2v_fail(err, N2V_EUSAGE, "`checkpoint = %s`: %s is there and is no checkpoint", path,
                      first ? before : "the file");
  free(before);
  n2v_file_lock lock;
  if (status == N2V_OK)
    status = n2v_file_lock_take(path, &lock, err);
  if (status == N2V_OK)
    n2v_file_lock_drop(&lock);
  return status;
}

/* ----------------------------------------------------------------------------------- reading */

/* Says, too, where the checkpoint before it is, if there is one. */
static n2v_status damaged(const char *path, const char *what, n2v_error *err) {
  char *before;
  (void)before_of(path, &before, NULL);
  bool there = before && access(before, R_OK) == 0;
  n2v_status status = n2v_fail(err, N2V_EINPUT, "%s: damaged checkpoint: %s%s%s", path, what,
                               there ? "; the one before it is " : "", there ? before : "");
  free(before);
  return status;
}

static n2v_status check_header(const char *path, const n2v_file_bytes *file, header *h,
                               n2v_error *err) {
  if (file->size < sizeof magic || memcmp(file->bytes, magic, sizeof magic) != 0)
    return n2v_fail(err, N2V_EINPUT, "%s: not a checkpoint of n2v", path);
  if (file->size < sizeof *h)
    return damaged(path, "cut short in its header", err);
  memcpy(h, file->bytes, sizeof *h);
  if (h->version != VERSION)
    return n2v_fail(err, N2V_EINPUT,
                    "%s: a checkpoint of version %u, this program reads version %u: go on with the "
                    "program that wrote it",
                    path, h->version, VERSION);
  if (h->fingerprint_bytes > MOST_FINGERPRINT || h->nodes > UINT32_MAX || h->stride > 1 << 20 ||
      h->epochs > MOST_EPOCHS || h->precision > N2V_LAST_OF(N2V_PRECISION_LIST) ||
      h->dims > h->stride || h->file_bytes != bytes_of(h))
    return damaged(path, "impossible header", err);
  if (file->size != h->file_bytes) {
    char what[80];
    snprintf(what, sizeof what, "%s of %s bytes", n2v_thousands(file->size).text,
             n2v_thousands(h->file_bytes).text);
    return damaged(path, what, err);
  }
  uint32_t crc = crc_of(0, h, offsetof(header, crc));
  if (h->crc != crc_of(crc, file->bytes + sizeof *h, state_bytes(h) + h->fingerprint_bytes))
    return damaged(path, "wrong checksum of the header", err);
  return N2V_OK;
}

/* Length of the line at text, at most `room`. */
static size_t line_length(const char *text, size_t room) {
  const char *end = memchr(text, '\n', room);
  return end ? (size_t)(end - text) : room;
}

/* A value for a message: at most 60 bytes, printable. */
static const char *excerpt(const char *text, size_t length, char out[61]) {
  size_t n = 0;
  for (; n < 60 && n < length; n++)
    out[n] = text[n] < ' ' || text[n] > '~' ? '?' : text[n];
  out[n] = 0;
  return length ? out : "nothing";
}

/* Names the first line that differs. */
static n2v_status compare_fingerprints(const char *path, const char *stored, size_t stored_bytes,
                                       const char *own, n2v_error *err) {
  size_t own_bytes = strlen(own), length, own_length;
  char there[61], here[61];
  for (;;) {
    length = line_length(stored, stored_bytes);
    own_length = line_length(own, own_bytes);
    if (length != own_length || memcmp(stored, own, length) != 0)
      break;
    if (length == stored_bytes && own_length == own_bytes)
      return N2V_OK;
    length += length < stored_bytes;
    own_length += own_length < own_bytes;
    stored += length, stored_bytes -= length;
    own += own_length, own_bytes -= own_length;
  }
  return n2v_fail(err, N2V_EINPUT,
                  "%s: the checkpoint was made with %s, this run has %s: resume with the graph and "
                  "the parameters of that run",
                  path, excerpt(stored, length, there), excerpt(own, own_length, here));
}

static bool state_is_sound(const n2v_train_state *s, uint32_t epochs) {
  bool sound = isfinite(s->epoch_loss) && isfinite(s->best_loss) && isfinite(s->seconds) &&
               s->seconds >= 0 && s->epoch == epochs;
  for (uint32_t i = 0; i < epochs; i++)
    sound &= isfinite(s->loss[i]);
  return sound;
}

static n2v_status read_state(const char *path, const n2v_file_bytes *file, const header *h,
                             n2v_train_state *state, n2v_error *err) {
  const char *bytes = file->bytes + sizeof *h;
  const size_t losses = h->epochs * sizeof *state->loss;
  memcpy(state, bytes, STATE_BYTES);
  if (!(state->loss = n2v_alloc(h->epochs + 1, sizeof *state->loss)))
    return n2v_fail_memory(err, "the losses of the epochs", losses);
  memcpy(state->loss, bytes + STATE_BYTES, losses);
  return state_is_sound(state, h->epochs) ? N2V_OK : damaged(path, "impossible state", err);
}

static bool rows_are_finite(const n2v_model *model) {
  _Alignas(64) float room[N2V_MOST_WIDTH];
  int wrong = 0;
  for (uint32_t node = 0; node < model->nodes; node++)
    for (int m = 0; m < 2; m++) {
      const float *row = n2v_model_read(model, m, node, room);
      for (size_t d = 0; d < model->stride; d++)
        wrong |= !isfinite(row[d]);
    }
  return !wrong;
}

static bool rows_are_whole(const n2v_file_bytes *file, const header *h) {
  const char *rows = file->bytes + rows_at(h);
  uint64_t bytes = 2 * matrix_bytes(h);
  uint32_t crc;
  memcpy(&crc, rows + bytes, sizeof crc);
  return crc == crc_of(0, rows, bytes);
}

/* Everything behind a header that is right. */
static n2v_status read_rows(const char *path, const n2v_file_bytes *file, const header *h,
                            n2v_model *model, n2v_error *err) {
  const char *rows = file->bytes + rows_at(h);
  uint64_t bytes = matrix_bytes(h);
  if (!rows_are_whole(file, h))
    return damaged(path, "wrong checksum of the vectors", err);
  const n2v_matrices m = n2v_model_matrices(model);
  memcpy(m.matrix[0], rows, bytes);
  memcpy(m.matrix[1], rows + bytes, bytes);
  if (!rows_are_finite(model))
    return damaged(path, "a vector is not finite", err);
  n2v_model_leave(model, 0, model->nodes);
  return N2V_OK;
}

static n2v_status read_checked(const char *path, const n2v_file_bytes *file,
                               const char *fingerprint, uint32_t nodes, uint32_t dims,
                               n2v_precision precision, bool on_disk, n2v_team_size team,
                               n2v_checkpoint *out, n2v_error *err) {
  static const char *const names[] = {N2V_PRECISION_LIST(N2V_TEXT_ROW)};
  header h;
  n2v_status status = check_header(path, file, &h, err);
  if (status == N2V_OK)
    status = compare_fingerprints(path, file->bytes + sizeof h + state_bytes(&h),
                                  h.fingerprint_bytes, fingerprint, err);
  if (status == N2V_OK && h.precision != precision)
    status = n2v_fail(err, N2V_EINPUT,
                      "%s: the checkpoint was made with `precision = %s`: resume with that, too",
                      path, names[h.precision]);
  if (status != N2V_OK)
    return status;
  if (h.nodes != nodes || h.dims != dims || h.stride != n2v_model_stride(dims))
    return damaged(path, "its size does not fit its parameters", err);
  memcpy(out->simd, h.simd, sizeof out->simd - 1);
  status = read_state(path, file, &h, &out->state, err);
  if (status == N2V_OK)
    status = on_disk ? n2v_model_alloc_on_disk(nodes, dims, &out->model, err)
                     : n2v_model_alloc(nodes, dims, precision, &out->model, err);
  if (status == N2V_OK && !on_disk && team.pin) /* to place its pages */
    status = n2v_model_start(out->model, 0, team, err);
  return status == N2V_OK ? read_rows(path, file, &h, out->model, err) : status;
}

n2v_status n2v_checkpoint_read(const char *path, const char *fingerprint, uint32_t nodes,
                               uint32_t dims, n2v_precision precision, bool on_disk,
                               n2v_team_size team, n2v_checkpoint *out, n2v_error *err) {
  n2v_file_bytes file;
  *out = (n2v_checkpoint){0};
  n2v_status status = n2v_file_bytes_open(path, &file, err);
  if (status != N2V_OK)
    return status;
  status = read_checked(path, &file, fingerprint, nodes, dims, precision, on_disk, team, out, err);
  n2v_file_bytes_close(&file);
  if (status != N2V_OK)
    n2v_checkpoint_free(out);
  return status;
}

void n2v_checkpoint_free(n2v_checkpoint *c) {
  n2v_model_free(c->model);
  n2v_free(c->state.loss);
  *c = (n2v_checkpoint){0};
}

n2v_status n2v_checkpoint_probe(const char *path, n2v_error *err) {
  n2v_file_bytes file;
  header h;
  n2v_status status = n2v_file_bytes_open(path, &file, err);
  if (status != N2V_OK)
    return status;
  status = check_header(path, &file, &h, err);
  n2v_file_bytes_close(&file);
  return status;
}

bool n2v_checkpoint_is_damaged(const char *path) {
  n2v_file_bytes file;
  header h;
  if (n2v_file_bytes_open(path, &file, NULL) != N2V_OK)
    return false;
  bool whole = check_header(path, &file, &h, NULL) == N2V_OK && rows_are_whole(&file, &h);
  n2v_file_bytes_close(&file);
  return !whole;
}
