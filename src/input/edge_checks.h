/* What can be doubted about a list of edges once all of it has been read. */
#ifndef N2V_INPUT_EDGE_CHECKS_H
#define N2V_INPUT_EDGE_CHECKS_H

#include "input/table.h"

enum { N2V_WATCHED = 16 };

/* Names that are looked for among those of the nodes. They point into the table's text. */
typedef struct n2v_watch {
  int count;
  struct {
    const char *name;
    size_t length;
    bool found; /* for the reader to set */
  } at[N2V_WATCHED];
} n2v_watch;

/* What a reader found. */
typedef struct n2v_edges_seen {
  n2v_watch watch;
  uint64_t records;
  bool integers;    /* all names are whole numbers */
  bool first_apart; /* the first edge's nodes have no other edge */
} n2v_edges_seen;

/* The names that matter for the checks. */
void n2v_watch_init(n2v_watch *watch, const n2v_table *table, const n2v_read_params *params);
/* Marks the name if it is watched. */
void n2v_watch_see(n2v_watch *watch, const char *name, size_t length);

/* Whether a first line could be names of columns: asked where its nodes have no other edge. */
bool n2v_first_may_be_names(const n2v_text *text, const n2v_table *table);

/* `\N`, `NaN` and the like, which stand for a name that is missing. */
bool n2v_is_missing_name(const char *name, size_t length);

/* N2V_EINPUT asks: whether the first row is an edge, whether names are missing. text holds the
 * table's first lines. */
n2v_status n2v_edges_check(const n2v_text *text, const n2v_table *table,
                           const n2v_read_params *params, const n2v_edges_seen *seen,
                           n2v_error *err);

#endif
