/* Template of a sampler's walk(), included once at the end of its file. Before it the file defines
 *
 *   TABLES                           the type of its tables, an n2v_tables first
 *   lane                             what a walk carries along, an n2v_lane named `base` first
 *   void start(lane *)               sets what a new walk begins with, its n2v_lane aside
 *   bool draw(const TABLES *, lane *)      first pass; false: the walk is over (n2v_lane_over)
 *   void look_up(const TABLES *, lane *)   second pass
 *   void settle(const TABLES *, lane *)    third pass, which takes the step: n2v_lane_step
 *
 * Each pass asks for the memory that the next one reads; between the two lie the passes of all
 * other lanes, and the third asks for what draw() reads. */

static bool next_walk(n2v_block *block, lane *l) {
  start(l);
  return n2v_block_next(block, &l->base);
}

static void walk(const n2v_tables *tables, n2v_block *block) {
  const TABLES *s = (const TABLES *)tables;
  lane lanes[N2V_LANES] = {0};
  unsigned live = 0;
  while (live < N2V_LANES && next_walk(block, &lanes[live]))
    live++;
  while (live) {
    for (unsigned i = 0; i < live;)
      if (n2v_likely(draw(s, &lanes[i])))
        i++;
      else if (!next_walk(block, &lanes[i]))
        lanes[i] = lanes[--live];
    for (unsigned i = 0; i < live; i++)
      look_up(s, &lanes[i]);
    for (unsigned i = 0; i < live; i++)
      settle(s, &lanes[i]);
  }
}
