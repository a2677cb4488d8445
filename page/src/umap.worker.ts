// UMAP (McInnes, Healy and Melville, 2018) by umap-js, off the page's own thread. Nearest nodes come
// with the page or are found here among the sample's vectors; the first places are those of the
// principal components, so that the picture grows out of the one before it, the same each time.
//
// Of many nodes UMAP arranges a sample. Each of the others is put among the five of the sample that it
// is most like, as UMAP's own transform begins. They are looked for in the groups of the two pivots
// nearest to it: nearly always the true ones, at a part of the cost.
import { UMAP } from "umap-js";

import { Best, Near } from "./nearest";
import { random } from "./random";

export interface Task {
  places: Float32Array; // x, y of each node
  step: number; // the sample is every step-th node
  ids: Uint32Array | null; // k nearest of each node, with their cosines
  scores: Float32Array | null;
  k: number;
  vectors: Int8Array | null; // otherwise
  dims: number;
  seed: number;
}

export type Report = { stage: string; fraction: number } | { places: Float32Array };

const NEIGHBOURS = 15; // the node itself included, as umap counts
const LIKE = 5;
const GROUPS_TRIED = 2;

const tell = (report: Report) => postMessage(report);

/** Every step-th row, of length 1. */
function unitRows(bytes: Int8Array, dims: number, step: number): Float32Array {
  const units = new Float32Array(Math.ceil(bytes.length / dims / step) * dims);
  for (let to = 0, row = 0; to < units.length; to += dims, row += step * dims) {
    let square = 0;
    for (let i = row; i < row + dims; i++) square += bytes[i] * bytes[i];
    const scale = square ? 1 / Math.sqrt(square) : 0;
    for (let i = 0; i < dims; i++) units[to + i] = bytes[row + i] * scale;
  }
  return units;
}

/** Four sums, so that an addition need not wait for the one before it. */
function dot(a: Float32Array, i: number, b: Float32Array, j: number, dims: number): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  const end = i + dims;
  for (; i + 3 < end; i += 4, j += 4) {
    s += a[i] * b[j];
    t += a[i + 1] * b[j + 1];
    u += a[i + 2] * b[j + 2];
    v += a[i + 3] * b[j + 3];
  }
  for (; i < end; i++, j++) s += a[i] * b[j];
  return s + t + u + v;
}

function search(units: Float32Array, dims: number): Near[] {
  const rows = units.length / dims;
  return Array.from({ length: rows }, (_, row) => {
    if (row % 200 === 0) tell({ stage: "nearest nodes", fraction: row / rows });
    const best = new Best(NEIGHBOURS - 1);
    for (let other = 0; other < rows; other++)
      if (other !== row) best.offer(other, dot(units, row * dims, units, other * dims, dims));
    return best.sorted();
  });
}

/** Groups of the sample: each of its rows goes to the most like of about sqrt(rows) pivots. */
function grouped(units: Float32Array, dims: number): { pivots: number[]; members: number[][] } {
  const rows = units.length / dims;
  const every = Math.ceil(Math.sqrt(rows));
  const pivots = Array.from({ length: Math.ceil(rows / every) }, (_, i) => i * every);
  const members: number[][] = pivots.map(() => []);
  for (let row = 0; row < rows; row++) {
    const best = new Best(1);
    pivots.forEach((pivot, i) => best.offer(i, dot(units, row * dims, units, pivot * dims, dims)));
    members[best.sorted().ids[0]].push(row);
  }
  return { pivots, members };
}

/** Between the places of those that it is most like, the nearer to who is more so: weights fall from
 * the first by UMAP's exponential of the distance beyond it. */
function between(near: Near, placed: number[][], jitter: () => number, out: Float32Array, row: number) {
  const [first] = near.scores;
  const spread = near.scores.reduce((sum, s) => sum + first - s, 0) / near.scores.length || 1;
  let total = 0;
  for (let a = 0; a < 2; a++) out[2 * row + a] = 0.3 * (jitter() + jitter() - 1);
  const weights = near.scores.map((s) => Math.exp((s - first) / spread));
  for (const w of weights) total += w;
  near.ids.forEach((id, i) => {
    for (let a = 0; a < 2; a++) out[2 * row + a] += (weights[i] / total) * placed[id][a];
  });
}

