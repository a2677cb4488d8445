/* Which of a group's contexts are trained on the errors at hand. An error is stale by what the
 * contexts before have changed in its rows; that is bounded by Cauchy's inequality, from the errors
 * and the rows' lengths, and a context that may be stale by more than group->trust ends the call.
 * So no row, rate or repeat can make a shared step overshoot, and where rows are short, as in most
 * graphs, a call takes its whole group.
 *
 * Part of kernel_template.h. */

/* The largest sum of |e| over contexts [0, count), of all outputs. */
static float largest_error(const panel *panels, size_t parts, size_t count) {
  float most = 0;
  for (const panel *p = panels; p < panels + parts; p++) {
    float sums[8] = {0}; /* of the panel's outputs; those behind them count for nothing */
    for (size_t c = 0; c < count; c++)
      for (size_t o = 0; o < 8; o++)
        sums[o] += __builtin_fabsf(p->errors[c * p->count + o]);
    for (size_t o = 0; o < p->count; o++)
      most = sums[o] > most ? sums[o] : most;
  }
  return most;
}

/* An output moves by at most sum |e| |x| over the contexts before, its logit with the next one by
 * |x| times that. */
static size_t trusted_outputs(const n2v_group *group, const panel *panels, size_t parts) {
  const float bound = group->trust / group->squares->contexts;
  size_t least = 1, count = group->context_count;
  if ((float)(count - 1) * group->alpha <= bound) /* |e| <= alpha */
    return count;
  if (largest_error(panels, parts, count - 1) <= bound)
    return count;
  for (count--; least < count;) {
    size_t middle = (least + count + 1) / 2;
    if (largest_error(panels, parts, middle - 1) <= bound)
      least = middle;
    else
      count = middle - 1;
  }
  return count;
}

/* The largest square of a length. */
N2V_HOGWILD
static float largest_square(float *const *rows, size_t count, size_t width) {
  float most = 0;
  for (size_t r = 0; r < count; r++) {
    vec square = SET1(0.0f);
    float lanes[8];
    for (size_t d = 0; d < width; d += LANES)
      square = FMA(LOAD(rows[r] + d), LOAD(rows[r] + d), square);
    sum_lanes(square, SET1(0.0f), SET1(0.0f), lanes);
    most = lanes[0] > most ? lanes[0] : most;
  }
  return most;
}

/* Rows' lengths change little from one call to the next, the less the smaller the rate, and a row
 * comes again in many calls: they are measured in some only. At 0.25 in every one: where hubs grow,
 * one of three was too few. */
static void measure_squares(const n2v_group *group) {
  n2v_squares *s = group->squares;
  if (s->unmeasured) {
    s->unmeasured--;
    return;
  }
  s->unmeasured = (unsigned)(0.2f / (group->alpha + 0.01f));
  const float contexts = largest_square(group->contexts, group->context_count, group->width);
  const float outputs = largest_square(group->outputs, group->output_count, group->width);
  s->contexts = s->contexts > contexts ? s->contexts : contexts;
  s->outputs = s->outputs > outputs ? s->outputs : outputs;
}

/* Sum of |e| of a context with all outputs. */
static float context_error(const panel *panels, size_t parts, size_t c) {
  float sum = 0;
  for (const panel *p = panels; p < panels + parts; p++)
    for (size_t o = 0; o < p->count; o++)
      sum += __builtin_fabsf(p->errors[c * p->count + o]);
  return sum;
}

/* A row x that stands among the contexts before has moved by at most sum |e| |y|, its logits by |y|
 * times that; and they have moved the outputs along x itself, by sum |e| |x|, in its logits |x|
 * times that. pulls: room for each context. */
static size_t trusted_repeats(const n2v_group *group, const panel *panels, size_t parts,
                              float *pulls) {
  const float bound = group->trust_repeats / (group->squares->contexts + group->squares->outputs);
  for (size_t c = 0; c < group->context_count; c++) {
    const size_t since = group->since[c];
    pulls[c] = 0;
    if (!since || since > c)
      continue;
    pulls[c] = pulls[c - since] + context_error(panels, parts, c - since);
    if (!(pulls[c] <= bound))
      return c;
  }
  return group->context_count;
}

static size_t trusted(const n2v_group *group, const panel *panels, size_t parts, float *pulls) {
  measure_squares(group);
  size_t count = trusted_outputs(group, panels, parts);
  if (!group->since)
    return count;
  size_t unmoved = trusted_repeats(group, panels, parts, pulls);
  return unmoved < count ? unmoved : count;
}
