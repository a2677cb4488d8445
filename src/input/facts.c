/* Two columns whose names say nothing may be two facts of one node: `name,age`. Edges join names of
 * one kind, or of two that people count: words and numbers side by side are asked about. */
#include "input/column_words.h"
#include "input/doubts.h"

#include <stdio.h>
#include <string.h>

/* A name that heads things which edges can join: a kind of node, or an id of something. */
static bool heads_nodes(const n2v_field *name) {
  n2v_words w = n2v_words_of(name);
  if (strcmp(w.whole, "group") == 0) /* that a node is of */
    return false;
  return n2v_column_kind_of(name) >= N2V_KIND_USER || n2v_has_id(name) || n2v_is_id_word(w.whole) ||
         (w.count > 1 && n2v_is_id_word(w.word[w.count - 1]));
}

n2v_status n2v_check_facts(const n2v_sample *sample, const char *line, const n2v_row *header,
                           const n2v_columns *c, n2v_error *err) {
  for (int side = 0; side < 2; side++) {
    int numbers = side ? c->target : c->source, words = side ? c->source : c->target;
    bool apart = n2v_column_is_number(sample, numbers) && !heads_nodes(&header->at[numbers]);
    for (int i = 0; i < sample->count && apart; i++) {
      const n2v_field *f = &sample->rows[i].at[words];
      double value;
      apart = words < sample->rows[i].count && f->length && !n2v_field_number(f, &value);
    }
    if (!apart)
      continue;
    char names[2][40], what[300];
    snprintf(what, sizeof what,
             "words in one column, numbers in the other: what is known of each node? `columns = "
             "'%s,%s'` takes them as the ends of edges",
             n2v_column_name(header, c->source, names[0], sizeof names[0]),
             n2v_column_name(header, c->target, names[1], sizeof names[1]));
    return n2v_columns_ask(sample->text, line, header, what, err);
  }
  return N2V_OK;
}
