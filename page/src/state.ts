// What the page knows and what its reader has chosen. Parts that show it follow by themselves.
import { computed, signal } from "@preact/signals";

import { Column, cell, numberColumn, readColumn } from "./columns";
import { float32, int16, int8, Manifest, manifest, strings, uint32 } from "./data";
import { Tool } from "./map/view";
import { Bytes, Lists, Near, overlap } from "./nearest";
import { aligned } from "./places";
import { shown } from "./text";
import { Graph } from "./walk";

export interface Model {
  name: string;
  pca: Float32Array; // x, y of each row, within -1 to 1; NaN: the model lacks the node
  umap: Float32Array | null;
  lists: Lists | null;
  contextLists: Lists | null;
  vectors: Bytes | null; // where there are no lists, and for umap
  contexts: Bytes | null;
}

/** Above, UMAP takes a sample and starts when asked to. */
export const UMAP_AT_ONCE = 20000;

export const info: Manifest = manifest();
export const rows = info.rows;
export const models: Model[] = [];
export let names: string[] = [];
export let titles: string[] | null = null;
export let graph: Graph | null = null;

/** The row itself when nothing else is known yet. */
export const nameOf = (row: number) => shown(names[row] ?? "");
export const titleOf = (row: number) => shown(titles?.[row] || names[row] || "");

export const placed = signal(0); // models whose first picture is there
export const ready = signal(false); // all is read
export const problem = signal("");

export const columns = signal<Column[]>([]);
export const colourBy = signal(""); // a column's title
export const sizeBy = signal("");
export const allowedNames = signal<ReadonlySet<number>>(new Set()); // of the colours' column; empty: all
export const range = signal<[number, number] | null>(null); // of numbers; null: all
export const layout = signal<"pca" | "umap">("pca");
export const arranged = signal(0); // counts pictures that UMAP has made
export const tool = signal<Tool>("move");
export const showEdges = signal(false);
export const sideBySide = signal(false);
export const model = signal(0);
export const chosen = signal(-1);
export const picked = signal<number[]>([]); // by box or lasso
export const walkPath = signal<number[]>([]);
export const heat = signal<Map<number, number>>(new Map());
export const tab = signal("neighbours");
export const said = signal(""); // for screen readers
export const dark = signal(matchMedia("(prefers-color-scheme: dark)").matches);
export const moved = signal(0); // counts changes of what the map shows

export const colourColumn = computed(() => columns.value.find((c) => c.title === colourBy.value));
export const sizeColumn = computed(() => columns.value.find((c) => c.title === sizeBy.value));

/** For each row 1 when legend and ranges let it through. */
export const allowed = computed(() => {
  const through = new Uint8Array(rows).fill(1);
  const column = colourColumn.value;
  const chosenNames = allowedNames.value;
  const bounds = range.value;
  if (column?.sets && chosenNames.size)
    for (let row = 0; row < rows; row++)
      through[row] = column.sets[row].some((name) => chosenNames.has(name)) ? 1 : 0;
  if (column?.values && bounds)
    for (let row = 0; row < rows; row++)
      through[row] = column.values[row] >= bounds[0] && column.values[row] <= bounds[1] ? 1 : 0;
  return through;
});

export function choose(row: number) {
  chosen.value = row;
  walkPath.value = [];
  heat.value = new Map();
  if (row >= 0) said.value = `${titleOf(row)} is chosen`;
}

export function colourByColumn(title: string) {
  colourBy.value = title;
  allowedNames.value = new Set();
  range.value = null;
}

/** The nearest of a row in a model, by cosine; null where it is not known yet. */
export function near(m: Model, row: number): Near | null {
  if (m.lists) return m.lists.of(row);
  return m.vectors && m.vectors.nearest(m.vectors, row, 20);
}

export function contextNear(m: Model, row: number): Near | null {
  if (m.contextLists) return m.contextLists.of(row);
  return m.contexts && m.vectors && m.contexts.nearest(m.vectors, row, 20);
}

export const facts = (row: number): [string, string][] =>
  columns.value.map((c): [string, string] => [c.title, shown(cell(c, row))]).filter(([, v]) => v !== "");

/* ------------------------------------------------------------------------------------- reading */

async function readPlaces(i: number): Promise<Float32Array> {
  const whole = (await int16(`places-${i}`))!;
  const places = new Float32Array(whole.length);
  for (let j = 0; j < whole.length; j++) places[j] = whole[j] / 32767;
  return i ? aligned(places, models[0].pca) : places;
}

async function readLists(kind: string, i: number): Promise<Lists | null> {
  const ids = await uint32(`${kind}-${i}`);
  const scores = await float32(`${kind}-scores-${i}`);
  return ids && scores && new Lists(ids, scores, ids.length / rows);
}

async function readVectors(i: number) {
  const m = models[i];
  const vectors = await int8(`vectors-${i}`);
  if (vectors) m.vectors = new Bytes(vectors, info.models[i].dims, null);
  const contexts = await int8(`contexts-${i}`);
  const scales = await float32(`context-scales-${i}`);
  if (contexts) m.contexts = new Bytes(contexts, info.models[i].dims, scales);
}

/** Nodes that another model lacks: their lists are empty, or their vectors zeros. */
function hideAbsent(m: Model) {
  for (let row = 0; row < rows; row++)
    if (m.lists ? m.lists.ids[row * m.lists.k] === 0xffffffff : m.vectors?.isZero(row))
      m.pca[2 * row] = m.pca[2 * row + 1] = NaN;
}

async function readGraph() {
  const offsets = await uint32("offsets");
  const neighbours = await uint32("neighbours");
  if (offsets && neighbours) graph = { offsets, neighbours, weights: await float32("weights") };
}

/** How much of its list a node keeps from one model to another. */
function overlapColumns(): Column[] {
  const [first, ...others] = models;
  return others.flatMap((m, i) => {
    if (!first.lists || !m.lists) return [];
    const values = Float64Array.from({ length: rows }, (_, row) =>
      Number.isNaN(m.pca[2 * row]) ? NaN : overlap(first.lists!, m.lists!, row));
    return [numberColumn(others.length > 1 ? `overlap with model ${i + 2}` : "overlap of neighbours", values)];
  });
}

/** The first picture first; then what it shows; then what can be asked of it. */
export async function read() {
  for (let i = 0; i < info.models.length; i++) {
    models.push({ name: info.models[i].name, pca: await readPlaces(i), umap: null,
                  lists: null, contextLists: null, vectors: null, contexts: null });
    placed.value = i + 1;
  }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  names = (await strings("names")) ?? [];
  titles = await strings("titles");
  const all: Column[] = [];
  for (const [i, { title, number }] of info.columns.entries())
    all.push(await readColumn(i, title, number));
  columns.value = all;
  const known = (title: string) => all.some((c) => c.title === title);
  colourByColumn(["genre", "label", "cluster"].find(known) ?? all[0]?.title ?? "");
  sizeBy.value = ["visits", "count", "degree"].find(known) ?? "";
  await readGraph();
  for (let i = 0; i < models.length; i++) {
    models[i].lists = await readLists("near", i);
    models[i].contextLists = await readLists("context-near", i);
    await readVectors(i);
    if (info.models[i].absent) hideAbsent(models[i]);
  }
  columns.value = [...columns.value, ...overlapColumns()];
  ready.value = true;
  performance.mark("n2v ready");
}
