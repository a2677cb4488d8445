/* Rows go in pieces of the matrix, so that buffers stay small. Of a piece each process owns an
 * equal part: it gets the others' changes of its rows, combines them with its own, and sends every
 * one the rows as they are now. A row that nobody changed is not sent at all.
 *
 * Combination. From the same row each process went its own way, on walks of its own. Changes that
 * point in different directions were made by different pairs and add up; those that point in the
 * same say the same thing twice, and their sum would overshoot where each alone is near its goal.
 * Adasum (Maleki et al., "Scaling distributed training with adaptive summation", arXiv 2006.02924)
 * adds what is orthogonal and averages what is parallel, pair by pair in order of rank:
 *   a (1 - a.b / 2 a.a) + b (1 - a.b / 2 b.b).
 * docs/cluster.md compares it with the sum and the mean.
 *
 * One direction is left out of that. The mean of all output rows is far from 0, and every pair
 * pulls an input row along it: that is how the model says that most pairs do not occur. Each
 * process reaches its goal there within a round, for all rows together. In the change of one row
 * this is a small part, so that Adasum would add it up: all rows overshoot as one, the next round
 * is spent on coming back, and what the copies have learned of the row is averaged with it.
 * Therefore what a change has along the mean of the other matrix is averaged, as copies of a model
 * are, and the rest combined. */
#include "train/replicas.h"

#include "base/memory.h"
#include "base/status.h"

#include <math.h>
#include <string.h>

enum { PIECE_BYTES = 16 << 20 }; /* of a matrix at a time */

struct n2v_replicas {
  n2v_model *model, *met; /* met: the model as it was when all were the same */
  n2v_peers *peers;
  uint32_t piece; /* rows */
  uint64_t traffic;
  size_t record;  /* bytes of a row on its way: its number, dims floats */
  char *out, *in; /* records */
  char **next;    /* of each process, then where its records end */
  size_t *sent, *received, *counts;
  float *changes; /* of each process to one row */
  float *means;   /* of the rows of both matrices, of each process */
  float *common;  /* the directions of the means of all: of the input rows, of the output rows */
};

static size_t record_bytes(uint32_t dims) {
  return sizeof(uint32_t) + (size_t)dims * sizeof(float);
}

static uint32_t piece_rows(uint32_t nodes, uint32_t dims) {
  uint32_t rows = (uint32_t)(PIECE_BYTES / record_bytes(dims));
  return rows < nodes ? rows : nodes;
}

uint64_t n2v_replicas_bytes(uint32_t nodes, uint32_t dims, int processes) {
  uint64_t piece = piece_rows(nodes, dims) * record_bytes(dims);
  return n2v_model_bytes(nodes, dims) + 2 * piece +
         (uint64_t)processes * (record_bytes(dims) * 4 + 64 + (uint64_t)processes * sizeof(size_t));
}

static n2v_status allocate(n2v_replicas *r, n2v_error *err) {
  const n2v_model *m = r->model;
  size_t count = (size_t)r->peers->count;
  r->piece = piece_rows(m->nodes, m->dims);
  r->record = record_bytes(m->dims);
  r->out = n2v_alloc(r->piece, r->record);
  /* An owner gets a share of the piece from each process; all get the whole piece back. */
  r->in = n2v_alloc((size_t)r->piece + count, r->record);
  r->sent = n2v_alloc(count, sizeof *r->sent);
  r->received = n2v_alloc(count, sizeof *r->received);
  r->counts = n2v_alloc(count * count, sizeof *r->counts);
  r->changes = n2v_alloc(count * m->dims, sizeof *r->changes);
  r->next = n2v_alloc(2 * count, sizeof *r->next);
  r->means = n2v_alloc(count * 2 * m->dims, sizeof *r->means);
  r->common = n2v_alloc((size_t)2 * m->dims, sizeof *r->common);
  if (r->means && r->common && r->next && r->out && r->in && r->sent && r->received && r->counts &&
      r->changes)
    return N2V_OK;
  return n2v_fail_memory(err, "the exchange of rows", 2 * r->record * r->piece);
}

static void copy_rows(n2v_model *to, const n2v_model *from) {
  size_t bytes = (size_t)from->nodes * from->stride * sizeof(float);
  memcpy(to->input, from->input, bytes);
  memcpy(to->output, from->output, bytes);
}

n2v_status n2v_replicas_new(n2v_model *model, n2v_peers *peers, n2v_replicas **out,
                            n2v_error *err) {
  n2v_replicas *r = n2v_calloc(1, sizeof *r);
  *out = r;
  if (!r)
    return n2v_fail_memory(err, "the exchange of rows", sizeof *r);
  r->model = model;
  r->peers = peers;
  n2v_status status =
      n2v_model_alloc(model->nodes, model->dims, N2V_PRECISION_FLOAT32, &r->met, err);
  if (status == N2V_OK)
    status = allocate(r, err);
  if (status == N2V_OK) {
    copy_rows(r->met, model);
  } else {
    n2v_replicas_free(r);
    *out = NULL;
  }
  return status;
}

