// Colours and sizes of all points, from columns and choices.
import { grey, nameColour, numberColour } from "../colours";
import { position } from "../columns";
import * as state from "../state";
import { Points } from "./renderer";

/** Pixels of a point that nothing sizes: fewer the more there are. */
const plainSize = () => Math.min(9, Math.max(1.5, 260 / Math.sqrt(state.rows)));

function size(points: Points) {
  const column = state.sizeColumn.value;
  const base = plainSize();
  if (!column?.values) {
    points.sizes.fill(base);
    return;
  }
  const root = Math.sqrt(Math.max(1e-9, column.max));
  for (let row = 0; row < points.count; row++) {
    const value = column.values[row];
    points.sizes[row] = base * (0.6 + 2.2 * (value > 0 ? Math.sqrt(value) / root : 0));
  }
}

function colour(points: Points) {
  const column = state.colourColumn.value;
  const dark = state.dark.value;
  const chosen = state.allowedNames.value;
  const none = grey(dark);
  const palette = column?.names.map((name, i) => (name === "none" || name === "other" ? none : nameColour(i, dark)));
  for (let row = 0; row < points.count; row++) {
    let c = none;
    if (column?.sets) {
      const set = column.sets[row];
      const first = chosen.size ? (set.find((name) => chosen.has(name)) ?? set[0]) : set[0];
      c = palette![first];
    } else if (column?.values && !Number.isNaN(column.values[row])) {
      c = numberColour(position(column, column.values[row]), dark);
    }
    points.colours.set(c, 4 * row);
  }
}

/** Fills colours and sizes; a row without a place (NaN) or not let through is hidden. */
export function style(points: Points, places: Float32Array) {
  size(points);
  colour(points);
  const allowed = state.allowed.value;
  const picked = new Set(state.picked.value);
  for (let row = 0; row < points.count; row++)
    points.colours[4 * row + 3] =
      !allowed[row] || Number.isNaN(places[2 * row]) ? 0 : !picked.size || picked.has(row) ? 215 : 60;
}
