/* The nodes nearest to a node, or to several: exact, by cosine, dot product or context vectors.
 *
 * Names become questions, questions are gathered into a batch, and one pass over all vectors
 * answers it: so each row comes from memory once for up to 512 questions. Answers go to standard
 * output, all that is not an answer to standard error. */
#include "answers.h"
#include "cli.h"
#include "options/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  BATCH = 512,             /* names that are answered in one pass over the vectors, */
  BATCH_ANSWERS = 1 << 22, /* or fewer where so many answers are wanted: 64 MB of them */
  SUGGESTED = 5            /* near names for one that is not there */
};

static const cli me = {
    "n2v-query", N2V_PROGRAM_QUERY, "n2v-query -model FILE [options] NAME...",
    "Prints the nodes nearest to each NAME, which is a node's name or its exact label. An answer "
    "is a "
    "line of rank, score, name and label, separated by tabs; the node itself is left out. Without "
    "a "
    "NAME, names are read from standard input, one a line. When a NAME is not there, near ones are "
    "suggested, the others are answered, and the exit code is 1. -plus and -minus (several names "
    "separated by |) ask for the analogy NAME + plus - minus. -together gives one list for all "
    "NAMEs. "
    "-metric cosine finds what is similar, -metric context what is found together.",
    NULL};

typedef struct query {
  const n2v_config *config;
  n2v_embedding *vectors;
  n2v_embedding *contexts; /* what is ranked, with -metric context: row for row of vectors */
  n2v_labels *labels;      /* NULL: none given */
  n2v_query_params search;
  n2v_run run;
  bool *allowed;   /* for each row; NULL: all may be answers */
  n2v_term *terms; /* that a basket or an analogy adds or takes away */
  uint32_t term_count, term_room;
  int missing;   /* names that were not found */
  bool headings; /* say on stderr whose answers follow */
} query;

/* A batch of questions: what was asked, and the memory that they point into. */
typedef struct batch {
  size_t count, most;
  uint64_t named[BATCH]; /* row of the NAME */
  bool has_name[BATCH];
  n2v_question questions[BATCH];
  n2v_term *terms; /* most x (1 + the query's) */
  n2v_neighbour *results;
  uint32_t found[BATCH];
} batch;

/* The title, or the name where there is none. Titles have no control characters; names may be any
 * bytes but white space, and go out as they are: they have to be found again. */
static void print_label(const query *q, uint64_t row, FILE *stream) {
  size_t length;
  const char *label = n2v_lookup_label(q->vectors, q->labels, row, &length);
  fwrite(label, 1, length, stream);
}

/* --------------------------------------------------------------------------------- look-up */

/* A label of several nodes: who means another one can ask for it by name. */
static void note_others(const query *q, const char *text, uint64_t row) {
  uint64_t rows[SUGGESTED], count;
  size_t length;
  const char *name = n2v_embedding_name(q->vectors, row, &length);
  if (q->config->quiet || (length == strlen(text) && memcmp(name, text, length) == 0))
    return;
  count = n2v_lookup_labelled(q->vectors, q->labels, text, rows, SUGGESTED);
  if (count < 2)
    return;
  fflush(stdout);
  fprintf(stderr, "%s: note: %llu nodes are labelled '%s'", me.name, (unsigned long long)count,
          cli_printable(text).msg);
  for (uint64_t i = 0; i < count && i < SUGGESTED; i++) {
    size_t other;
    const char *at = n2v_embedding_name(q->vectors, rows[i], &other);
    fprintf(stderr, "%s%.*s", i ? ", " : ": ", (int)other, at);
  }
  fprintf(stderr, "%s: the answers are those of %.*s\n", count > SUGGESTED ? ", ..." : "",
          (int)length, name);
}

/* The row of a name or title. One that is not there is told at once and counted: the others are
 * answered all the same, and the exit code says that one was missing. */
static bool find(query *q, const char *text, uint64_t *row) {
  uint64_t near[SUGGESTED];
  if (n2v_lookup(q->vectors, q->labels, text, row)) {
    note_others(q, text, *row);
    return true;
  }
  fflush(stdout);
  fprintf(stderr, "%s: no node or label '%s'", me.name, cli_printable(text).msg);
  size_t count = n2v_lookup_near(q->vectors, q->labels, text, near, SUGGESTED);
  for (size_t i = 0; i < count; i++) {
    fputs(i ? ", '" : ": did you mean '", stderr);
    print_label(q, near[i], stderr);
    fputc('\'', stderr);
  }
  fputs(count ? "?\n" : "\n", stderr);
  q->missing++;
  return false;
}

