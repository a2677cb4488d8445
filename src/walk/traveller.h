/* A walk on its way through a graph that is spread over processes. */
#ifndef N2V_WALK_TRAVELLER_H
#define N2V_WALK_TRAVELLER_H

#include "walk/block.h"
#include "walk/law.h"
#include "walk/share.h"

/* A walk on its way. It goes over the network as it is: processes are of one build (train.c
 * compares versions and sizes). */
typedef struct n2v_traveller {
  n2v_rng rng;
  uint32_t home, walk;     /* whose it is, and its number in the batch there */
  uint32_t length;         /* tokens so far */
  uint32_t node, previous; /* v and t of law.h */
  uint32_t candidate;      /* x, when t is to be asked about it; N2V_NO_NODE: v draws */
} n2v_traveller;

/* Where a traveller goes when its walk is over. */
enum { N2V_NOWHERE = -1 };

/* Takes one action, where it can be done here, and gives the process that the traveller goes to. At
 * most one step is taken: length grows by one, and node is the new token. */
int n2v_traveller_advance(n2v_traveller *traveller, const n2v_share *share, const n2v_law *law,
                          uint32_t max_length);

#endif
