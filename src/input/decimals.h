/* Whether a table's numbers have a decimal comma. */
#ifndef N2V_INPUT_DECIMALS_H
#define N2V_INPUT_DECIMALS_H

#include "input/columns.h"

/* Sets dialect->comma by the numbers in the sample's column (none if negative). N2V_EINPUT asks
 * where they may be thousands. told: the user named the columns. */
n2v_status n2v_decimals_find(const n2v_sample *sample, int column, bool told, n2v_dialect *dialect,
                             n2v_error *err);

/* `0,5`, `1.234,5`, `1.234`; false: the field is no such number. */
bool n2v_comma_number(const n2v_field *field, double *value);

#endif
