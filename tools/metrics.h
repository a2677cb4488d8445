/* The figures of a run as one JSON object (-metrics FILE). */
#ifndef N2V_TOOLS_METRICS_H
#define N2V_TOOLS_METRICS_H

#include "options/options.h"

/* In the order in which they are written. The kinds: a COUNT is a whole number, a TEXT one of the
 * library's words, a REAL has six digits behind the point, a RATE is a number a second, a LIST
 * one number for each epoch. Names are keys of the JSON object: scripts and n2v-page go by them. */
#define METRICS_LIST(ROW)                                                                          \
  ROW(COUNT, nodes)                                                                                \
  ROW(COUNT, edges)                                                                                \
  ROW(COUNT, walks)                                                                                \
  ROW(COUNT, steps)                                                                                \
  ROW(COUNT, pairs)                                                                                \
  ROW(COUNT, epochs)                                                                               \
  ROW(COUNT, threads)                                                                              \
  ROW(TEXT, simd)                                                                                  \
  ROW(TEXT, sampler)                                                                               \
  ROW(TEXT, ending)                                                                                \
  ROW(REAL, load_seconds)                                                                          \
  ROW(REAL, preprocess_seconds)                                                                    \
  ROW(REAL, train_seconds)                                                                         \
  ROW(REAL, total_seconds)                                                                         \
  ROW(RATE, walks_per_second)                                                                      \
  ROW(RATE, steps_per_second)                                                                      \
  ROW(RATE, pairs_per_second)                                                                      \
  ROW(REAL, shared_lines_per_pair)                                                                 \
  ROW(LIST, loss)                                                                                  \
  ROW(COUNT, peak_rss_bytes)                                                                       \
  ROW(COUNT, seed)                                                                                 \
  ROW(TEXT, version)

typedef struct metrics_list {
  const double *values;
  uint32_t count;
} metrics_list;

/* No count of anything here comes near. */
#define METRICS_NONE UINT64_MAX

typedef struct metrics {
#define METRICS_FIELD(kind, name) METRICS_FIELD_##kind(name)
#define METRICS_FIELD_COUNT(name) uint64_t name;     /* METRICS_NONE: left out */
#define METRICS_FIELD_TEXT(name)  const char *name;  /* NULL: left out */
#define METRICS_FIELD_REAL(name)  double name;       /* NaN: left out */
#define METRICS_FIELD_RATE(name)  double name;       /* NaN: left out */
#define METRICS_FIELD_LIST(name)  metrics_list name; /* NULL values: left out */
  METRICS_LIST(METRICS_FIELD)
  const n2v_config *options; /* those of walks and training in force; NULL: left out */
} metrics;

/* Every field left out, but for the version and those cli_metrics_write fills. */
metrics cli_metrics_none(void);

/* Writes the object as one of `files`; the peak of memory is taken now. */
n2v_status cli_metrics_write(const metrics *m, const char *path, n2v_files *files, n2v_error *err);

#endif
