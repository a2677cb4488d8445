/* Walks, or any text, from a file: tokens separated by white space, a walk a line.
 *
 *     3 17 4 3 22
 *     9 4 17
 *
 * All tokens are held as ids, 4 bytes each, for every epoch reads them again; of the text nothing
 * is. Ids are given in the order of first occurrence. */
#include "corpus/corpus.h"

#include "base/budget.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/params.h"
#include "base/progress.h"
#include "base/grow.h"
#include "base/status.h"
#include "base/stoppable.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  MAX_LINE = 1000,      /* tokens, as MAX_SENTENCE_LENGTH of word2vec.c */
  READ_BYTES = 1 << 20, /* between two looks at the limit and at the stop flag */
  MAX_TOKEN = 1 << 16   /* bytes: more is no name but a file of another kind */
};

typedef struct token_file {
  n2v_corpus corpus; /* first: read() gets the file from it */
  uint32_t *tokens;
  uint64_t *starts; /* corpus.walks + 1 */
  uint64_t token_count, token_capacity, start_capacity;
  const char *path;
  uint64_t line; /* 1-based, being read */
} token_file;

/* The file's walks are the same in each epoch, and there are no others to measure the loss on. */
static void read_walks(const n2v_corpus *corpus, uint32_t epoch, uint64_t first, uint32_t count,
                       uint32_t *tokens, uint32_t *lengths) {
  const token_file *f = (const token_file *)corpus;
  (void)epoch;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t start = f->starts[first + i];
    lengths[i] = (uint32_t)(f->starts[first + i + 1] - start);
    memcpy(tokens + (size_t)i * corpus->max_length, f->tokens + start, lengths[i] * sizeof *tokens);
  }
}

static void release(n2v_corpus *corpus) {
  token_file *f = (token_file *)corpus;
  free(f->tokens);
  free(f->starts);
  free(f);
}

/* Ends the walk in the making, unless it is empty: blank lines are no walks. False: memory is
 * out. */
static bool end_walk(token_file *f) {
  uint64_t length = f->token_count - f->starts[f->corpus.walks];
  if (!length)
    return true;
  if (length > f->corpus.max_length)
    f->corpus.max_length = (uint32_t)length;
  f->corpus.walks++;
  if (!n2v_grow(&f->starts, &f->start_capacity, f->corpus.walks + 1, sizeof *f->starts))
    return false;
  f->starts[f->corpus.walks] = f->token_count;
  return true;
}

static n2v_status too_long(const token_file *f, const char *text, n2v_error *err) {
  return n2v_fail(err, N2V_EINPUT, "%s:%llu: a token of more than %d bytes: '%.40s...'", f->path,
                  (unsigned long long)f->line, MAX_TOKEN, text);
}

/* A line of more than MAX_LINE tokens goes on as another walk. */
static n2v_status add_token(token_file *f, n2v_names *names, const char *text, size_t length,
                            n2v_error *err) {
  uint32_t id;
  if (length > MAX_TOKEN)
    return too_long(f, text, err);
  n2v_status status = n2v_names_add(names, text, length, &id, err);
  if (status != N2V_OK)
    return status;
  if (!n2v_grow(&f->tokens, &f->token_capacity, f->token_count + 1, sizeof *f->tokens))
    return n2v_fail_memory(err, "the walks", f->token_capacity * 2 * sizeof *f->tokens);
  f->tokens[f->token_count++] = id;
  if (f->token_count - f->starts[f->corpus.walks] == MAX_LINE && !end_walk(f))
    return n2v_fail_memory(err, "the walks", f->start_capacity * 2 * sizeof *f->starts);
  return N2V_OK;
}

/* isspace of the C locale: bytes above 0x7f are part of names. */
static bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Takes the tokens of text[0..size) that are whole, all of them when it is the last of the file;
 * *used is how far it came. */
