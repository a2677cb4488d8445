/* Rows and walks go in pieces through buffers of a megabyte: what is sent is read from the disk
 * piece by piece and leaves memory again. All processes count the same pieces, those of the largest
 * part or share; of the last ones some are empty. */
#include "train/exchange.h"

#include "base/clock.h"
#include "base/disk.h"
#include "base/memory.h"
#include "base/status.h"

#include <math.h>
#include <string.h>

enum { BUFFER_BYTES = 1 << 20 };
static const double PATIENCE = 60; /* seconds, beside twice what this process' longest stage took */

struct n2v_exchange {
  n2v_peers *peers;
  const n2v_parts *parts;
  uint32_t width; /* tokens of a walk */
  uint32_t rows;  /* of a part that is passed on, at a time */
  uint32_t share; /* of a part that process 0 gets, at a time, as from every other process */
  uint32_t walks; /* of a process at a time */
  char *out, *in; /* in: room for a piece of every process */
  size_t *sent, *received;
  uint64_t traffic;
  double longest; /* seconds that a stage has taken */
};

static uint64_t row_bytes(uint32_t dims) {
  return n2v_model_stride(dims) * sizeof(float);
}

/* A walk with its length before it. */
static uint64_t walk_bytes(uint32_t width) {
  return ((uint64_t)width + 1) * sizeof(uint32_t);
}

/* So many, `senders` times over, fit a buffer; at least one does. */
static uint32_t most_of(uint64_t bytes, int senders) {
  const uint64_t most = BUFFER_BYTES / bytes / (uint64_t)senders;
  return most ? (uint32_t)most : 1;
}

/* A buffer's. */
static uint64_t buffer_bytes(uint32_t dims, uint32_t width, int processes) {
  const uint64_t count = (uint64_t)processes, row = row_bytes(dims), walk = walk_bytes(width);
  const uint64_t rows = most_of(row, processes) * row * count;
  const uint64_t walks = most_of(walk, processes) * walk * count;
  const uint64_t most = rows > walks ? rows : walks;
  return most > BUFFER_BYTES ? most : BUFFER_BYTES;
}

uint64_t n2v_exchange_bytes(uint32_t dims, uint32_t width, int processes) {
  return 2 * buffer_bytes(dims, width, processes);
}

n2v_status n2v_exchange_new(n2v_peers *peers, const n2v_parts *parts, uint32_t width,
                            n2v_exchange **out, n2v_error *err) {
  n2v_exchange *x = n2v_calloc(1, sizeof *x);
  const uint32_t dims = parts->model->dims;
  const size_t bytes = buffer_bytes(dims, width, peers->count), count = (size_t)peers->count;
  *out = x;
  if (!x)
    return n2v_fail_memory(err, "the exchange of parts", sizeof *x);
  x->peers = peers;
  x->parts = parts;
  x->width = width;
  x->rows = most_of(row_bytes(dims), 1);
  x->share = most_of(row_bytes(dims), peers->count);
  x->walks = most_of(walk_bytes(width), peers->count);
  x->out = n2v_alloc(bytes, 1);
  x->in = n2v_alloc(bytes, 1);
  x->sent = n2v_calloc(count, sizeof *x->sent);
  x->received = n2v_calloc(count, sizeof *x->received);
  if (x->out && x->in && x->sent && x->received)
    return N2V_OK;
  n2v_exchange_free(x);
  *out = NULL;
  return n2v_fail_memory(err, "the exchange of parts", 2 * bytes);
}

void n2v_exchange_free(n2v_exchange *x) {
  if (!x)
    return;
  n2v_free(x->out);
  n2v_free(x->in);
  n2v_free(x->sent);
  n2v_free(x->received);
  n2v_free(x);
}

uint64_t n2v_exchange_traffic(const n2v_exchange *x) {
  return x->traffic;
}

