/* Sorting of more records than memory holds: sorted runs in a file without a name, merged as they
 * are read. A record is a 64-bit key and some bytes; what fits the memory is never written. */
#ifndef N2V_BASE_SORTER_H
#define N2V_BASE_SORTER_H

#include "n2v.h"

#include <stdbool.h>

typedef struct n2v_sorter n2v_sorter;

typedef struct n2v_sorter_rules {
  uint64_t memory;  /* bytes it may take; 4 MB at least. While runs are merged and records are still
                       to be added, half as much again */
  const char *path; /* the runs go into the folder of this file; must outlive the sorter */
  bool fixed;       /* all records have `size` bytes */
  uint32_t size;
  bool by_bytes; /* what orders records of the same key: their bytes, or else when they came */
  bool unique;   /* with by_bytes: of records that are the same, one is kept */
  const n2v_progress *progress; /* calls end soon with N2V_ESTOPPED when it asks to; may be NULL */
} n2v_sorter_rules;

typedef struct n2v_sorter_record {
  uint64_t key;
  uint32_t size;
  const char *bytes; /* not aligned; until the next call with this sorter */
} n2v_sorter_record;

n2v_status n2v_sorter_new(const n2v_sorter_rules *rules, n2v_sorter **out, n2v_error *err);
void n2v_sorter_free(n2v_sorter *sorter);

/* A record of more bytes than the memory holds is N2V_ELIMIT, a full disk N2V_EIO. */
n2v_status n2v_sorter_add(n2v_sorter *sorter, uint64_t key, const void *bytes, uint32_t size,
                          n2v_error *err);

/* Goes to the first record, as often as wanted, also after more have been added. */
n2v_status n2v_sorter_rewind(n2v_sorter *sorter, n2v_error *err);

/* The next record; *more is false behind the last one. */
n2v_status n2v_sorter_next(n2v_sorter *sorter, n2v_sorter_record *record, bool *more,
                           n2v_error *err);

/* Bytes written to the file so far. */
uint64_t n2v_sorter_spilled(const n2v_sorter *sorter);

#endif