void n2v_replicas_free(n2v_replicas *r) {
  if (!r)
    return;
  n2v_model_free(r->met);
  n2v_free(r->out);
  n2v_free(r->in);
  n2v_free(r->next);
  n2v_free(r->sent);
  n2v_free(r->received);
  n2v_free(r->counts);
  n2v_free(r->changes);
  n2v_free(r->means);
  n2v_free(r->common);
  n2v_free(r);
}

void n2v_replicas_return(n2v_replicas *r) {
  copy_rows(r->model, r->met);
}

uint64_t n2v_replicas_traffic(const n2v_replicas *replicas) {
  return replicas->traffic;
}

/* -------------------------------------------------------------------------------- combination */

static double dot(const float *a, const float *b, uint32_t dims) {
  double sum = 0;
  for (uint32_t d = 0; d < dims; d++)
    sum += (double)a[d] * (double)b[d];
  return sum;
}

/* a becomes the adaptive sum of a and b. */
static void adasum(float *a, const float *b, uint32_t dims) {
  double ab = dot(a, b, dims), aa = dot(a, a, dims), bb = dot(b, b, dims);
  float of_a = (float)(aa > 0 ? 1 - ab / (2 * aa) : 1),
        of_b = (float)(bb > 0 ? 1 - ab / (2 * bb) : 1);
  for (uint32_t d = 0; d < dims; d++)
    a[d] = of_a * a[d] + of_b * b[d];
}

/* The mean of a matrix' rows. */
static void mean_row(const n2v_model *m, const float *matrix, float *mean) {
  for (uint32_t d = 0; d < m->dims; d++)
    mean[d] = 0;
  for (uint32_t v = 0; v < m->nodes; v++) {
    const float share = 1 / (float)(v + 1);
    for (uint32_t d = 0; d < m->dims; d++)
      mean[d] += (matrix[(size_t)v * m->stride + d] - mean[d]) * share;
  }
}

/* Of the processes' means, the sum's direction, or 0: the same in all of them. */
static n2v_status find_common(n2v_replicas *r, n2v_error *err) {
  const n2v_model *m = r->model;
  const uint32_t dims = m->dims, both = 2 * dims;
  mean_row(m, m->input, r->common);
  mean_row(m, m->output, r->common + dims);
  n2v_status status =
      r->peers->gather(r->peers, r->common, both * sizeof *r->common, r->means, err);
  for (int rank = 1; rank < r->peers->count && status == N2V_OK; rank++)
    for (uint32_t d = 0; d < both; d++)
      r->means[d] += r->means[(size_t)rank * both + d];
  for (uint32_t at = 0; at < both && status == N2V_OK; at += dims) {
    const double length = sqrt(dot(r->means + at, r->means + at, dims));
    for (uint32_t d = at; d < at + dims; d++)
      r->common[d] = length > 0 ? (float)((double)r->means[d] / length) : 0;
  }
  return status;
}

/* Takes what the changes have along `common` out of them; gives its sum. */
static double take_common(float *changes, uint32_t count, uint32_t dims, const float *common) {
  double sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    float *change = changes + (size_t)i * dims;
    const double along = dot(change, common, dims);
    for (uint32_t d = 0; d < dims; d++)
      change[d] -= (float)along * common[d];
    sum += along;
  }
  return sum;
}

/* changes[count][dims] become one, in changes[0]. */
static void combine(float *changes, uint32_t count, uint32_t dims) {
  for (uint32_t step = 1; step < count; step *= 2)
    for (uint32_t i = 0; i + step < count; i += 2 * step)
      adasum(changes + (size_t)i * dims, changes + (size_t)(i + step) * dims, dims);
}

/* ------------------------------------------------------------------------------------ exchange */

/* Rows [begin, end) of one matrix. */
typedef struct piece {
  float *rows, *met;   /* the whole matrix, and as it was */
  const float *common; /* the direction of the other one's mean */
  uint32_t begin, end;
} piece;

static uint32_t share_begin(const n2v_replicas *r, const piece *p, int rank) {
  return p->begin +
         (uint32_t)((uint64_t)(p->end - p->begin) * (uint64_t)rank / (uint64_t)r->peers->count);
}

static void put_number(char *record, uint32_t number) {
  memcpy(record, &number, sizeof number);
}

static uint32_t get_number(const char *record) {
  uint32_t number;
  memcpy(&number, record, sizeof number);
  return number;
}

