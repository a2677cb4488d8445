/* The text is used where it lies, mapped or unpacked; only a last line without a newline is
 * copied, so that every line ends alike for those who parse. */
#include "input/text.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/status.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CHUNK = 128 << 10, EXCERPT = 60 };

void n2v_text_skip_marks(n2v_text *text) {
  const char *bytes = text->begin;
  if (text->end - bytes >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
    bytes += 3;
  text->begin = bytes;
  if (text->end - bytes <= 7 || strncasecmp(bytes, "sep=", 4) != 0)
    return;
  const char *behind = bytes + 5 + (bytes[5] == '\r');
  if (*behind != '\n')
    return;
  text->lines_before++; /* what separates, which the lines below show as well */
  text->begin = behind + 1;
}

n2v_status n2v_text_of(n2v_text *text, n2v_input *input, n2v_error *err) {
  *text = (n2v_text){.input = *input};
  *input = (n2v_input){.name = input->name};
  const char *end = text->input.bytes + text->input.size;
  text->begin = text->input.bytes;
  text->end = end;
  n2v_text_skip_marks(text);
  const char *last = memrchr(text->begin, '\n', (size_t)(end - text->begin));
  text->end = last ? last + 1 : text->begin;
  if (text->end == end)
    return N2V_OK;
  text->tail_size = (size_t)(end - text->end) + 1;
  text->tail = malloc(text->tail_size);
  if (!text->tail) {
    size_t size = text->tail_size;
    n2v_text_close(text);
    return n2v_fail_memory(err, "the last line", size);
  }
  memcpy(text->tail, text->end, text->tail_size - 1);
  text->tail[text->tail_size - 1] = '\n';
  return N2V_OK;
}

n2v_status n2v_text_open(n2v_text *text, const char *path, uint64_t limit,
                         const n2v_progress *progress, n2v_error *err) {
  n2v_input input;
  *text = (n2v_text){0};
  n2v_status status = n2v_input_open(&input, path, limit, progress, err);
  return status == N2V_OK ? n2v_text_of(text, &input, err) : status;
}

void n2v_text_close(n2v_text *text) {
  n2v_input_close(&text->input);
  free(text->tail);
  *text = (n2v_text){0};
}

static bool in_tail(const n2v_text *text, const char *at) {
  return text->tail && at >= text->tail && at < text->tail + text->tail_size;
}

const char *n2v_text_first(const n2v_text *text) {
  return text->begin < text->end ? text->begin : text->tail;
}

const char *n2v_text_next(const n2v_text *text, const char *line) {
  if (in_tail(text, line))
    return NULL;
  line = (const char *)memchr(line, '\n', (size_t)(text->end - line)) + 1;
  return line < text->end ? line : text->tail;
}

static uint64_t count_lines(const char *begin, const char *end) {
  uint64_t lines = 0;
  for (const char *p = begin; p < end; p++)
    lines += *p == '\n';
  return lines;
}

n2v_status n2v_text_cut(const n2v_text *text, const char *from, int threads, n2v_chunk **out,
                        size_t *count, n2v_error *err) {
  bool only_tail = !from || in_tail(text, from);
  const char *begin = only_tail ? text->end : from;
  size_t most = (size_t)(text->end - begin) / CHUNK + 2, made = 0;
  n2v_chunk *chunks = n2v_alloc(most, sizeof *chunks);
  *out = chunks;
  if (!chunks)
    return n2v_fail_memory(err, "cutting the input", most * sizeof *chunks);
  while (begin < text->end) {
    const char *end = text->end;
    if (end - begin > CHUNK) {
      const char *least = begin + CHUNK - 1;
      end = (const char *)memchr(least, '\n', (size_t)(text->end - least)) + 1;
    }
    chunks[made++] = (n2v_chunk){begin, end, 0};
    begin = end;
  }
  if (text->tail && from)
    chunks[made++] = (n2v_chunk){text->tail, text->tail + text->tail_size, 0};
  threads = n2v_pass_threads(threads, made, 4);
#pragma omp parallel for schedule(dynamic, 4) num_threads(threads)
  for (size_t i = 0; i < made; i++) {
    chunks[i].lines = count_lines(chunks[i].begin, chunks[i].end);
    n2v_input_drop(&text->input, chunks[i].begin, (size_t)(chunks[i].end - chunks[i].begin));
  }
  *count = made;
  return N2V_OK;
}

uint64_t n2v_text_line_number(const n2v_text *text, const char *at) {
  return 1 + text->lines_before + count_lines(text->begin, in_tail(text, at) ? text->end : at);
}

n2v_status n2v_text_fail(const n2v_text *text, const char *at, const char *what, n2v_error *err) {
  const char *first = in_tail(text, at) ? text->tail : text->begin, *begin = at;
  char excerpt[EXCERPT + 4];
  size_t length = 0;
  while (begin > first && begin[-1] != '\n')
    begin--;
  for (; begin[length] != '\n' && begin[length] != '\r' && length < EXCERPT; length++) {
    unsigned char c = (unsigned char)begin[length];
    excerpt[length] = (char)(c == '\t' ? ' ' : c < ' ' || c == 0x7f ? '?' : c);
  }
  memcpy(excerpt + length, length == EXCERPT ? "..." : "\0\0\0", 4);
  return n2v_fail(err, N2V_EINPUT, "%s:%llu: %s: '%s'", text->input.name,
                  (unsigned long long)n2v_text_line_number(text, at), what, excerpt);
}

/* value * 10^exponent; exact for the short decimals that files hold. */
static double scale10(uint64_t value, long exponent) {
  static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (exponent < -22 || exponent > 22)
    return (double)((long double)value * powl(10, exponent));
  return exponent < 0 ? (double)value / exact[-exponent] : (double)value * exact[exponent];
}

bool n2v_text_number(const char *begin, const char *end, double *out) {
  const char *p = begin;
  bool negative = p < end && *p == '-', point = false;
  uint64_t value = 0;
  long exponent = 0, digits = 0;
  p += p < end && (*p == '-' || *p == '+');
  for (; p < end && ((*p >= '0' && *p <= '9') || (*p == '.' && !point)); p++) {
    if (*p == '.') {
      point = true;
      continue;
    }
    digits++;
    if (value < UINT64_MAX / 10 - 1)
      value = value * 10 + (uint64_t)(*p - '0');
    else
      exponent++; /* beyond 64 bits: its place counts, not its value */
    exponent -= point;
  }
  if (digits == 0)
    return false;
  if (p < end && (*p == 'e' || *p == 'E')) {
    bool down = ++p < end && *p == '-';
    long given = 0;
    p += p < end && (*p == '-' || *p == '+');
    if (p == end)
      return false;
    for (; p < end && *p >= '0' && *p <= '9'; p++)
      given = given < 100000 ? given * 10 + (*p - '0') : given;
    exponent += down ? -given : given;
  }
  double magnitude = scale10(value, exponent);
  *out = negative ? -magnitude : magnitude;
  return p == end && isfinite(magnitude);
}
