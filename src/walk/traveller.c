/* A step is drawn by rejection. Its way back is drawn apart, with its exact share, since v's row
 * tells the weight of v -> t. Another neighbour x is proposed by weight where v is. Mostly a coin
 * decides; where it depends on whether t -> x exists, the walk goes to t, whose row knows, and from
 * there on to x or back to v. So nobody asks and waits: the question is the walk itself.
 *
 * A walk has its own random numbers, which it takes along: it comes out the same wherever the
 * borders between processes lie. */
#include "walk/traveller.h"

enum { ALIAS_TRIES = 16 }; /* draws that may give t, before the rest of the row is summed up */

/* A neighbour by weight: its entry. */
static uint64_t draw_arc(const n2v_share *s, n2v_traveller *t) {
  uint64_t row = s->rows.offsets[t->node - s->first];
  uint32_t degree = (uint32_t)n2v_share_degree(s, t->node);
  uint64_t bits = n2v_rng_next(&t->rng);
  if (s->tables)
    return row + n2v_alias_draw(s->tables + row, degree, bits);
  return row + (uint64_t)(((unsigned __int128)bits * degree) >> 64);
}

/* The same by summing up the row without t, where t is nearly all of it. */
static uint64_t scan_others(const n2v_share *s, n2v_traveller *t, double others) {
  const n2v_graph *g = &s->rows;
  uint64_t end = g->offsets[t->node - s->first + 1], last = end;
  double mark = n2v_rng_double(&t->rng) * others, sum = 0;
  for (uint64_t arc = g->offsets[t->node - s->first]; arc < end && (last == end || sum <= mark);
       arc++)
    if (g->neighbours[arc] != t->previous) {
      sum += n2v_weight(g, arc);
      last = arc;
    }
  return last;
}

/* A neighbour of v other than t, by weight. */
static uint32_t draw_other(const n2v_share *s, n2v_traveller *t, double others) {
  uint64_t arc = draw_arc(s, t);
  for (int tries = 1; s->rows.neighbours[arc] == t->previous; tries++)
    arc = tries < ALIAS_TRIES ? draw_arc(s, t) : scan_others(s, t, others);
  return s->rows.neighbours[arc];
}

static void step(n2v_traveller *t, uint32_t x) {
  t->previous = t->node;
  t->node = x;
  t->candidate = N2V_NO_NODE;
  t->length++;
}

/* At v: takes a step, or finds a candidate that t has to be asked about. */
static void draw(const n2v_share *s, const n2v_law *law, n2v_traveller *t) {
  if (t->previous == N2V_NO_NODE || n2v_law_first_order(law)) {
    step(t, s->rows.neighbours[draw_arc(s, t)]);
    return;
  }
  const uint64_t degree = n2v_share_degree(s, t->node);
  const double way_back = n2v_share_weight(s, t->node, t->previous);
  const double others = (s->sums ? s->sums[t->node - s->first] : (double)degree) - way_back;
  const double back = way_back * law->back, rest = others * law->most;
  if (way_back > 0 && (degree == 1 || n2v_rng_double(&t->rng) * (back + rest) < back)) {
    step(t, t->previous);
    return;
  }
  uint32_t x = draw_other(s, t, others);
  if (n2v_rng_double(&t->rng) * law->most < law->least)
    step(t, x);
  else
    t->candidate = x;
}

/* At t: what the coin left open is decided by whether t -> x exists. */
static void test(const n2v_share *s, const n2v_law *law, n2v_traveller *t) {
  bool near = n2v_share_weight(s, t->previous, t->candidate) > 0;
  if (near == (law->out < 1))
    step(t, t->candidate);
  else
    t->candidate = N2V_NO_NODE;
}

int n2v_traveller_advance(n2v_traveller *t, const n2v_share *s, const n2v_law *law,
                          uint32_t max_length) {
  const bool asks = t->candidate != N2V_NO_NODE;
  const int at = n2v_share_owner(s, asks ? t->previous : t->node);
  if (at != s->rank)
    return at;
  if (asks)
    test(s, law, t);
  else if (n2v_share_degree(s, t->node))
    draw(s, law, t);
  else
    return N2V_NOWHERE;
  if (t->length == max_length)
    return N2V_NOWHERE;
  return n2v_share_owner(s, t->candidate != N2V_NO_NODE ? t->previous : t->node);
}