static n2v_status take(token_file *f, n2v_names *names, const char *text, size_t size, bool last,
                       size_t *used, n2v_error *err) {
  n2v_status status = N2V_OK;
  size_t i = 0;
  *used = 0;
  while (status == N2V_OK && i < size) {
    size_t start = i;
    while (i < size && !is_space(text[i]))
      i++;
    if (i == size && !last)
      return N2V_OK;
    if (i > start)
      status = add_token(f, names, text + start, i - start, err);
    if (status == N2V_OK && i < size && text[i] == '\n') {
      f->line++;
      if (!end_walk(f))
        status = n2v_fail_memory(err, "the walks", f->start_capacity * 2 * sizeof *f->starts);
    }
    *used = ++i;
  }
  return status;
}

/* What the arrays hold, not what they have room for: doubling may take twice that for a moment. */
static n2v_status check_memory(token_file *f, const n2v_names *names, uint64_t memory,
                               n2v_error *err) {
  f->corpus.bytes = f->token_count * sizeof *f->tokens + f->corpus.walks * sizeof *f->starts +
                    names->offsets[names->count] + 16ull * names->count; /* offsets and index */
  return n2v_budget_holds(memory, "the walks so far", f->corpus.bytes, "raise `memory`", err);
}

/* The text a piece at a time, so that a limit or a request to stop is met early. A token that a
 * piece cuts in two is left for the next one; a piece that is all one token has none to leave (used
 * is 0) and is too long by far. Pages that are done with are given back, so a mapped file need not
 * fit. */
static n2v_status read_text(token_file *f, n2v_names *names, const n2v_input *input,
                            uint64_t memory, const n2v_progress *progress, n2v_error *err) {
  const char *path = f->path, *p = input->bytes, *end = p + input->size;
  n2v_status status = N2V_OK;
  while (status == N2V_OK && p < end) {
    size_t piece = (size_t)(end - p) < READ_BYTES ? (size_t)(end - p) : READ_BYTES, used;
    bool last = p + piece == end;
    status = take(f, names, p, piece, last, &used, err);
    if (status == N2V_OK && used == 0)
      return too_long(f, p, err);
    n2v_input_drop(input, p, used < piece ? used : piece);
    p += used < piece ? used : piece;
    if (status == N2V_OK)
      status = check_memory(f, names, memory, err);
    if (status == N2V_OK && n2v_stop_requested(progress))
      status = n2v_fail(err, N2V_ESTOPPED, "stopped while reading %s", path);
  }
  if (status == N2V_OK && !end_walk(f))
    status = n2v_fail_memory(err, "the walks", f->start_capacity * 2 * sizeof *f->starts);
  if (status == N2V_OK && !f->corpus.walks)
    status = n2v_fail(err, N2V_EINPUT, "%s: no walks: the file is empty", path);
  return status;
}

/* Takes out the tokens met fewer than `least` times, and their names; walks close the gaps, so that
 * tokens become neighbours that were not, as in word2vec.c. In place: what is written is never
 * ahead of what is read, neither tokens (to <= i) nor starts (walks so far <= w). met[] counts
 * first and then holds the new numbers. */
