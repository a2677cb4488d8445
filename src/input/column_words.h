/* A column's name taken apart into words, and what they mean. The tables are column_sides.def and
 * column_kinds.def. */
#ifndef N2V_INPUT_COLUMN_WORDS_H
#define N2V_INPUT_COLUMN_WORDS_H

#include "input/tokenizer.h"

enum { N2V_WORDS = 8, N2V_WORD = 32 };

typedef struct n2v_words {
  int count;
  char word[N2V_WORDS][N2V_WORD];   /* lower case */
  char whole[N2V_WORDS * N2V_WORD]; /* all of them in one */
} n2v_words;

typedef enum n2v_column_kind {
  N2V_KIND_OTHER,
  N2V_KIND_LEFT_OUT, /* known to be neither an end nor a weight */
  N2V_KIND_FACT,     /* a number that describes, a node or an edge: perhaps a weight, no end */
  N2V_KIND_TIME,
  N2V_KIND_WEIGHT,      /* it says so */
  N2V_KIND_LIKE_WEIGHT, /* a count or a score */
  N2V_KIND_RATING,
  N2V_KIND_USER, /* from here on: a kind of node */
  N2V_KIND_ITEM,
  N2V_KIND_THING,
} n2v_column_kind;

/* `FromNodeId:token` has the words from, node, id; its mark and its unit are none. */
n2v_words n2v_words_of(const n2v_field *name);

/* Of the whole name or, where that means nothing, of the last of its words that does. */
n2v_column_kind n2v_column_kind_of(const n2v_field *name);
bool n2v_meaning_of(const char *word, bool whole, n2v_column_kind *found);

/* Words that do not say of what kind a thing is: id, node, name, ... */
bool n2v_is_id_word(const char *word);

/* Whether a word of the name says that what stands below are ids: numbers there are no weights. */
bool n2v_has_id(const n2v_field *name);

/* `stop_id,stop_name`: an id and what it stands for are one node, not two. */
bool n2v_are_of_one(const n2v_field *first, const n2v_field *second);

/* Which of the two ends a pair of words stands for; *strong: also without more of a name. */
bool n2v_are_sides(const char *source, const char *target, bool *strong);

/* Where the mark of a name begins: `:token` of RecBole, `:START_ID(Person)` of Neo4j. */
size_t n2v_mark_of(const n2v_field *name);
bool n2v_is_mark(const n2v_field *name, const char *mark);

#endif