/* Doubles: a basket may come from a file of any length. */
static n2v_status add_term(query *q, uint64_t row, float weight, n2v_error *err) {
  if (q->term_count == q->term_room) {
    uint32_t room = q->term_room ? 2 * q->term_room : 16;
    n2v_term *terms = realloc(q->terms, room * sizeof *terms);
    if (!terms)
      return cli_no_memory(err, "the names", room * sizeof *terms);
    q->terms = terms;
    q->term_room = room;
  }
  q->terms[q->term_count++] = (n2v_term){row, weight};
  return N2V_OK;
}

/* Names separated by | into terms. Titles hold commas and blanks, hardly ever a bar. */
static n2v_status add_terms(query *q, const char *names, float weight, n2v_error *err) {
  n2v_status status = N2V_OK;
  char *copy = strdup(names), *rest = copy;
  uint64_t row;
  if (!copy)
    return cli_no_memory(err, "an analogy", strlen(names));
  for (char *name; (name = strsep(&rest, "|")) && status == N2V_OK;)
    if (*name && find(q, name, &row))
      status = add_term(q, row, weight, err);
  free(copy);
  return status;
}

/* --------------------------------------------------------------------------------- answers */

/* Called when all terms are known: each question has room for them and its own name. */
static n2v_status batch_new(const query *q, batch *b, n2v_error *err) {
  /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): -k is 1 at least. */
  size_t fitting = BATCH_ANSWERS / q->search.k + 1;
  b->most = fitting < BATCH ? fitting : BATCH;
  b->terms = calloc(b->most * (1 + q->term_count), sizeof *b->terms);
  b->results = calloc(b->most * q->search.k, sizeof *b->results);
  if (b->terms && b->results)
    return N2V_OK;
  return cli_no_memory(err, "the answers", b->most * q->search.k * sizeof *b->results);
}

static void batch_free(batch *b) {
  free(b->terms);
  free(b->results);
}

/* Adds the question NAME + plus - minus; name == NULL: plus - minus alone. */
static void add_question(const query *q, batch *b, const uint64_t *name) {
  size_t i = b->count++;
  n2v_term *terms = b->terms + i * (1 + q->term_count);
  n2v_question *question = &b->questions[i];
  *question = (n2v_question){.terms = terms};
  b->has_name[i] = name != NULL;
  if (name) {
    b->named[i] = *name;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a batch is made before its questions. */
    terms[question->count++] = (n2v_term){*name, 1};
  }
  for (uint32_t j = 0; j < q->term_count; j++)
    terms[question->count++] = q->terms[j];
}

/* rank, score, name, label; cosines to six digits, about what a float has. */
static void print_answers(const query *q, const n2v_neighbour *results, uint32_t found) {
  for (uint32_t i = 0; i < found; i++) {
    size_t length;
    const char *name = n2v_embedding_name(q->vectors, results[i].row, &length);
    printf("%u\t%.6f\t", i + 1, results[i].score);
    fwrite(name, 1, length, stdout);
    putchar('\t');
    print_label(q, results[i].row, stdout);
    putchar('\n');
  }
}

/* Answers the batch and empties it, in the order of the questions. A heading goes to standard error
 * before each list, so that standard output stays a table. */
static n2v_status answer(const query *q, batch *b, n2v_error *err) {
  n2v_status status =
      n2v_query(q->vectors, &q->search, b->questions, b->count, &q->run, b->results, b->found, err);
  for (size_t i = 0; i < b->count && status == N2V_OK; i++) {
    if (q->headings && b->has_name[i]) {
      fflush(stdout);
      fputs("# ", stderr);
      print_label(q, b->named[i], stderr);
      fputc('\n', stderr);
    }
    print_answers(q, b->results + i * q->search.k, b->found[i]);
  }
  b->count = 0;
  return status;
}

/* One name: a term of the basket, or a question of its own. A full batch is answered. */
static n2v_status ask(query *q, batch *b, const char *name, n2v_error *err) {
  uint64_t row;
  bool found = find(q, name, &row);
  if (found && q->config->together)
    return add_term(q, row, 1, err);
  if (found)
    add_question(q, b, &row);
  return b->count == b->most ? answer(q, b, err) : N2V_OK;
}