static n2v_status drop_rare(token_file *f, n2v_names **names, uint64_t least, n2v_error *err) {
  uint32_t count = (*names)->count, kept = 0;
  uint64_t *met = n2v_calloc(count ? count : 1, sizeof *met), to = 0, begin = 0;
  uint32_t *order = n2v_alloc(count ? count : 1, sizeof *order);
  n2v_names *fewer = NULL;
  n2v_status status = met && order ? N2V_OK : n2v_fail_memory(err, f->path, 12 * (size_t)count);
  for (uint64_t i = 0; status == N2V_OK && i < f->token_count; i++)
    met[f->tokens[i]]++;
  for (uint32_t id = 0; status == N2V_OK && id < count; id++) {
    bool rare = met[id] < least;
    met[id] = rare ? UINT64_MAX : kept; /* from here on, the new number */
    if (!rare)
      order[kept++] = id;
  }
  uint64_t walks = f->corpus.walks;
  f->corpus.max_length = 0;
  f->corpus.walks = 0;
  for (uint64_t w = 0; status == N2V_OK && w < walks; w++) {
    uint64_t end = f->starts[w + 1], start = to;
    for (uint64_t i = begin; i < end; i++)
      if (met[f->tokens[i]] != UINT64_MAX)
        f->tokens[to++] = (uint32_t)met[f->tokens[i]];
    begin = end;
    if (to > start)
      f->starts[++f->corpus.walks] = to;
    if (to - start > f->corpus.max_length)
      f->corpus.max_length = (uint32_t)(to - start);
  }
  f->token_count = to;
  if (status == N2V_OK && kept == 0)
    status = n2v_fail(err, N2V_EINPUT, "%s: no token is met %llu times: lower `min_count`", f->path,
                      (unsigned long long)least);
  if (status == N2V_OK)
    status = n2v_names_permute(*names, order, kept, &fewer, err);
  if (status == N2V_OK) {
    n2v_names_free(*names);
    *names = fewer;
  }
  n2v_free(met);
  n2v_free(order);
  return status;
}

/* Walks of one token each have no pairs to train on: most often something else than white space
 * separates. "3,17,4" is one token. */
static n2v_status check_lengths(const token_file *f, const n2v_names *names, n2v_error *err) {
  size_t length;
  if (f->corpus.max_length > 1)
    return N2V_OK;
  const char *name = n2v_names_get(names, f->tokens[0], &length);
  return n2v_fail(err, N2V_EINPUT,
                  "%s: no line has two tokens, so there are no pairs to train on: white space "
                  "separates tokens; the first is '%.*s'%s",
                  f->path, (int)(length < 60 ? length : 60), name,
                  memchr(name, ',', length) ? ": tr ',' ' ' <FILE >NEW makes words of it" : "");
}

/* Reads all of the file into f and its names. */
static n2v_status read_file(token_file *f, uint64_t min_count, const n2v_run *run, n2v_error *err) {
  n2v_input input = {0};
  n2v_status status = n2v_input_open(&input, f->path, run->memory, run->progress, err);
  if (status == N2V_OK) {
    n2v_report_phase(run->progress, N2V_PHASE_LOAD, 0);
    status = read_text(f, f->corpus.names, &input, run->memory, run->progress, err);
  }
  if (status == N2V_OK && min_count > 1)
    status = drop_rare(f, &f->corpus.names, min_count, err);
  if (status == N2V_OK)
    status = check_lengths(f, f->corpus.names, err);
  n2v_input_close(&input);
  return status;
}

n2v_status n2v_corpus_read(const char *path, uint64_t min_count, const n2v_run *run,
                           n2v_corpus **out, n2v_error *err) {
  n2v_run resources;
  *out = NULL;
  n2v_status status = n2v_run_take(run, &resources, err);
  if (status != N2V_OK)
    return status;
  token_file *f = calloc(1, sizeof *f);
  if (!f)
    return n2v_fail_memory(err, path, sizeof *f);
  *f = (token_file){.path = path, .line = 1, .corpus = {.read = read_walks, .release = release}};
  if (n2v_grow(&f->starts, &f->start_capacity, 1, sizeof *f->starts))
    f->starts[0] = 0;
  else
    status = n2v_fail_memory(err, path, sizeof *f->starts);
  if (status == N2V_OK)
    status = n2v_names_new(&f->corpus.names, err);
  if (status == N2V_OK)
    status = read_file(f, min_count, &resources, err);
  if (status != N2V_OK) {
    n2v_corpus_free(&f->corpus);
    return status;
  }
  f->corpus.nodes = f->corpus.names->count; /* path is not looked at any more: it is the caller's */
  n2v_report_phase(resources.progress, N2V_PHASE_LOAD, 1);
  *out = &f->corpus;
  return N2V_OK;
}
