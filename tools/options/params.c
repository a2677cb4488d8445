/* The one place where the names of options and those of parameters meet: values go down to the
 * library here, and its messages come back up with flags in them.
 *
 * Casts do not check: options.def gives each option bounds that its parameter's type holds. */
#include "options/params.h"

#include <stdio.h>
#include <string.h>

/* Options that are not given are "", parameters of the library NULL. */
static const char *or_null(const char *text) {
  return *text ? text : NULL;
}

n2v_run n2v_config_run(const n2v_config *c, const n2v_progress *progress) {
  n2v_run run;
  n2v_run_init(&run, sizeof run);
  run.threads = (int)c->threads;
  run.simd = (n2v_simd)c->simd;
  run.memory = c->memory;
  run.pin = c->pin;
  run.progress = progress;
  return run;
}

n2v_read_params n2v_config_read_params(const n2v_config *c) {
  n2v_read_params p;
  n2v_read_params_init(&p, sizeof p);
  p.format = (n2v_graph_format)c->format;
  p.weighted = (n2v_weighted)c->weighted;
  p.directed = (n2v_directed)c->directed;
  p.duplicates = (n2v_duplicates)c->duplicates;
  p.nodes = or_null(c->nodes);
  p.columns = or_null(c->columns);
  p.header = (n2v_header)c->header;
  p.blanks = or_null(c->blanks);
  p.bipartite = c->bipartite;
  p.min_rating = c->min_rating;
  p.pair_weight = (n2v_pair_weight)c->pair_weight;
  p.min_weight = c->min_weight;
  /* The default is made for pmi * count; other weights are of another size. */
  if (p.pair_weight != N2V_PAIR_PMI_COUNT &&
      strcmp(c->source[N2V_OPTION_min_weight], "default") == 0)
    p.min_weight = 0;
  return p;
}

n2v_walk_params n2v_config_walk_params(const n2v_config *c) {
  n2v_walk_params p;
  n2v_walk_params_init(&p, sizeof p);
  p.p = c->p;
  p.q = c->q;
  p.walk_length = (uint32_t)c->walk_length;
  p.num_walks = (uint32_t)c->num_walks;
  /* Only what the building of tables is weighed against: with -epochs auto nobody knows yet, and 4
   * is the library's default. n2v-walk says the same, so it takes n2v-train's sampler. */
  p.epochs = c->epochs ? (uint32_t)c->epochs : 4;
  p.sampler = (n2v_sampler_kind)c->sampler;
  p.extend = c->extend;
  p.gamma = c->gamma;
  p.degree_penalty = c->degree_penalty;
  p.seed = (uint64_t)c->seed;
  return p;
}

n2v_train_params n2v_config_train_params(const n2v_config *c) {
  n2v_train_params p;
  n2v_train_params_init(&p, sizeof p);
  p.dims = (uint32_t)c->size;
  p.window = (uint32_t)c->window;
  p.shrink_window = c->shrink_window;
  p.negative = (uint32_t)c->negative;
  p.ns_exponent = c->ns_exponent;
  p.alpha = c->alpha;
  p.epochs = (uint32_t)c->epochs;
  p.stop_after = (uint32_t)c->stop_after;
  p.sample = c->sample;
  p.group = (uint32_t)c->group;
  p.deterministic = c->deterministic;
  p.seed = (uint64_t)c->seed;
  p.precision = (n2v_precision)c->precision;
  p.freeze = c->freeze;
  p.checkpoint = or_null(c->checkpoint);
  p.resume = or_null(c->resume);
  p.checkpoint_every = c->checkpoint_every;
  return p;
}

/* ---------------------------------------------------------------------------------- messages */

/* Parameters that are called otherwise than the option's key. The option is `size`, as in word2vec;
 * n2v_train_params has a `size` of another meaning, so the parameter is `dims`. */
static const struct { const char *parameter, *key; } renamed[] = {{"dims", "size"}};

/* The option of a parameter, by its key; NULL for one that no flag sets. */
static const n2v_option *option_of(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++)
    if (strlen(renamed[i].parameter) == length && memcmp(renamed[i].parameter, name, length) == 0) {
      name = renamed[i].key;
      length = strlen(name);
    }
  for (int i = 0; i < N2V_OPTION_COUNT; i++)
    if (strlen(n2v_options[i].key) == length && memcmp(n2v_options[i].key, name, length) == 0)
      return &n2v_options[i];
  return NULL;
}

/* The flag of the list "directed=1,undirected=0" that stands for a value; *length is 0 for none. */
static const char *flag_for(const char *list, const char *value, size_t value_length,
                            size_t *length) {
  for (const char *c = list; *c; c += strcspn(c, ","), c += *c == ',') {
    size_t whole = strcspn(c, ","), name = strcspn(c, "=,");
    if (name < whole && whole - name - 1 == value_length &&
        memcmp(c + name + 1, value, value_length) == 0) {
      *length = name;
      return c;
    }
  }
  *length = 0;
  return list;
}

/* What stands between backquotes, as a flag: `memory` as -memory, `format = csv` as -format csv,
 * `directed = 1` as -directed, `directed = 0` as -undirected. A value without a flag of its own is
 * written behind the option's. False when it is no parameter that has one: the text then stays as
 * it is, for file names hold backquotes, too. */
static bool print_flag(const char *inside, size_t length, char *out, size_t size) {
  static const char equals[] = " = ";
  const char *sign = memmem(inside, length, equals, strlen(equals));
  size_t name = sign ? (size_t)(sign - inside) : length, flag;
  const char *value = sign ? sign + strlen(equals) : inside + length;
  size_t value_length = (size_t)(inside + length - value);
  const n2v_option *o = option_of(inside, name);
  if (!o)
    return false;
  const char *found = flag_for(o->flag, value, value_length, &flag);
  if (!flag)
    found = flag_for(o->aliases, value, value_length, &flag);
  if (flag && value_length)
    snprintf(out, size, "-%.*s", (int)flag, found);
  else
    /* strcspn cuts "directed=1", a flag without an argument, to its name */
    snprintf(out, size, "-%.*s%s%.*s", (int)strcspn(o->flag, "="), o->flag, value_length ? " " : "",
             (int)value_length, value);
  return true;
}

void n2v_message_with_flags(const char *message, char *out, size_t size) {
  size_t used = 0;
  while (*message && used + 1 < size) {
    const char *end = *message == '`' ? strchr(message + 1, '`') : NULL;
    if (end && print_flag(message + 1, (size_t)(end - message - 1), out + used, size - used)) {
      used += strlen(out + used);
      message = end + 1;
    } else {
      out[used++] = *message++;
    }
  }
  out[used] = '\0';
}