/* Changes of the piece's rows into r->out, by owner; r->sent says how many bytes for each. */
static void pack_changes(n2v_replicas *r, const piece *p) {
  const n2v_model *m = r->model;
  char *record = r->out;
  for (int rank = 0; rank < r->peers->count; rank++) {
    char *first = record;
    for (uint32_t v = share_begin(r, p, rank); v < share_begin(r, p, rank + 1); v++) {
      const float *row = p->rows + (size_t)v * m->stride, *old = p->met + (size_t)v * m->stride;
      if (memcmp(row, old, m->dims * sizeof *row) == 0)
        continue;
      put_number(record, v);
      for (uint32_t d = 0; d < m->dims; d++) {
        float change = row[d] - old[d];
        memcpy(record + sizeof v + d * sizeof change, &change, sizeof change);
      }
      record += r->record;
    }
    r->sent[rank] = (size_t)(record - first);
  }
}

/* Makes known who sends how much to whom. */
static n2v_status tell_sizes(n2v_replicas *r, n2v_error *err) {
  const size_t count = (size_t)r->peers->count, rank = (size_t)r->peers->rank;
  n2v_status status = r->peers->gather(r->peers, r->sent, count * sizeof *r->sent, r->counts, err);
  for (size_t i = 0; i < count; i++)
    r->received[i] = r->counts[i * count + rank];
  return status;
}

/* From r->in, the changes each process made to this one's rows, to r->out, the rows as they are
 * now. Gives the bytes of those. */
static size_t combine_changes(n2v_replicas *r, const piece *p) {
  const n2v_model *m = r->model;
  const int processes = r->peers->count;
  char *out = r->out, **next = r->next, **end = r->next + processes;
  char *at = r->in;
  for (int rank = 0; rank < processes; rank++) {
    next[rank] = at;
    at += r->received[rank];
    end[rank] = at;
  }
  for (;;) {
    uint32_t v = UINT32_MAX, count = 0;
    for (int rank = 0; rank < processes; rank++)
      if (next[rank] < end[rank] && get_number(next[rank]) < v)
        v = get_number(next[rank]);
    if (v == UINT32_MAX)
      return (size_t)(out - r->out);
    for (int rank = 0; rank < processes; rank++)
      if (next[rank] < end[rank] && get_number(next[rank]) == v) {
        memcpy(r->changes + (size_t)count++ * m->dims, next[rank] + sizeof v,
               m->dims * sizeof *r->changes);
        next[rank] += r->record;
      }
    const double along = take_common(r->changes, count, m->dims, p->common) / processes;
    combine(r->changes, count, m->dims);
    const float *old = p->met + (size_t)v * m->stride;
    put_number(out, v);
    for (uint32_t d = 0; d < m->dims; d++) {
      float now = old[d] + r->changes[d] + (float)along * p->common[d];
      memcpy(out + sizeof v + d * sizeof now, &now, sizeof now);
    }
    out += r->record;
  }
}

static void take_rows(n2v_replicas *r, const piece *p, size_t bytes) {
  const n2v_model *m = r->model;
  for (const char *record = r->in; record < r->in + bytes; record += r->record) {
    size_t at = get_number(record) * m->stride;
    memcpy(p->rows + at, record + sizeof(uint32_t), m->dims * sizeof(float));
    memcpy(p->met + at, record + sizeof(uint32_t), m->dims * sizeof(float));
  }
}

static n2v_status meet_piece(n2v_replicas *r, const piece *p, n2v_error *err) {
  const size_t count = (size_t)r->peers->count;
  size_t all = 0, mine;
  pack_changes(r, p);
  n2v_status status = tell_sizes(r, err);
  if (status == N2V_OK)
    status = r->peers->exchange(r->peers, r->out, r->sent, r->in, r->received, err);
  if (status != N2V_OK)
    return status;
  for (size_t i = 0; i < count; i++)
    if (i != (size_t)r->peers->rank)
      r->traffic += r->sent[i] + r->received[i];
  mine = combine_changes(r, p);
  status = r->peers->gather(r->peers, &mine, sizeof mine, r->received, err);
  for (size_t i = 0; i < count; i++)
    all += r->received[i];
  if (status == N2V_OK)
    status = r->peers->gather_all(r->peers, r->out, r->in, r->received, err);
  if (status != N2V_OK)
    return status;
  r->traffic += all - mine + mine * (count - 1);
  take_rows(r, p, all);
  return N2V_OK;
}

n2v_status n2v_replicas_meet(n2v_replicas *r, n2v_error *err) {
  const uint32_t nodes = r->model->nodes;
  const float *of_inputs = r->common, *of_outputs = of_inputs + r->model->dims;
  const piece matrices[2] = {{r->model->input, r->met->input, of_outputs, 0, 0},
                             {r->model->output, r->met->output, of_inputs, 0, 0}};
  n2v_status status = find_common(r, err);
  for (int i = 0; i < 2; i++)
    for (uint32_t v = 0; v < nodes && status == N2V_OK; v += r->piece) {
      piece p = matrices[i];
      p.begin = v;
      p.end = nodes - v < r->piece ? nodes : v + r->piece;
      status = meet_piece(r, &p, err);
    }
  return status;
}
