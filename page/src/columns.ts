// Columns of the nodes, and how they become colours, sizes and filters.
import { strings } from "./data";

/** More values than this share one colour. */
export const NAMED_VALUES = 19;

export interface Column {
  title: string;
  number: boolean;
  values: Float64Array | null; // of numbers; NaN: not known
  sets: Uint16Array[] | null; // of names: indices into `names` of each node's, in its order
  names: string[]; // the most frequent first; the last may be OTHER
  sizes: number[]; // nodes that have each
  min: number;
  max: number;
  log: boolean; // numbers so uneven that colours and sizes go by their logarithm
}

export const OTHER = "other";
const NONE = "none";

function numbers(title: string, values: Float64Array): Column {
  const known = values.filter((v) => !Number.isNaN(v)).sort();
  const min = known.length ? known[0] : 0;
  const max = known.length ? known[known.length - 1] : 0;
  const middle = known.length ? known[known.length >> 1] : 0;
  const log = min >= 0 && max > 20 * Math.max(1, middle);
  return { title, number: true, values, sets: null, names: [], sizes: [], min, max, log };
}

/** "Action|Comedy" in each row. Values that are rare share the name `other`. */
function names(title: string, text: string[]): Column {
  const counts = new Map<string, number>();
  const lists = new Map<string, string[]>(); // few different texts, many rows
  for (const row of text) {
    let list = lists.get(row);
    if (!list) lists.set(row, (list = row ? [...new Set(row.split("|"))] : [NONE]));
    for (const name of list) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const ordered = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const kept = ordered.slice(0, ordered.length > NAMED_VALUES + 1 ? NAMED_VALUES : undefined);
  const rest = ordered.slice(kept.length).reduce((sum, [, n]) => sum + n, 0);
  if (rest) kept.push([OTHER, rest]);
  const index = new Map(kept.map(([name], i) => [name, i]));
  const sets = new Map<string, Uint16Array>();
  for (const [row, list] of lists)
    sets.set(row, Uint16Array.from(new Set(list.map((n) => index.get(n) ?? kept.length - 1))));
  return { title, number: false, values: null, sets: text.map((row) => sets.get(row)!),
           names: kept.map(([name]) => name), sizes: kept.map(([, n]) => n), min: 0, max: 0,
           log: false };
}

export async function readColumn(i: number, title: string, number: boolean): Promise<Column> {
  const text = (await strings(`column-${i}`)) ?? [];
  if (!number) return names(title, text);
  return numbers(title, Float64Array.from(text, (t) => (t === "" ? NaN : Number(t))));
}

export const numberColumn = numbers;

/** Where a value stands between the column's least and most: 0 to 1. */
export function position(column: Column, value: number): number {
  const scale = column.log ? (v: number) => Math.log1p(v - column.min) : (v: number) => v - column.min;
  const span = scale(column.max);
  return span > 0 ? scale(value) / span : 0;
}

/** What a node has in a column, as text. */
export function cell(column: Column, row: number): string {
  if (column.values) return Number.isNaN(column.values[row]) ? "" : String(column.values[row]);
  return Array.from(column.sets![row], (i) => column.names[i]).filter((n) => n !== NONE).join(", ");
}
