/* The binary form, version 1, little endian:
 *
 *   header       128 bytes, below; its own CRC-32 last
 *   offsets      (nodes + 1) x 8 bytes
 *   neighbours   arcs x 4
 *   weights      arcs x 4, when the flag says so
 *   name offsets (nodes + 1) x 8
 *   name bytes
 *   checksums    CRC-32 of each BLOCK bytes of all between header and here, then their own CRC-32
 *
 * Each part begins at a multiple of 64 bytes, so that it can be used where it is mapped. Opening
 * checks everything, in parallel and at about the speed of memory: header and sizes first, then the
 * checksums (accidents), then bounds, order, symmetry and weights (malice: checksums can be
 * forged). What is not checked: that names differ. */
#include "graph/csr_file.h"

#include "base/clock.h"
#include "base/figures.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/status.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* 64 bytes: a cache line, and what the widest vector register loads. A block's checksum is the work
 * of one thread; at 1 MB there are enough of them for all, and four bytes for each are nothing. */
enum { VERSION = 1, ALIGN = 64, BLOCK = 1 << 20, DIRECTED = 1, WEIGHTED = 2 };

static const char magic[8] = {'n', '2', 'v', '-', 'c', 's', 'r', '\n'};

typedef struct header {
  char magic[8];
  uint32_t version, flags;
  uint64_t nodes, edges, arcs, loops, name_bytes;
  uint64_t file_bytes;
  uint32_t unused[15]; /* zero */
  uint32_t crc;        /* of all above */
} header;

_Static_assert(sizeof(header) == 128, "the header's layout is part of the format");

enum { OFFSETS, NEIGHBOURS, WEIGHTS, NAME_OFFSETS, NAME_BYTES, PARTS };

/* Where things stand in the file. */
typedef struct layout {
  uint64_t begin[PARTS], bytes[PARTS];
  uint64_t checksums, blocks;
  uint64_t file_bytes;
} layout;