n2v_status n2v_exchange_agree(n2v_exchange *x, double begun, n2v_status status, n2v_error *err) {
  x->longest = fmax(x->longest, n2v_now() - begun);
  x->peers->patience = PATIENCE + 2 * x->longest;
  return n2v_peers_agree(x->peers, status, err);
}

/* ------------------------------------------------------------------------------------- walks */

/* The first of a process' share. */
static uint32_t share_at(const n2v_exchange *x, uint32_t walks, int rank) {
  return (uint32_t)((uint64_t)walks * (uint64_t)rank / (uint64_t)x->peers->count);
}

void n2v_exchange_share(const n2v_exchange *x, uint32_t walks, uint32_t *from, uint32_t *to) {
  *from = share_at(x, walks, x->peers->rank);
  *to = share_at(x, walks, x->peers->rank + 1);
}

uint32_t n2v_exchange_largest(const n2v_exchange *x, uint32_t walks) {
  return walks / (uint32_t)x->peers->count + 1;
}

/* How many walks of its share a process sends in the piece that begins `done` walks in. */
static uint32_t piece_of(const n2v_exchange *x, uint32_t walks, int rank, uint32_t done) {
  const uint32_t share = share_at(x, walks, rank + 1) - share_at(x, walks, rank);
  const uint32_t left = done < share ? share - done : 0;
  return left < x->walks ? left : x->walks;
}

/* From the beginning of a block on, which is mapped again when its end is used. */
static void leave_walks(const n2v_exchange *x, uint32_t *tokens, uint32_t first, uint32_t count) {
  const uint64_t row = x->width * sizeof *tokens, begin = first * row;
  const uint64_t before = begin % N2V_DISK_BLOCK;
  n2v_disk_leave((char *)tokens + (begin - before), before + count * row);
}

static void pack_walks(n2v_exchange *x, uint32_t *tokens, const uint32_t *lengths, uint32_t first,
                       uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    char *to = x->out + i * walk_bytes(x->width);
    memcpy(to, &lengths[first + i], sizeof *lengths);
    memcpy(to + sizeof *lengths, tokens + (size_t)(first + i) * x->width,
           x->width * sizeof *tokens);
  }
  leave_walks(x, tokens, first, count);
}

static void unpack_walks(const n2v_exchange *x, const char *from, uint32_t *tokens,
                         uint32_t *lengths, uint32_t first, uint32_t count) {
  for (uint32_t i = 0; i < count; i++, from += walk_bytes(x->width)) {
    memcpy(&lengths[first + i], from, sizeof *lengths);
    memcpy(tokens + (size_t)(first + i) * x->width, from + sizeof *lengths,
           x->width * sizeof *tokens);
  }
  leave_walks(x, tokens, first, count);
}

n2v_status n2v_exchange_walks(n2v_exchange *x, uint32_t *tokens, uint32_t *lengths, uint32_t walks,
                              uint64_t *counted, n2v_error *err) {
  const int processes = x->peers->count, me = x->peers->rank;
  const uint32_t most = n2v_exchange_largest(x, walks);
  n2v_status status = n2v_peers_sum(x->peers, counted, 1, err);
  for (uint32_t done = 0; done < most && status == N2V_OK; done += x->walks) {
    for (int r = 0; r < processes; r++)
      x->received[r] = piece_of(x, walks, r, done) * walk_bytes(x->width);
    pack_walks(x, tokens, lengths, share_at(x, walks, me) + done, piece_of(x, walks, me, done));
    status = x->peers->gather_all(x->peers, x->out, x->in, x->received, err);
    const char *from = x->in;
    for (int r = 0; r < processes && status == N2V_OK; r++, from += x->received[r - 1]) {
      if (r != me)
        unpack_walks(x, from, tokens, lengths, share_at(x, walks, r) + done,
                     piece_of(x, walks, r, done));
      x->traffic += r == me ? x->received[r] * (uint64_t)(processes - 1) : x->received[r];
    }
  }
  return status;
}

/* -------------------------------------------------------------------------------------- rows */

typedef enum direction { PACK, UNPACK } direction;