/** Places of all nodes, from those of the sample. */
function placeAll(task: Task, units: Float32Array, placed: number[][]): Float32Array {
  const { dims, step } = task;
  const rows = task.places.length / 2;
  const out = new Float32Array(2 * rows);
  const { pivots, members } = grouped(units, dims);
  const jitter = random(task.seed + 2); // who is like the same five would lie on one point
  for (let row = 0; row < rows; row++) {
    if (row % 5000 === 0) tell({ stage: "placing the others", fraction: row / rows });
    if (row % step === 0) {
      out.set(placed[row / step], 2 * row);
      continue;
    }
    const mine = unitRows(task.vectors!.subarray(row * dims, (row + 1) * dims), dims, 1);
    const groups = new Best(GROUPS_TRIED);
    for (let i = 0; i < pivots.length; i++) groups.offer(i, dot(mine, 0, units, pivots[i] * dims, dims));
    const best = new Best(LIKE);
    for (const group of groups.sorted().ids)
      for (const other of members[group]) best.offer(other, dot(mine, 0, units, other * dims, dims));
    between(best.sorted(), placed, jitter, out, row);
  }
  return out;
}

function listed(task: Task, rows: number): Near[] {
  const most = Math.min(task.k, NEIGHBOURS - 1);
  return Array.from({ length: rows }, (_, row) => {
    const ids: number[] = [];
    const scores: number[] = [];
    for (let i = row * task.k; i < row * task.k + most && task.ids![i] !== 0xffffffff; i++) {
      ids.push(task.ids![i]);
      scores.push(task.scores![i]);
    }
    return { ids, scores };
  });
}

/** Nodes that a model lacks have short lists: the nodes behind them, at right angles, fill these. */
function fill(list: Near, row: number, rows: number, k: number) {
  for (let i = 1; list.ids.length < k; i++) {
    list.ids.push((row + i) % rows);
    list.scores.push(0);
  }
}

function run(task: Task) {
  const rows = Math.ceil(task.places.length / 2 / task.step); // of the sample
  const units = task.vectors && unitRows(task.vectors, task.dims, task.step);
  const near = units ? search(units, task.dims) : listed(task, rows);
  const neighbours = Math.min(NEIGHBOURS, rows - 1);
  for (let row = 0; row < rows; row++) fill(near[row], row, rows, neighbours - 1);
  const ids = near.map((n, row) => [row, ...n.ids]);
  const distances = near.map((n) => [0, ...n.scores.map((s) => Math.max(0, 1 - s))]);
  const umap = new UMAP({ nNeighbors: neighbours, minDist: 0.1, random: random(task.seed) });
  umap.setPrecomputedKNN(ids.map((l) => l.slice(0, neighbours)),
                         distances.map((l) => l.slice(0, neighbours)));
  tell({ stage: "preparing", fraction: 0 });
  const epochs = umap.initializeFit(Array.from({ length: rows }, () => [0]));
  const embedding = umap.getEmbedding();
  const jitter = random(task.seed + 1); // nodes of one place would never part
  embedding.forEach((place, row) => {
    for (let a = 0; a < 2; a++) place[a] = 10 * task.places[2 * row * task.step + a] + 0.01 * jitter();
  });
  let told = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    if (performance.now() - told < 100) continue;
    told = performance.now();
    tell({ stage: "arranging", fraction: (epoch + 1) / epochs });
  }
  const placed = umap.getEmbedding();
  tell({ places: normalised(task.step > 1 ? placeAll(task, units!, placed) : Float32Array.from(placed.flat())) });
}

/** Centred, the largest coordinate 1. */
function normalised(places: Float32Array): Float32Array {
  const least = [Infinity, Infinity];
  const most = [-Infinity, -Infinity];
  places.forEach((x, i) => {
    least[i % 2] = Math.min(least[i % 2], x);
    most[i % 2] = Math.max(most[i % 2], x);
  });
  const largest = Math.max(most[0] - least[0], most[1] - least[1]) / 2 || 1;
  return places.map((x, i) => (x - (least[i % 2] + most[i % 2]) / 2) / largest);
}

onmessage = (event: MessageEvent<Task>) => run(event.data);
