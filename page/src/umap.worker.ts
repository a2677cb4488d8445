// UMAP (McInnes, Healy and Melville, 2018) by umap-js, off the page's own thread. Nearest nodes come
// with the page or are found here among the sample's vectors; the first places are those of the
// principal components, so that the picture grows out of the one before it, the same each time.
import { UMAP } from "umap-js";

import { Best } from "./nearest";
import { random } from "./random";

export interface Task {
  places: Float32Array; // x, y of each node
  ids: Uint32Array | null; // k nearest of each node, with their cosines
  scores: Float32Array | null;
  k: number;
  vectors: Int8Array | null; // otherwise
  dims: number;
  seed: number;
}

export type Report = { stage: string; fraction: number } | { places: Float32Array };

const NEIGHBOURS = 15; // the node itself included, as umap counts

const tell = (report: Report) => postMessage(report);

function unitRows(bytes: Int8Array, dims: number): Float32Array {
  const units = new Float32Array(bytes.length);
  for (let row = 0; row < bytes.length; row += dims) {
    let square = 0;
    for (let i = row; i < row + dims; i++) square += bytes[i] * bytes[i];
    const scale = square ? 1 / Math.sqrt(square) : 0;
    for (let i = row; i < row + dims; i++) units[i] = bytes[i] * scale;
  }
  return units;
}

function search(task: Task): { ids: number[]; scores: number[] }[] {
  const { dims } = task;
  const units = unitRows(task.vectors!, dims);
  const rows = units.length / dims;
  return Array.from({ length: rows }, (_, row) => {
    if (row % 200 === 0) tell({ stage: "nearest nodes", fraction: row / rows });
    const best = new Best(NEIGHBOURS - 1);
    for (let other = 0; other < rows; other++) {
      let sum = 0;
      for (let i = row * dims, j = other * dims, end = i + dims; i < end; i++, j++)
        sum += units[i] * units[j];
      if (other !== row) best.offer(other, sum);
    }
    return best.sorted();
  });
}

function listed(task: Task, rows: number): { ids: number[]; scores: number[] }[] {
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
function fill(list: { ids: number[]; scores: number[] }, row: number, rows: number, k: number) {
  for (let i = 1; list.ids.length < k; i++) {
    list.ids.push((row + i) % rows);
    list.scores.push(0);
  }
}

function run(task: Task) {
  const rows = task.places.length / 2;
  const near = task.vectors ? search(task) : listed(task, rows);
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
    for (let a = 0; a < 2; a++) place[a] = 10 * task.places[2 * row + a] + 0.01 * jitter();
  });
  let told = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    if (performance.now() - told < 100) continue;
    told = performance.now();
    tell({ stage: "arranging", fraction: (epoch + 1) / epochs });
  }
  tell({ places: normalised(umap.getEmbedding()) });
}

/** Centred, the largest coordinate 1. */
function normalised(embedding: number[][]): Float32Array {
  const places = new Float32Array(2 * embedding.length);
  for (let a = 0; a < 2; a++) {
    let least = Infinity;
    let most = -Infinity;
    for (const place of embedding) {
      least = Math.min(least, place[a]);
      most = Math.max(most, place[a]);
    }
    embedding.forEach((place, row) => (places[2 * row + a] = place[a] - (least + most) / 2));
  }
  let largest = 0;
  for (const x of places) largest = Math.max(largest, Math.abs(x));
  return largest > 0 ? places.map((x) => x / largest) : places;
}

onmessage = (event: MessageEvent<Task>) => run(event.data);
