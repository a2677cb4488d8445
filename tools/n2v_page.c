/* Vectors as a page to look at: one HTML file that opens from disk, without a server or a network.
 *
 * What takes exact arithmetic or many rows is made here: the flat picture to begin with (principal
 * components), groups, lists of nearest nodes. The page (page/) shows it. */
#include "cli.h"

#include "page/page.h"
#include "page/sections.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cli me = {
    "n2v-page", N2V_PROGRAM_PAGE,
    "n2v-page -model FILE -output FILE [option...] [-compare FILE [FILE...]]",
    "Makes one HTML file of vectors: a map of all nodes, their nearest neighbours, walks, and the "
    "figures of the run. It opens in a browser from disk and asks nothing of the network. -labels, "
    "-groups, -metadata, -visits and -graph say more of the nodes. -graph is read by the same "
    "options "
    "as in n2v-train, so -config may be that of the training. Up to three more models of the same "
    "nodes can be compared, such as those of other p and q. -context, -run and -eval take a file "
    "for "
    "each model, in the order of the models, separated by |; an empty one leaves a model out.",
    NULL};

/* ------------------------------------------------------------------------------------- read */

/* "a.json||c.json": the files of the first and third model. An option takes one argument; so
 * several files come in one, parted by |. The pieces point into list->text, which page_free
 * frees. */
static n2v_status split_list(const n2v_config *c, file_list *list, const char *flag,
                             const char *text, int most, n2v_error *err) {
  n2v_status status = N2V_OK;
  int count = 0;
  for (int i = 0; i < PAGE_MODELS_MAX; i++)
    list->paths[i] = "";
  if (!*text)
    return N2V_OK;
  if (!(list->text = strdup(text)))
    return cli_no_memory(err, text, strlen(text));
  for (char *rest = list->text, *path; status == N2V_OK && (path = strsep(&rest, "|"));) {
    if (count == most)
      return n2v_fail(err, N2V_EUSAGE, "-%s names more files than there are models (%d)", flag,
                      most);
    list->paths[count++] = path;
    status = cli_check_apart(c, flag, path, err);
  }
  return status;
}

/* What a page takes at its most, by what is held at once: of each model the vectors, their context
 * vectors, names with their index (60 bytes a row); of the model being written directions (4 bytes
 * a value), bytes of the values before and after packing (1 each), places. Lists and columns take
 * little beside these. In doubles, which cannot overflow; checked after each model is read, so that
 * the one too many is named before the next one is. */
static n2v_status check_memory(const page *p, int models, n2v_error *err) {
  enum { NAME = 60, PLACE = 24 };
  double held = 0, most = 0;
  for (int i = 0; i < models; i++) {
    const page_model *m = &p->models[i];
    double dims = n2v_embedding_dims(m->vectors), rows = (double)n2v_embedding_rows(m->vectors);
    double shown = (double)n2v_embedding_rows(p->models[0].vectors);
    held += rows * (4 * dims * (m->contexts ? 2 : 1) + NAME);
    most = fmax(most, shown * (4 * dims + 2 * dims + PLACE));
  }
  if (!p->run.memory || held + most <= (double)p->run.memory)
    return N2V_OK;
  return n2v_fail(
      err, N2V_ENOMEM,
      "a page of %d model%s takes up to %.0f MB of memory, -memory allows %.0f MB: allow "
      "more, or compare fewer",
      models, models > 1 ? "s" : "", (held + most) / 1e6, (double)p->run.memory / 1e6);
}

/* -model, -compare and up to two arguments behind it, in this order, which is that of the files of
 * -context, -run and -eval, too. The first model's rows are the page's; the others are lined up by
 * name. p->count counts those to be freed. */
static n2v_status read_models(page *p, int more, char **argv, n2v_error *err) {
  const char *paths[PAGE_MODELS_MAX] = {p->config->model};
  int count = 1;
  if (more && !*p->config->compare)
    return n2v_fail(err, N2V_EUSAGE, "'%s' is no option: to compare it, give -compare %s", argv[1],
                    argv[1]);
  if (*p->config->compare)
    paths[count++] = p->config->compare;
  if (more > PAGE_MODELS_MAX - count)
    return n2v_fail(err, N2V_EUSAGE, "%d models: at most %d can be compared", more + count,
                    PAGE_MODELS_MAX);
  for (int i = 1; i <= more; i++)
    paths[count++] = argv[i];
  n2v_status status = N2V_OK;
  for (int i = 1; i <= more && status == N2V_OK; i++)
    status = cli_check_apart(p->config, "compare", argv[i], err);
  if (status == N2V_OK)
    status = split_list(p->config, &p->contexts, "context", p->config->model_context, count, err);
  if (status == N2V_OK)
    status = split_list(p->config, &p->runs, "run", p->config->run, count, err);
  if (status == N2V_OK)
    status = split_list(p->config, &p->evals, "eval", p->config->eval, count, err);
  for (; p->count < count && status == N2V_OK; p->count++) {
    status = page_model_read(&p->models[p->count], paths[p->count], p->contexts.paths[p->count],
                             p->count ? &p->models[0] : NULL, &p->run, err);
    if (status == N2V_OK)
      status = check_memory(p, p->count + 1, err);
  }
  if (status == N2V_OK)
    p->rows = n2v_embedding_rows(p->models[0].vectors);
  return status;
}

