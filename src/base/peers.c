/* Whoever runs the processes gives one call, gather; sums and agreements are made of it here. Each
 * process adds up the same numbers in the same order, so that all go on from the same bits. */
#include "base/peers.h"

#include "base/memory.h"
#include "base/status.h"

#include <string.h>

/* All exchange their whole error, 1 KB each: a message from another machine is worth it, and it is
 * done a few times in a run. Every process takes the same first failure, so all go the same way. */
n2v_status n2v_peers_agree(n2v_peers *peers, n2v_status status, n2v_error *err) {
  n2v_error mine = {.code = status}, *all;
  if (!peers || peers->count == 1)
    return status;
  if (status != N2V_OK && err)
    mine = *err;
  all = n2v_alloc((size_t)peers->count, sizeof *all);
  if (!all)
    return n2v_fail_memory(err, "the processes' states", (size_t)peers->count * sizeof *all);
  n2v_status met = peers->gather(peers, &mine, sizeof mine, all, err);
  for (int rank = 0; rank < peers->count && met == N2V_OK; rank++)
    if (all[rank].code != N2V_OK)
      met = rank == 0 ? n2v_fail(err, all[rank].code, "%s", all[rank].msg)
                      : n2v_fail(err, all[rank].code, "process %d of %d: %s", rank + 1,
                                 peers->count, all[rank].msg);
  n2v_free(all);
  return met;
}

/* In pieces: count times the number of processes may be more than memory has to spare. */
n2v_status n2v_peers_sum(n2v_peers *peers, uint64_t *values, size_t count, n2v_error *err) {
  enum { PIECE = 1 << 16 };
  if (!peers || peers->count == 1)
    return N2V_OK;
  uint64_t *all = n2v_alloc((size_t)peers->count * PIECE, sizeof *all);
  n2v_status status = all ? N2V_OK : n2v_fail_memory(err, "a sum", PIECE * sizeof *all);
  for (size_t at = 0, part; at < count && status == N2V_OK; at += part) {
    part = count - at < PIECE ? count - at : PIECE;
    status = peers->gather(peers, values + at, part * sizeof *all, all, err);
    for (size_t i = 0; i < part && status == N2V_OK; i++) {
      values[at + i] = 0;
      for (int rank = 0; rank < peers->count; rank++)
        values[at + i] += all[(size_t)rank * part + i];
    }
  }
  n2v_free(all);
  return status;
}

/* The first line of `text` that is another one in `other`. */
static void first_difference(const char *text, const char *other, int *length, int *other_length,
                             const char **line, const char **other_line) {
  while (*text && *other && strcspn(text, "\n") == strcspn(other, "\n") &&
         strncmp(text, other, strcspn(text, "\n")) == 0) {
    text += strcspn(text, "\n") + (text[strcspn(text, "\n")] != 0);
    other += strcspn(other, "\n") + (other[strcspn(other, "\n")] != 0);
  }
  *line = text;
  *other_line = other;
  *length = (int)strcspn(text, "\n");
  *other_length = (int)strcspn(other, "\n");
}

/* A text longer than MOST is compared up to there. */
n2v_status n2v_peers_compare(n2v_peers *peers, const char *text, const char *what, n2v_error *err) {
  enum { MOST = 1 << 13 };
  if (!peers || peers->count == 1)
    return N2V_OK;
  char *mine = n2v_calloc(MOST, 1), *all = n2v_alloc((size_t)peers->count, MOST);
  n2v_status status = mine && all ? N2V_OK : n2v_fail_memory(err, "fingerprints", MOST);
  if (status == N2V_OK) {
    strncpy(mine, text, MOST - 1);
    status = peers->gather(peers, mine, MOST, all, err);
  }
  for (int rank = 1; rank < peers->count && status == N2V_OK; rank++)
    if (strcmp(all, all + (size_t)rank * MOST) != 0) {
      const char *line, *other;
      int length, other_length;
      first_difference(all, all + (size_t)rank * MOST, &length, &other_length, &line, &other);
      status = n2v_fail(err, N2V_EINPUT,
                        "processes differ in their %s: '%.*s' in process 1, '%.*s' in process %d",
                        what, length, line, other_length, other, rank + 1);
    }
  n2v_free(mine);
  n2v_free(all);
  return status;
}
