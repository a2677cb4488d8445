/* What the lines of an adjacency list look like, all of them: where its names end is not always
 * where the separator stands. */
#ifndef N2V_INPUT_LIST_DOUBTS_H
#define N2V_INPUT_LIST_DOUBTS_H

#include "input/lists.h"

typedef struct n2v_list_shape {
  uint64_t lists;      /* lines with a neighbour */
  uint64_t colons;     /* lines with a colon behind their first name: `a: b c`, `a : b c` */
  const char *without; /* the first list that has none */
  uint64_t inner;      /* lists whose first name alone has a colon inside: `a:b c` */
  uint64_t weights;    /* lists whose neighbours all end in a colon and a number: `a b:0.5 c:1` */
  bool prefixes;       /* and not behind the same word, as in `1 item:7 item:9` */
  const char *prefix;
  size_t prefix_length;
  uint64_t commas;    /* lists whose neighbours hold commas or semicolons: `a b,c,d`, `a b, c` */
  bool plain_commas;  /* such signs are in a first name, or in no name of a longer list */
  uint64_t fractions; /* lists whose last name is a number with a fraction */
  uint64_t signs;     /* lists with a name of nothing but signs: `a -> b`, `- a` */
  const char *first;  /* the first list */
} n2v_list_shape;

/* Adds a line that has a name. */
void n2v_list_see(n2v_list_shape *shape, n2v_list list, const char *line);

/* N2V_EINPUT asks. */
n2v_status n2v_list_check(const n2v_list_shape *shape, const n2v_text *text, n2v_error *err);

/* The first name of a list that a colon ends, without it; the list goes on behind. */
bool n2v_list_head(n2v_list *list, const char **token, size_t *length);

#endif