/* Names from standard input: at a terminal each is answered at once. */
static n2v_status ask_lines(query *q, batch *b, n2v_error *err) {
  bool terminal = isatty(STDIN_FILENO);
  n2v_status status = N2V_OK;
  q->headings = q->headings && !terminal;
  char *line = NULL;
  size_t size = 0;
  if (terminal && !q->config->quiet)
    fprintf(stderr, "Type a name%s and Enter; Ctrl-D ends.\n",
            *q->config->labels ? " or a title" : "");
  while (status == N2V_OK) {
    if (terminal)
      fputs("n2v> ", stderr);
    if (getline(&line, &size, stdin) < 0)
      break;
    line[strcspn(line, "\r\n")] = '\0';
    if (*line)
      status = ask(q, b, line, err);
    if (terminal && b->count && status == N2V_OK) { /* a basket is answered at its end */
      status = answer(q, b, err);
      fflush(stdout);
    }
  }
  if (terminal) {
    fputc('\n', stderr);
    q->missing = 0; /* a slip in a conversation is no failure of the program */
  }
  free(line);
  if (status == N2V_OK && ferror(stdin))
    status = cli_errno(err, "standard input", "cannot read");
  return status;
}

/* A question for each name: of the command line, or else of standard input. An analogy needs no
 * name beside its terms. */
static n2v_status ask_each(query *q, batch *b, int names, char **argv, n2v_error *err) {
  n2v_status status = batch_new(q, b, err);
  q->headings = names != 1 && !q->config->quiet;
  if (status == N2V_OK && names == 0 && q->term_count)
    add_question(q, b, NULL);
  else if (status == N2V_OK && names == 0)
    status = ask_lines(q, b, err);
  for (int i = 1; i <= names && status == N2V_OK; i++)
    status = ask(q, b, argv[i], err);
  return status;
}

/* All names are terms of one question. */
static n2v_status ask_together(query *q, batch *b, int names, char **argv, n2v_error *err) {
  n2v_status status = N2V_OK;
  for (int i = 1; i <= names && status == N2V_OK; i++)
    status = ask(q, b, argv[i], err);
  if (names == 0)
    status = ask_lines(q, b, err);
  if (status == N2V_OK && q->term_count)
    status = batch_new(q, b, err);
  if (status == N2V_OK && q->term_count)
    add_question(q, b, NULL);
  return status;
}

static n2v_status ask_all(query *q, int names, char **argv, n2v_error *err) {
  batch b = {0};
  n2v_status status = (q->config->together ? ask_together : ask_each)(q, &b, names, argv, err);
  if (status == N2V_OK && b.count)
    status = answer(q, &b, err);
  batch_free(&b);
  return status;
}

/* Vectors, labels, contexts, and who may answer. -k is cut to the number of rows: room for answers
 * is taken by it. */
static n2v_status load(query *q, n2v_error *err) {
  if (!*q->config->model)
    return n2v_fail(err, N2V_EUSAGE, "which vectors? Give -model FILE");
  n2v_query_params_init(&q->search, sizeof q->search);
  q->run = n2v_config_run(q->config, NULL);
  n2v_status status = n2v_embedding_read(q->config->model, &q->run, &q->vectors, err);
  if (status == N2V_OK && *q->config->labels)
    status = n2v_labels_read(q->config->labels, &q->labels, err);
  if (status == N2V_OK)
    status = cli_index(q->vectors, q->config->model, err);
  if (status != N2V_OK)
    return status;
  uint64_t rows = n2v_embedding_rows(q->vectors);
  q->search.k = (uint32_t)((uint64_t)q->config->top < rows ? (uint64_t)q->config->top : rows);
  q->search.metric = q->config->metric == N2V_METRIC_COSINE ? N2V_COSINE : N2V_DOT;
  if (q->config->metric == N2V_METRIC_CONTEXT)
    status = cli_read_contexts(q->config, q->vectors, q->config->model, &q->run, &q->contexts, err);
  if (status == N2V_OK)
    status = answers_allowed(q->config, q->vectors, q->labels, &q->allowed, err);
  q->search.allowed = q->allowed;
  q->search.ranked = q->contexts;
  return status;
}

int main(int argc, char **argv) {
  n2v_config *config;
  n2v_error err = {0};
  int names = 0, code = cli_start(&me, argc, argv, &config, &names);
  if (code >= 0)
    return code;
  query q = {.config = config};
  n2v_status status = load(&q, &err);
  if (status == N2V_OK)
    status = add_terms(&q, config->plus, 1, &err);
  if (status == N2V_OK)
    status = add_terms(&q, config->minus, -1, &err);
  if (status == N2V_OK && !q.missing) /* an analogy short of a term would answer something else */
    status = ask_all(&q, names, argv, &err);
  code = status == N2V_OK ? cli_done(&me) : cli_fail(&me, &err);
  if (code == 0 && q.missing)
    code = 1;
  n2v_embedding_free(q.vectors);
  n2v_embedding_free(q.contexts);
  free(q.terms);
  n2v_labels_free(q.labels);
  free(q.allowed);
  n2v_config_free(config);
  return code;
}
