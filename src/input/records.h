/* Lines of two names and perhaps a number, read in parallel: edges (source, target, weight) and
 * ratings (user, item, rating). */
#ifndef N2V_INPUT_RECORDS_H
#define N2V_INPUT_RECORDS_H

#include "graph/csr.h"
#include "graph/interner.h"
#include "input/text.h"
#include "input/tokenizer.h"

/* What is wrong with a line of files whose lines end in carriage returns alone. */
#define N2V_INNER_RETURN                                                                           \
  "a carriage return inside the line: lines end in newlines (old files of the Mac: "               \
  "tr '\\r' '\\n' <FILE >NEW)"

/* Of fields that go over a line, and of quotes within names. */
#define N2V_OPEN_QUOTE                                                                             \
  "a quote that is not closed on the line, or more behind it: a field is on one line (in Python, " \
  "pandas.read_csv(FILE).replace('\\n', ' ', regex=True).to_csv('edges.csv', index=False))"

enum {
  N2V_NO_COLUMN = -1,
  N2V_IN_ATTRIBUTES = -2 /* the number is networkx' {'weight': 3.0}, 1 where there is none */
};

typedef struct n2v_record_format {
  n2v_dialect dialect;
  int source, target;  /* columns, counted from 0 */
  int value;           /* column of the number, or N2V_NO_COLUMN: each record weighs 1 */
  int kind;            /* column that says Directed or Undirected, as Gephi writes; or none */
  int least, most;     /* columns that a line may have */
  bool rating;         /* the number is a rating, any; else a weight, finite and above 0 */
  bool rated;          /* a weight that its column's name calls a rating */
  bool matrix;         /* MatrixMarket: its columns are what they are, */
  bool pattern;        /* and there is no number, as it says */
  double least_rating; /* records below are left out */
  const char *from;    /* the first line of records; NULL: there is none */
  uint64_t memory;     /* most bytes that the records may take */
} n2v_record_format;

typedef struct n2v_records {
  n2v_edge *edges; /* in file order, provisional ids; weight 1 where the line gives none */
  uint64_t count;
  uint64_t lines;            /* records, those left out included */
  uint64_t comments;         /* lines */
  bool directed, undirected; /* said by the column `kind` of a line */
  bool not_integers; /* a name is no integer, as the interners need it: no record is there */
} n2v_records;

/* Comments and empty lines are skipped. Names go to the two interners, which may be one. A name on
 * a record that is left out goes to `second` all the same, not to `first`. Errors name the first
 * wrong line; N2V_ELIMIT comes before anything is allocated. The caller frees records->edges with
 * n2v_free. */
n2v_status n2v_records_read(const n2v_text *text, const n2v_record_format *format,
                            n2v_interner *first, n2v_interner *second, int threads,
                            const n2v_progress *progress, n2v_records *records, n2v_error *err);

/* The line that holds record `index`, counted from 0. */
const char *n2v_records_line(const n2v_text *text, const n2v_record_format *format, uint64_t index);

/* Names, one a line, into the interner. *not_integers as in n2v_records. */
n2v_status n2v_records_names(const n2v_text *text, n2v_interner *interner, char join, int threads,
                             bool *not_integers, n2v_error *err);

#endif