static uint64_t round_up(uint64_t bytes) {
  return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

/* False when the sizes are absurd. Below 2^60 bytes no sum or product here overflows 64 bits,
 * whatever a header says. */
static bool lay_out(const header *h, layout *l) {
  const uint64_t most = (uint64_t)1 << 60;
  if (h->nodes > N2V_NAMES_MAX || h->arcs > most / 8 || h->name_bytes > most)
    return false;
  l->bytes[OFFSETS] = l->bytes[NAME_OFFSETS] = (h->nodes + 1) * 8;
  l->bytes[NEIGHBOURS] = h->arcs * 4;
  l->bytes[WEIGHTS] = h->flags & WEIGHTED ? h->arcs * 4 : 0;
  l->bytes[NAME_BYTES] = h->name_bytes;
  uint64_t at = sizeof *h;
  for (int i = 0; i < PARTS; i++) {
    l->begin[i] = at;
    at = round_up(at + l->bytes[i]);
  }
  l->checksums = at;
  l->blocks = (at - sizeof *h + BLOCK - 1) / BLOCK;
  l->file_bytes = at + (l->blocks + 1) * sizeof(uint32_t);
  return true;
}

static uint32_t crc_of(const void *bytes, size_t size) {
  return (uint32_t)crc32_z(0, bytes, size);
}

bool n2v_csr_is_file(const char *bytes, size_t size) {
  return size >= sizeof magic && memcmp(bytes, magic, sizeof magic) == 0;
}

/* ----------------------------------------------------------------------------------- writing */

/* Bytes and their checksum in one pass, for graphs in memory and for those that never are
 * (external.c). A block may come in many pieces: CRC-32 goes on from where it was. */
void n2v_csr_put(n2v_csr_writer *w, const void *bytes, uint64_t size) {
  /* Errors stay in the stream until the commit; nothing more is to be done then. */
  for (uint64_t done = 0, length; done < size && !ferror(w->stream);
       done += length, w->written += length) {
    uint64_t room = BLOCK - w->written % BLOCK;
    length = size - done < room ? size - done : room;
    uint32_t *crc = &w->checksums[w->written / BLOCK];
    fwrite((const char *)bytes + done, 1, length, w->stream);
    *crc = (uint32_t)crc32_z(*crc, (const unsigned char *)bytes + done, length);
  }
}

void n2v_csr_part_end(n2v_csr_writer *w) {
  static const char zeros[ALIGN];
  n2v_csr_put(w, zeros, round_up(w->written) - w->written);
}

/* Room for the checksums, and the header that goes with the sizes. */
static n2v_status begin(n2v_csr_writer *w, const n2v_csr_sizes *sizes, header *h, n2v_error *err) {
  layout l;
  *w = (n2v_csr_writer){0};
  if (sizes->nodes == 0)
    return n2v_fail(err, N2V_EINPUT, "a graph without nodes: nothing to write");
  *h = (header){.version = VERSION,
                .flags = (sizes->directed ? DIRECTED : 0u) | (sizes->weighted ? WEIGHTED : 0u),
                .nodes = sizes->nodes,
                .edges = sizes->edges,
                .arcs = sizes->arcs,
                .loops = sizes->loops,
                .name_bytes = sizes->name_bytes};
  memcpy(h->magic, magic, sizeof magic);
  if (!lay_out(h, &l))
    return n2v_fail(err, N2V_EINTERNAL, "the graph is too large for the binary form");
  h->file_bytes = l.file_bytes;
  h->crc = crc_of(h, offsetof(header, crc));
  w->checksums = n2v_calloc(l.blocks + 1, sizeof *w->checksums);
  return w->checksums ? N2V_OK : n2v_fail_memory(err, "checksums", l.blocks * sizeof *w->checksums);
}

n2v_status n2v_csr_writer_open(n2v_csr_writer *w, const n2v_csr_sizes *sizes, const char *path,
                               n2v_outputs *outputs, n2v_error *err) {
  header h;
  n2v_atomic_file *file;
  n2v_status status = begin(w, sizes, &h, err);
  if (status != N2V_OK)
    return status;
  status = n2v_outputs_open(outputs, path, &file, err);
  if (status != N2V_OK) {
    n2v_free(w->checksums);
    return status;
  }
  w->stream = file->stream;
  fwrite(&h, 1, sizeof h, w->stream);
  return N2V_OK;
}

void n2v_csr_writer_end(n2v_csr_writer *w, n2v_status status) {
  uint64_t blocks = (w->written + BLOCK - 1) / BLOCK;
  if (status == N2V_OK) {
    w->checksums[blocks] = crc_of(w->checksums, blocks * sizeof *w->checksums);
    fwrite(w->checksums, sizeof *w->checksums, blocks + 1, w->stream);
  }
  n2v_free(w->checksums);
}

static n2v_csr_sizes sizes_of(const n2v_graph *g) {
  return (n2v_csr_sizes){.directed = g->directed,
                         .weighted = g->weights != NULL,
                         .nodes = g->nodes,
                         .edges = g->edges,
                         .arcs = g->arcs,
                         .loops = g->loops,
                         .name_bytes = g->names->offsets[g->nodes]};
}

static void put_part(n2v_csr_writer *w, const void *bytes, uint64_t size) {
  n2v_csr_put(w, bytes, size);
  n2v_csr_part_end(w);
}

static void put_graph(n2v_csr_writer *w, const n2v_graph *g) {
  const uint64_t offsets = (g->nodes + 1ull) * sizeof *g->offsets;
  put_part(w, g->offsets, offsets);
  put_part(w, g->neighbours, g->arcs * sizeof *g->neighbours);
  put_part(w, g->weights, g->weights ? g->arcs * sizeof *g->weights : 0);
  put_part(w, g->names->offsets, offsets);
  put_part(w, g->names->bytes, g->names->offsets[g->nodes]);
}

n2v_status n2v_csr_add(const n2v_graph *graph, const char *path, n2v_outputs *outputs,
                       n2v_error *err) {
  const n2v_csr_sizes sizes = sizes_of(graph);
  n2v_csr_writer w;
  n2v_status status = n2v_csr_writer_open(&w, &sizes, path, outputs, err);
  if (status != N2V_OK)
    return status;
  put_graph(&w, graph);
  n2v_csr_writer_end(&w, N2V_OK);
  return N2V_OK;
}

n2v_status n2v_csr_print(const n2v_graph *graph, FILE *stream, n2v_error *err) {
  const n2v_csr_sizes sizes = sizes_of(graph);
  n2v_csr_writer w;
  header h;
  n2v_status status = begin(&w, &sizes, &h, err);
  if (status != N2V_OK)
    return status;
  w.stream = stream;
  fwrite(&h, 1, sizeof h, stream);
  put_graph(&w, graph);
  n2v_csr_writer_end(&w, N2V_OK);
  return N2V_OK;
}

n2v_status n2v_csr_write(const n2v_graph *graph, const char *path, n2v_error *err) {
  n2v_outputs outputs = {0};
  return n2v_outputs_end(&outputs, n2v_csr_add(graph, path, &outputs, err), err);
}

/* ----------------------------------------------------------------------------------- reading */

static n2v_status damaged(const char *name, const char *what, n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT, "%s: damaged binary graph: %s", name, what);
}

