// Places of one model laid over those of another: principal components have no direction of their
// own, and the same nodes should lie on the same side.

/** Turned and mirrored to be as near to `like` as can be: the two-dimensional case of orthogonal
 * Procrustes (Schönemann, 1966), which needs no decomposition. */
export function aligned(places: Float32Array, like: Float32Array): Float32Array {
  const dots = [0, 0, 0, 0]; // xx, xy, yx, yy: sums of places' first with like's second
  for (let i = 0; i < places.length; i += 2) {
    if (Number.isNaN(places[i]) || Number.isNaN(like[i])) continue;
    dots[0] += places[i] * like[i];
    dots[1] += places[i] * like[i + 1];
    dots[2] += places[i + 1] * like[i];
    dots[3] += places[i + 1] * like[i + 1];
  }
  const turned = Math.hypot(dots[0] + dots[3], dots[1] - dots[2]);
  const mirrored = Math.hypot(dots[0] - dots[3], dots[1] + dots[2]);
  const mirror = mirrored > turned ? -1 : 1; // of y, before the turn
  const angle = Math.atan2(dots[1] - mirror * dots[2], dots[0] + mirror * dots[3]);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const out = new Float32Array(places.length);
  for (let i = 0; i < places.length; i += 2) {
    const x = places[i];
    const y = mirror * places[i + 1];
    out[i] = cos * x - sin * y;
    out[i + 1] = sin * x + cos * y;
  }
  return out;
}
