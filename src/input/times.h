/* Fields that are points in time, as files write them. */
#ifndef N2V_INPUT_TIMES_H
#define N2V_INPUT_TIMES_H

#include "input/columns.h"

/* A number: seconds or milliseconds since 1970, or a day as in 20091231. */
bool n2v_is_time(const n2v_field *field);

/* Whether all rows have such a number there, or all a year. */
bool n2v_are_times(const n2v_sample *sample, int column);

/* Written out: 2009-12-31, 31.12.2009, 12/31/2009, perhaps with more behind; 23:59, 23:59:59. */
bool n2v_is_date(const n2v_field *field);

/* N2V_EINPUT asks where the first or second of three columns holds times, which would be nodes. */
n2v_status n2v_check_times(const n2v_sample *sample, n2v_error *err);

#endif
