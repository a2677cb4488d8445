/* Whether a table's numbers have a decimal comma. */
#ifndef N2V_INPUT_DECIMALS_H
#define N2V_INPUT_DECIMALS_H

#include "input/columns.h"

/* What is wrong with a number that may be thousands. */
#define N2V_THOUSANDS                                                                              \
  "a point before three digits, and no other weight shows what it is: thousands, or fractions? "   \
  "sed 's/\\.//g' FILE >NEW leaves the points out (of names, too), `columns = "                    \
  "SOURCE,TARGET,WEIGHT` takes them as fractions"

/* Sets dialect->comma and no_thousands by the numbers in the sample's column (none if negative).
 * N2V_EINPUT asks where they may be thousands. told: the user named the columns, which settles it
 * where semicolons separate. */
n2v_status n2v_decimals_find(const n2v_sample *sample, int column, bool told, n2v_dialect *dialect,
                             n2v_error *err);

/* `1.234` */
bool n2v_may_be_thousands(const n2v_field *field);

/* `0,5`, `1.234,5`, `1.234`; false: the field is no such number. */
bool n2v_comma_number(const n2v_field *field, double *value);

#endif