/* In the order of what can be trusted: that it is such a file, its version, the header's bytes,
 * then what these say. */
static n2v_status check_header(const n2v_input *input, header *h, layout *l, n2v_error *err) {
  static const uint32_t zeros[sizeof h->unused / sizeof h->unused[0]];
  if (!n2v_csr_is_file(input->bytes, input->size))
    return n2v_fail(err, N2V_EINPUT, "%s: not a binary graph of n2v", input->name);
  if (input->size < sizeof *h)
    return damaged(input->name, "cut short in its header", err);
  memcpy(h, input->bytes, sizeof *h);
  if (h->version != VERSION)
    return n2v_fail(err, N2V_EINPUT,
                    "%s: binary graph of version %u, this program reads version %u: make it again "
                    "with n2v-graph",
                    input->name, h->version, VERSION);
  if (h->crc != crc_of(h, offsetof(header, crc)))
    return damaged(input->name, "wrong checksum of the header", err);
  if (!lay_out(h, l) || h->file_bytes != l->file_bytes || h->nodes == 0 ||
      h->flags & ~(uint32_t)(DIRECTED | WEIGHTED) || memcmp(h->unused, zeros, sizeof zeros) != 0)
    return damaged(input->name, "impossible header", err);
  if (h->nodes == 0)
    return n2v_fail(err, N2V_EINPUT, "%s: empty: a binary graph without nodes", input->name);
  if (input->size != l->file_bytes)
    return n2v_fail(err, N2V_EINPUT, "%s: damaged binary graph: %s of %s bytes", input->name,
                    n2v_thousands(input->size).text, n2v_thousands(l->file_bytes).text);
  return N2V_OK;
}

static bool checksums_match(const n2v_graph *g, const layout *l, int threads) {
  const char *bytes = g->mapping;
  uint32_t *stored = (uint32_t *)(uintptr_t)(bytes + l->checksums);
  bool wrong = crc_of(stored, l->blocks * sizeof *stored) != stored[l->blocks];
#pragma omp parallel for schedule(static) num_threads(threads) reduction(|| : wrong)
  for (uint64_t i = 0; i < l->blocks; i++) {
    uint64_t begin = sizeof(header) + i * BLOCK, end = begin + BLOCK;
    if (end > l->checksums)
      end = l->checksums;
    wrong = wrong || crc_of(bytes + begin, end - begin) != stored[i];
    n2v_graph_passed(g, bytes + begin, end - begin);
  }
  return !wrong;
}

/* Offsets that rise from 0 to the last, each by at least `least`. */
static bool offsets_rise(const uint64_t *offsets, uint64_t count, uint64_t last, uint64_t least,
                         int threads) {
  bool wrong = offsets[0] != 0 || offsets[count] != last;
#pragma omp parallel for schedule(static) num_threads(threads) reduction(|| : wrong)
  for (uint64_t i = 0; i < count; i++)
    wrong = wrong || offsets[i + 1] < offsets[i] || offsets[i + 1] - offsets[i] < least;
  return !wrong;
}

/* A keyed hash of an arc and its weight: the key is drawn for each opening, so nobody can make a
 * file whose sums agree by design. A product of 64 by 64 bits whose halves are joined, as in
 * wyhash; by accident two sums agree once in about 2^64 files. */
