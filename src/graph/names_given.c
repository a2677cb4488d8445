/* Names that a caller gives as strings, checked: a blank in a name would end it in every text that
 * is written. */
#include "base/status.h"
#include "graph/names.h"

#include <stdio.h>
#include <string.h>

static bool has_blank(const char *name) {
  return name[strcspn(name, " \t\n\v\f\r")] != '\0';
}

static n2v_status check_name(const char *name, uint64_t index, n2v_error *err) {
  if (!name || !*name)
    return n2v_fail(err, N2V_EINPUT, "name %llu is %s", (unsigned long long)index,
                    name ? "empty" : "NULL");
  if (has_blank(name))
    return n2v_fail(err, N2V_EINPUT, "name %llu: '%.80s' has white space in it",
                    (unsigned long long)index, name);
  return N2V_OK;
}

n2v_status n2v_names_add_checked(n2v_names *names, const char *name, uint64_t index, uint32_t *id,
                                 n2v_error *err) {
  n2v_status status = check_name(name, index, err);
  return status == N2V_OK ? n2v_names_add(names, name, strlen(name), id, err) : status;
}

n2v_status n2v_names_of(const char *const *given, uint32_t count, n2v_names **out, n2v_error *err) {
  n2v_status status = n2v_names_new(out, err);
  for (uint32_t i = 0; i < count && status == N2V_OK; i++) {
    char decimal[16];
    uint32_t id = i;
    snprintf(decimal, sizeof decimal, "%u", i);
    const char *name = given ? given[i] : decimal;
    status = n2v_names_add_checked(*out, name, i, &id, err);
    if (status == N2V_OK && id != i)
      status =
          n2v_fail(err, N2V_EINPUT, "nodes %u and %u have the same name, '%.80s'", id, i, name);
  }
  if (status == N2V_OK)
    return N2V_OK;
  n2v_names_free(*out);
  *out = NULL;
  return status;
}
