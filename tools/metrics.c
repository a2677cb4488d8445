/* Figures that a program does not know are left out, not written as zero: who compares runs shall
 * not take "not measured" for a measurement. JSON is printed by hand, for it is one flat object
 * whose members the list in metrics.h gives; numbers have a decimal point, for no program calls
 * setlocale. */
#include "metrics.h"

#include "cli.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

metrics cli_metrics_none(void) {
  metrics m = {0};
#define NONE(kind, name) NONE_##kind(name)
#define NONE_COUNT(name) m.name = METRICS_NONE;
#define NONE_TEXT(name)  m.name = NULL;
#define NONE_REAL(name)  m.name = NAN;
#define NONE_RATE(name)  m.name = NAN;
#define NONE_LIST(name)  m.name = (metrics_list){0};
  METRICS_LIST(NONE)
  m.version = n2v_version();
  return m;
}

/* Starts a member; every one but the first follows a comma. *first starts out true. */
static void member(FILE *out, const char *name, bool *first) {
  fprintf(out, "%s\n  \"%s\": ", *first ? "{" : ",", name);
  *first = false;
}

static void put_count(FILE *out, const char *name, uint64_t value, bool *first) {
  if (value == METRICS_NONE)
    return;
  member(out, name, first);
  fprintf(out, "%" PRIu64, value);
}

/* Texts are names of samplers and instruction sets: nothing in them needs an escape. */
static void put_text(FILE *out, const char *name, const char *value, bool *first) {
  if (!value)
    return;
  member(out, name, first);
  fprintf(out, "\"%s\"", value);
}

/* JSON has no word for an infinite number (RFC 8259, section 6): it is left out, as NaN is, which
 * stands for "not known". */
static void put_real(FILE *out, const char *name, double value, const char *format, bool *first) {
  if (!isfinite(value))
    return;
  member(out, name, first);
  fprintf(out, format, value);
}

/* In a list, places count: what is no number stands there as null. */
static void put_list(FILE *out, const char *name, metrics_list list, bool *first) {
  if (!list.values)
    return;
  member(out, name, first);
  for (uint32_t i = 0; i < list.count; i++)
    fprintf(out, isfinite(list.values[i]) ? "%s%.6f" : "%snull", i ? ", " : "[", list.values[i]);
  fputs(list.count ? "]" : "[]", out);
}

/* What shaped the vectors, under the keys and in the words of an INI file; no names of files, which
 * say nothing of the vectors and may say something of a person. Values are strings, as they were
 * given: "auto", "80%". */
static void put_options(FILE *out, const n2v_config *config, bool *first) {
  static const char *const sections[] = {"graph", "ratings", "walk", "train"};
  bool first_option = true;
  member(out, "options", first);
  for (int i = 0; i < N2V_OPTION_COUNT; i++)
    for (size_t s = 0; s < sizeof sections / sizeof sections[0]; s++)
      if (n2v_options[i].kind != N2V_KIND_TEXT &&
          strcmp(n2v_options[i].section, sections[s]) == 0) {
        fprintf(out, "%s\"%s\": ", first_option ? "{" : ", ", n2v_options[i].key);
        cli_print_json(out, config->text[i]);
        first_option = false;
      }
  putc('}', out);
}

n2v_status cli_metrics_write(const metrics *m, const char *path, n2v_files *files, n2v_error *err) {
  metrics all = *m;
  FILE *stream;
  n2v_status status = n2v_files_open(files, path, &stream, err);
  bool first = true;
  if (status != N2V_OK)
    return status;
  all.peak_rss_bytes = cli_peak_bytes();
#define PUT(kind, name) PUT_##kind(name)
#define PUT_COUNT(name) put_count(stream, #name, all.name, &first);
#define PUT_TEXT(name)  put_text(stream, #name, all.name, &first);
#define PUT_REAL(name)  put_real(stream, #name, all.name, "%.6f", &first);
#define PUT_RATE(name)  put_real(stream, #name, all.name, "%.1f", &first);
#define PUT_LIST(name)  put_list(stream, #name, all.name, &first);
  METRICS_LIST(PUT)
  if (all.options)
    put_options(stream, all.options, &first);
  fputs("\n}\n", stream);
  return N2V_OK;
}