static uint64_t hash_arc(const uint64_t key[2], uint32_t low, uint32_t high, float weight) {
  uint32_t bits;
  memcpy(&bits, &weight, sizeof bits);
  unsigned __int128 product =
      (unsigned __int128)(low ^ key[0]) * (((uint64_t)bits << 32 | high) ^ key[1]);
  return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

enum { ROWS = 1 << 12 }; /* that a thread takes at a time */

static void rows_passed(const n2v_graph *g, uint32_t from, uint32_t to) {
  const uint64_t begin = g->offsets[from], arcs = g->offsets[to] - begin;
  n2v_graph_passed(g, g->neighbours + begin, arcs * sizeof *g->neighbours);
  if (g->weights)
    n2v_graph_passed(g, g->weights + begin, arcs * sizeof *g->weights);
}

/* Neighbours in bounds and ascending, self-loops as many as said, and in an undirected graph each
 * edge listed alike from both ends: the hashes of all arcs v -> x with v < x and of those with v >
 * x have the same sum. Needs rising offsets. One pass in the order of memory; looking up each arc's
 * way back would take a binary search in a row elsewhere. */
static bool rows_are_sound(const n2v_graph *g, const uint64_t key[2], int threads) {
  uint64_t loops = 0, up = 0, down = 0;
  unsigned wrong = 0;
#pragma omp parallel for schedule(dynamic, ROWS) num_threads(threads)                              \
    reduction(+ : loops, up, down) reduction(| : wrong)
  for (uint32_t v = 0; v < g->nodes; v++) {
    const uint32_t *row = g->neighbours + g->offsets[v];
    const float *weights = g->weights ? g->weights + g->offsets[v] : NULL;
    uint64_t count = n2v_degree(g, v), i = 0;
    for (; i < count && row[i] < v; i++)
      down += hash_arc(key, row[i], v, weights ? weights[i] : 1);
    loops += i < count && row[i] == v;
    for (i += i < count && row[i] == v; i < count; i++)
      up += hash_arc(key, v, row[i], weights ? weights[i] : 1);
    for (i = 1; i < count; i++)
      wrong |= row[i - 1] >= row[i];
    wrong |= count > 0 && row[count - 1] >= g->nodes;
    if ((v + 1) % ROWS == 0)
      rows_passed(g, v + 1 - ROWS, v + 1);
  }
  return !wrong && loops == g->loops && (g->directed || up == down);
}

/* FLT_MIN, not 0: smaller floats have fewer digits, and every other way into a graph refuses
 * them. */
static bool weights_are_valid(const n2v_graph *g, int threads) {
  unsigned wrong = 0;
  const uint64_t count = g->weights ? g->arcs : 0, blocks = (count + BLOCK - 1) / BLOCK;
#pragma omp parallel for schedule(static) num_threads(threads) reduction(| : wrong)
  for (uint64_t b = 0; b < blocks; b++) {
    const uint64_t begin = b * BLOCK, end = count - begin < BLOCK ? count : begin + BLOCK;
    for (uint64_t i = begin; i < end; i++)
      wrong |= !(g->weights[i] >= FLT_MIN && g->weights[i] <= FLT_MAX);
    n2v_graph_passed(g, g->weights + begin, (end - begin) * sizeof *g->weights);
  }
  return !wrong;
}

static bool names_are_valid(const n2v_names *names, int threads) {
  unsigned wrong = 0;
  uint64_t bytes = names->offsets[names->count];
#pragma omp parallel for schedule(static) num_threads(threads) reduction(| : wrong)
  for (uint64_t i = 0; i < bytes; i++)
    wrong |= names->bytes[i] == ' ' || (names->bytes[i] >= '\t' && names->bytes[i] <= '\r');
  return !wrong;
}

static const char *check_body(const n2v_graph *g, const header *h, const layout *l, int threads) {
  uint64_t key[2];
  if (!checksums_match(g, l, threads))
    return "wrong checksum";
  if (!offsets_rise(g->offsets, g->nodes, g->arcs, 0, threads))
    return "offsets out of order";
  if (!weights_are_valid(g, threads))
    return "a weight is not finite and above 0";
  if (getentropy(key, sizeof key) != 0) { /* an old kernel: what the file's author cannot know */
    key[0] = (uint64_t)(uintptr_t)g->mapping;
    key[1] = (uint64_t)(n2v_now() * 1e9);
  }
  if (!rows_are_sound(g, key, threads))
    return "neighbours out of bounds or order, or not the same from both ends";
  if (g->edges != (g->directed ? g->arcs : (g->arcs + g->loops) / 2))
    return "edges and arcs do not match";
  if (!offsets_rise(g->names->offsets, g->nodes, h->name_bytes, 1, threads) ||
      !names_are_valid(g->names, threads))
    return "names out of order, empty or with white space";
  n2v_graph_leave(g);
  return NULL;
}

/* What would be ignored in silence is refused: a binary graph was made with or without directions
 * and weights, and cannot be read otherwise. */
static n2v_status check_params(const n2v_graph *g, const n2v_read_params *params, const char *name,
                               n2v_error *err) {
  if (params->directed == N2V_DIRECTED_YES && !g->directed)
    return n2v_fail(err, N2V_EUSAGE, "%s: was made undirected: leave `directed` out", name);
  if (params->directed == N2V_DIRECTED_NO && g->directed)
    return n2v_fail(err, N2V_EUSAGE, "%s: was made directed: leave `directed = 0` out", name);
  if (params->weighted == N2V_WEIGHTED_YES && !g->weights)
    return n2v_fail(err, N2V_EUSAGE, "%s: was made without weights: leave `weighted` out", name);
  if (params->nodes)
    return n2v_fail(err, N2V_EUSAGE, "%s: a binary graph has all its nodes: leave `nodes` out",
                    name);
  return N2V_OK;
}

/* Pointers into the mapping, 64-byte aligned as lay_out has them; nothing is copied. */
static void set_graph(n2v_graph *g, const header *h, const layout *l) {
  char *base = g->mapping;
  g->nodes = (uint32_t)h->nodes;
  g->directed = h->flags & DIRECTED;
  g->edges = h->edges;
  g->arcs = h->arcs;
  g->loops = h->loops;
  g->offsets = (uint64_t *)(void *)(base + l->begin[OFFSETS]);
  g->neighbours = (uint32_t *)(void *)(base + l->begin[NEIGHBOURS]);
  g->weights = h->flags & WEIGHTED ? (float *)(void *)(base + l->begin[WEIGHTS]) : NULL;
  g->names->count = g->nodes;
  g->names->offsets = (uint64_t *)(void *)(base + l->begin[NAME_OFFSETS]);
  g->names->bytes = base + l->begin[NAME_BYTES];
}

static n2v_status open_graph(n2v_input *input, const n2v_read_params *params, int threads,
                             n2v_graph *g, n2v_error *err) {
  header h;
  layout l;
  const char *name = input->name;
  if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
    return n2v_fail(err, N2V_EINPUT, "%s: binary graphs need a little-endian machine", name);
  n2v_status status = check_header(input, &h, &l, err);
  g->paged = input->file.mapped && !input->inflated;
  if (status == N2V_OK)
    status = n2v_input_take(input, &g->mapping, &g->mapping_bytes, err);
  if (status != N2V_OK)
    return status;
  set_graph(g, &h, &l);
  threads = n2v_pass_threads(threads, l.file_bytes, 1 << 20);
  const char *what = check_body(g, &h, &l, threads);
  if (what)
    return damaged(name, what, err);
  return check_params(g, params, name, err);
}

n2v_status n2v_csr_open(n2v_input *input, const n2v_read_params *params, int threads,
                        const n2v_progress *progress, n2v_graph **out, n2v_error *err) {
  const char *name = input->name;
  double start = n2v_now();
  n2v_graph *g = calloc(1, sizeof *g);
  n2v_status status = N2V_OK;
  *out = NULL;
  if (g)
    g->names = calloc(1, sizeof *g->names);
  status = g && g->names ? open_graph(input, params, threads, g, err)
                         : n2v_fail_memory(err, "the graph", sizeof *g + sizeof *g->names);
  n2v_input_close(input);
  if (status != N2V_OK) {
    n2v_graph_free(g);
    return status;
  }
  /* The weights stay in the mapping, unread. */
  if (params->weighted == N2V_WEIGHTED_NO)
    g->weights = NULL;
  n2v_report_note(progress, N2V_PHASE_LOAD, "%s: %s nodes, %s edges, %s, %s; mapped in %.3f s",
                  name, n2v_thousands(g->nodes).text, n2v_thousands(g->edges).text,
                  g->directed ? "directed" : "undirected", g->weights ? "weighted" : "unweighted",
                  n2v_now() - start);
  *out = g;
  return N2V_OK;
}
