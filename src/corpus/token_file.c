/* Walks, or any text, from a file: tokens separated by white space, a walk a line. */
#include "corpus/corpus.h"

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
  MAX_LINE = 1000, /* tokens, as MAX_SENTENCE_LENGTH of word2vec.c */
  READ_BYTES = 1 << 20,
  MAX_TOKEN = 1 << 16 /* bytes */
};

typedef struct token_file {
  n2v_corpus corpus; /* first: read() gets the file from it */
  uint32_t *tokens;
  uint64_t *starts; /* corpus.walks + 1 */
  uint64_t token_count, token_capacity, start_capacity;
  const char *path;
  uint64_t line; /* 1-based, being read */
} token_file;

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

/* Ends the walk in the making, unless it is empty. */
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

static n2v_status check_memory(token_file *f, const n2v_names *names, uint64_t memory,
                               n2v_error *err) {
  f->corpus.bytes = f->token_count * sizeof *f->tokens + f->corpus.walks * sizeof *f->starts +
                    names->offsets[names->count] + 16ull * names->count; /* offsets and index */
  if (f->corpus.bytes <= memory)
    return N2V_OK;
  return n2v_fail(err, N2V_ELIMIT,
                  "%s: its walks take more than the memory limit, %.1f MB: raise `memory`", f->path,
                  (double)memory / 1e6);
}

static n2v_status read_stream(token_file *f, n2v_names *names, int fd, uint64_t memory,
                              const n2v_progress *progress, n2v_error *err) {
  const char *path = f->path;
  char *buffer = malloc(READ_BYTES + MAX_TOKEN);
  size_t held = 0, used = 0, got = 1;
  n2v_status status = buffer ? N2V_OK : n2v_fail_memory(err, path, READ_BYTES);
  while (status == N2V_OK && got) {
    ssize_t n = n2v_stoppable_read(fd, buffer + held, READ_BYTES, progress ? progress->stop : NULL);
    got = n > 0 ? (size_t)n : 0;
    if (n < 0 && errno == EINTR)
      status = n2v_fail(err, N2V_ESTOPPED, "stopped while reading %s", path);
    else if (n < 0)
      status = n2v_fail_errno(err, path, "cannot read");
    else
      status = take(f, names, buffer, held + got, !got, &used, err);
    if (status != N2V_OK)
      break;
    held = held + got > used ? held + got - used : 0;
    memmove(buffer, buffer + used, held);
    if (held > MAX_TOKEN)
      status = too_long(f, buffer, err);
    else
      status = check_memory(f, names, memory, err);
    if (n2v_stop_requested(progress))
      status = n2v_fail(err, N2V_ESTOPPED, "stopped while reading %s", path);
  }
  free(buffer);
  if (status == N2V_OK && !end_walk(f))
    status = n2v_fail_memory(err, "the walks", f->start_capacity * 2 * sizeof *f->starts);
  if (status == N2V_OK && !f->corpus.walks)
    status = n2v_fail(err, N2V_EINPUT, "%s: no walks: the file is empty", path);
  return status;
}

/* Reads all of the stream into f and its names. */
static n2v_status read_file(token_file *f, const n2v_run *run, n2v_error *err) {
  bool standard = strcmp(f->path, "-") == 0;
  int fd = standard ? STDIN_FILENO : n2v_stoppable_open_input(f->path);
  if (fd < 0)
    return n2v_fail_errno(err, f->path, "cannot read");
  n2v_report_phase(run->progress, N2V_PHASE_LOAD, 0);
  n2v_status status = read_stream(f, f->corpus.names, fd, run->memory, run->progress, err);
  if (!standard)
    close(fd);
  return status;
}

n2v_status n2v_corpus_read(const char *path, const n2v_run *run, n2v_corpus **out, n2v_error *err) {
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
    status = read_file(f, &resources, err);
  if (status != N2V_OK) {
    n2v_corpus_free(&f->corpus);
    return status;
  }
  f->corpus.nodes = f->corpus.names->count;
  n2v_report_phase(resources.progress, N2V_PHASE_LOAD, 1);
  *out = &f->corpus;
  return N2V_OK;
}