/* The table of -metadata last: a column of its that another file gave already is left out. */
static n2v_status read_columns(page *p, n2v_error *err) {
  const n2v_config *c = p->config;
  const n2v_embedding *vectors = p->models[0].vectors;
  n2v_status status = N2V_OK;
  if (*c->labels)
    status = page_columns_labels(&p->columns, vectors, c->labels, err);
  if (status == N2V_OK && *c->groups)
    status = page_columns_groups(&p->columns, vectors, c->groups, err);
  if (status == N2V_OK && *c->visits)
    status = page_columns_visits(&p->columns, vectors, c->visits, err);
  if (status == N2V_OK && *c->graph)
    status = page_network_read(&p->network, p->config, vectors, &p->columns, err);
  if (status == N2V_OK && *c->page_metadata)
    status = page_columns_table(&p->columns, vectors, c->page_metadata, err);
  return status;
}

/* -------------------------------------------------------------------------------------- run */

/* The template up to its place, the data, the rest. The template is read and checked before the
 * output is made; write errors are left for the end to find. */
static n2v_status write_page(page *p, n2v_error *err) {
  char *path = NULL;
  size_t place = 0, size = 0;
  char *template = NULL;
  n2v_files *files = NULL;
  FILE *stream;
  n2v_status status = page_template_find(p->config->template, &path, err);
  if (status == N2V_OK)
    status = n2v_file_read(path, &p->run, &template, &size, err);
  if (status == N2V_OK)
    status = page_template_place(path, template, size, &place, err);
  if (status == N2V_OK)
    status = n2v_files_new(cli_stop_flag(), &files, err);
  if (status == N2V_OK)
    status = n2v_files_open(files, p->config->output, &stream, err);
  if (status == N2V_OK) {
    size_t behind = place + strlen(PAGE_PLACE);
    fwrite(template, 1, place, stream);
    status = page_write(p, stream, err);
    fwrite(template + behind, 1, size - behind, stream);
  }
  status = n2v_files_end(files, status, err);
  free(template);
  free(path);
  return status;
}

/* Harmless on what was never read: main starts with a zeroed page. */
static void page_free(page *p) {
  for (int i = 0; i < PAGE_MODELS_MAX; i++)
    page_model_free(&p->models[i]);
  page_columns_free(&p->columns);
  page_network_free(&p->network);
  free(p->contexts.text);
  free(p->runs.text);
  free(p->evals.text);
}

/* more, argv: the arguments that are no flags, argv[1] the first. */
static n2v_status make(page *p, int more, char **argv, n2v_error *err) {
  const n2v_config *c = p->config;
  if (!*c->model || !*c->output)
    return n2v_fail(err, N2V_EUSAGE,
                    "which vectors, into which page? Give -model FILE and -output "
                    "FILE");
  n2v_status status = cli_check_outputs(&me, c, NULL, err);
  if (status == N2V_OK)
    status = read_models(p, more, argv, err);
  if (status == N2V_OK && p->rows == 0)
    status = n2v_fail(err, N2V_EINPUT, "%s: has no rows", c->model);
  if (status == N2V_OK)
    status = read_columns(p, err);
  if (status == N2V_OK)
    status = write_page(p, err);
  if (status == N2V_OK && !c->quiet)
    fprintf(stderr, "%s: %s (HTML): %" PRIu64 " nodes\n", me.name, cli_printable(c->output).msg,
            p->rows);
  return status;
}

int main(int argc, char **argv) {
  n2v_error err = {0};
  page p = {0};
  int more = 0, code = cli_start(&me, argc, argv, &p.config, &more);
  if (code >= 0)
    return code;
  p.run = n2v_config_run(p.config, NULL);
  cli_signals_at_once();
  n2v_status status = make(&p, more, argv, &err);
  code = status == N2V_OK ? cli_done(&me) : cli_fail(&me, &err);
  page_free(&p);
  n2v_config_free(p.config);
  return code;
}
