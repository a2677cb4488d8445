/* Flags without effect beside other flags, which are refused: who types `-walks FILE -q 4` believes
 * in walks of q = 4.
 *
 * Only what the command line says is refused. One INI file serves all programs and many runs of a
 * project, so a value in it may be of no use to this one; nor is a default typed out refused. */
#include "options/options.h"

#include <stdio.h>
#include <string.h>

static const char COMMAND_LINE[] = "command line";

typedef struct rule {
  unsigned programs;
  const char *section; /* all of its options; NULL: none */
  int options[10];     /* and these; 0, which is `config`, ends them */
  bool needed;         /* they have an effect only with `other`; false: only without it */
  int other;
  const char *value; /* of `other`; NULL: any but the default */
} rule;

#define O(key)       N2V_OPTION_##key
#define WITH(key)    true, O(key)
#define WITHOUT(key) false, O(key)
#define READING                                                                                    \
  O(format), O(columns), O(header), O(blanks), O(bipartite), O(weighted), O(duplicates)
#define SEVERAL(a, b) (N2V_PROGRAM_##a | N2V_PROGRAM_##b)
static const rule rules[] = {
    {SEVERAL(TRAIN, WALK) | SEVERAL(LINKPRED, RECALL), NULL, {O(gamma)}, WITH(extend), NULL},
    {N2V_PROGRAM_TRAIN | SEVERAL(LINKPRED, RECALL), NULL, {O(ns_exponent)}, WITHOUT(negative), "0"},
    {N2V_PROGRAM_TRAIN, "walk", {READING, O(directed), O(nodes)}, WITHOUT(walks), NULL},
    {N2V_PROGRAM_TRAIN, "ratings", {0}, WITHOUT(walks), NULL},
    {N2V_PROGRAM_TRAIN, NULL, {O(checkpoint_every)}, WITH(checkpoint), NULL},
    {N2V_PROGRAM_TRAIN, NULL, {O(binary)}, WITHOUT(output_format), NULL},
    {N2V_PROGRAM_GRAPH, "ratings", {READING}, WITHOUT(generate), NULL},
    {N2V_PROGRAM_GRAPH, NULL, {O(edges), O(seed)}, WITH(generate), NULL},
    {N2V_PROGRAM_GRAPH, NULL, {O(communities), O(mixing)}, WITH(generate), "sbm"},
    {N2V_PROGRAM_PAGE, "ratings", {READING, O(directed), O(nodes)}, WITH(graph), NULL},
    {N2V_PROGRAM_CONVERT, NULL, {O(labels), O(graph)}, WITH(metadata), NULL},
    {N2V_PROGRAM_CONVERT, NULL, {O(model_context)}, WITH(keep_context), NULL},
    {N2V_PROGRAM_QUERY, NULL, {O(model_context)}, WITH(metric), "context"},
    {N2V_PROGRAM_QUERY, NULL, {O(vocab_counts)}, WITH(min_visits), NULL},
    {N2V_PROGRAM_RECALL, NULL, {O(model_context)}, WITH(model), NULL},
    {N2V_PROGRAM_RECALL, "walk", {O(output), O(context), O(keep_context)}, WITHOUT(model), NULL},
    {N2V_PROGRAM_RECALL, "train", {0}, WITHOUT(model), NULL},
    {N2V_PROGRAM_RECALL, NULL, {O(keep_context)}, WITH(output), NULL},
    {~0u, NULL, {O(verbose)}, WITHOUT(log_format), "json"},
};

static bool is_about(const rule *r, int option) {
  if (r->section && strcmp(n2v_options[option].section, r->section) == 0)
    return true;
  for (size_t i = 0; i < sizeof r->options / sizeof *r->options && r->options[i]; i++)
    if (r->options[i] == option)
      return true;
  return false;
}

static bool is_in_force(const n2v_config *c, const rule *r) {
  const char *text = c->text[r->other];
  return r->value ? strcmp(text, r->value) == 0 : strcmp(text, n2v_options[r->other].fallback) != 0;
}

/* As the library's messages name a parameter: -undirected is `directed = 0`
 * (n2v_message_with_flags).
 */
typedef struct flag_name {
  char text[64];
} flag_name;

static flag_name name_of(const n2v_option *o, const char *value) {
  flag_name name;
  snprintf(name.text, sizeof name.text, "`%s%s%s`", o->key, value ? " = " : "", value ? value : "");
  return name;
}

/* "-gamma has no effect without -extend: add that, or leave -gamma out" */
static n2v_status refuse(const n2v_config *c, int option, const rule *r, n2v_error *err) {
  const n2v_option *o = &n2v_options[option];
  const flag_name name = name_of(o, o->kind == N2V_KIND_CHOICE ? c->text[option] : NULL);
  const flag_name other = name_of(&n2v_options[r->other], r->value);
  char place[256] = "";
  if (r->needed)
    return n2v_fail(err, N2V_EUSAGE, "%s has no effect without %s: add that, or leave %s out",
                    name.text, other.text, name.text);
  if (strcmp(c->source[r->other], COMMAND_LINE) != 0)
    snprintf(place, sizeof place, " (%s)", c->source[r->other]);
  return n2v_fail(err, N2V_EUSAGE, "%s has no effect with %s%s: leave %s out", name.text,
                  other.text, place, name.text);
}

n2v_status n2v_config_check(const n2v_config *c, unsigned program, n2v_error *err) {
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
    for (int option = 0; option < N2V_OPTION_COUNT; option++)
      if ((rules[i].programs & program) && is_about(&rules[i], option) &&
          strcmp(c->source[option], COMMAND_LINE) == 0 &&
          strcmp(c->text[option], n2v_options[option].fallback) != 0 &&
          is_in_force(c, &rules[i]) != rules[i].needed)
        return refuse(c, option, &rules[i], err);
  return N2V_OK;
}