/* At most `most` rows of a part from a place on. */
static uint32_t rows_from(const n2v_exchange *x, uint32_t part, uint32_t first, uint32_t most) {
  const uint32_t rows = x->parts->rows[part], left = first < rows ? rows - first : 0;
  return left < most ? left : most;
}

/* These, between the matrix and a buffer; how many bytes. */
static size_t move_rows(const n2v_exchange *x, float *matrix, uint32_t part, uint32_t first,
                        uint32_t most, char *buffer, direction way) {
  const n2v_parts *p = x->parts;
  const size_t row = row_bytes(p->model->dims);
  const uint32_t count = rows_from(x, part, first, most);
  for (uint32_t i = 0, run; i < count; i += run) {
    const uint32_t place = first + i, together = p->chunk - place % p->chunk;
    run = together < count - i ? together : count - i;
    float *rows = n2v_model_row(matrix, p->model->stride, n2v_part_node(p, part, place));
    if (way == PACK)
      memcpy(buffer + i * row, rows, run * row);
    else
      memcpy(rows, buffer + i * row, run * row);
    n2v_disk_leave(rows, run * row);
  }
  return count * row;
}

static n2v_status exchange(n2v_exchange *x, n2v_error *err) {
  for (int r = 0; r < x->peers->count; r++)
    x->traffic += x->sent[r] + x->received[r];
  return x->peers->exchange(x->peers, x->out, x->sent, x->in, x->received, err);
}

static void forget_sizes(n2v_exchange *x) {
  memset(x->sent, 0, (size_t)x->peers->count * sizeof *x->sent);
  memset(x->received, 0, (size_t)x->peers->count * sizeof *x->received);
}

n2v_status n2v_exchange_pass(n2v_exchange *x, uint32_t sent, uint32_t received, n2v_error *err) {
  const int processes = x->peers->count, me = x->peers->rank;
  float *matrix = x->parts->model->output;
  n2v_status status = N2V_OK;
  forget_sizes(x);
  for (uint32_t first = 0; first < x->parts->rows[0] && status == N2V_OK; first += x->rows) {
    x->sent[(me + processes - 1) % processes] =
        move_rows(x, matrix, sent, first, x->rows, x->out, PACK);
    x->received[(me + 1) % processes] =
        rows_from(x, received, first, x->rows) * row_bytes(x->parts->model->dims);
    status = exchange(x, err);
    if (status == N2V_OK)
      move_rows(x, matrix, received, first, x->rows, x->in, UNPACK);
  }
  return status;
}

/* One part of each process, i + its rank. */
static n2v_status collect_parts(n2v_exchange *x, float *matrix, uint32_t i, n2v_error *err) {
  const int me = x->peers->rank;
  n2v_status status = N2V_OK;
  forget_sizes(x);
  for (uint32_t first = 0; first < x->parts->rows[0] && status == N2V_OK; first += x->share) {
    if (me > 0)
      x->sent[0] = move_rows(x, matrix, i + (uint32_t)me, first, x->share, x->out, PACK);
    for (int r = 1; r < x->peers->count && me == 0; r++)
      x->received[r] =
          rows_from(x, i + (uint32_t)r, first, x->share) * row_bytes(x->parts->model->dims);
    status = exchange(x, err);
    char *from = x->in;
    for (int r = 1; r < x->peers->count && me == 0 && status == N2V_OK; r++)
      from += move_rows(x, matrix, i + (uint32_t)r, first, x->share, from, UNPACK);
  }
  return status;
}

n2v_status n2v_exchange_collect(n2v_exchange *x, n2v_error *err) {
  const n2v_model *m = x->parts->model;
  n2v_status status = N2V_OK;
  for (uint32_t i = 0; i < x->parts->count && status == N2V_OK; i += (uint32_t)x->peers->count) {
    status = collect_parts(x, m->input, i, err);
    if (status == N2V_OK)
      status = collect_parts(x, m->output, i, err);
  }
  return status;
}
