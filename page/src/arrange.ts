// UMAP in a worker, one model at a time.
import { signal } from "@preact/signals";

import { arranged, info, layout, Model, models, rows, said, UMAP_AT_ONCE } from "./state";
import { aligned } from "./places";
import type { Report, Task } from "./umap.worker";
import UmapWorker from "./umap.worker?worker&inline";

export const SEED = 1;

/** null: none is being made. */
export const arranging = signal<{ model: number; stage: string; fraction: number } | null>(null);
export const failed = signal("");

let worker: Worker | null = null;

/** All rows, or as many as can be compared with each other in some seconds. */
export function sampleSize(dims: number): number {
  return rows <= UMAP_AT_ONCE ? rows : Math.min(10000, Math.floor(Math.sqrt(4e9 / dims)));
}

export const possible = () => rows >= 5;

function task(m: Model, dims: number): Task {
  const count = sampleSize(dims);
  const listed = count === rows && m.lists;
  const places = m.pca.slice(0, 2 * count).map((x) => (Number.isNaN(x) ? 0 : x));
  return { places, seed: SEED, dims,
           ids: listed ? m.lists!.ids : null, scores: listed ? m.lists!.scores : null,
           k: m.lists?.k ?? 0,
           vectors: listed ? null : m.vectors!.values.slice(0, count * dims) };
}

/** NaN, as in the first picture, where a model lacks the node or it is not of the sample. */
function keep(m: Model, places: Float32Array) {
  const first = models[0];
  const turned = m !== first && first.umap ? aligned(places, first.umap) : places;
  const all = new Float32Array(2 * rows).fill(NaN);
  for (let i = 0; i < turned.length; i++) if (!Number.isNaN(m.pca[i])) all[i] = turned[i];
  m.umap = all;
  m.umapRows = turned.length / 2;
}

export function cancel() {
  worker?.terminate();
  worker = null;
  arranging.value = null;
}

/** Arranges the first model that is not; shows it when it is the first of all. */
export function arrange() {
  const i = models.findIndex((m) => !m.umap);
  if (worker || i < 0 || !possible()) return;
  failed.value = "";
  worker = new UmapWorker();
  arranging.value = { model: i, stage: "starting", fraction: 0 };
  worker.onmessage = ({ data }: MessageEvent<Report>) => {
    if ("stage" in data) {
      arranging.value = { model: i, ...data };
      return;
    }
    cancel();
    keep(models[i], data.places);
    if (i === 0) {
      layout.value = "umap";
      said.value = "UMAP is done";
    }
    arranged.value++;
    performance.mark("n2v umap");
    arrange();
  };
  worker.onerror = (event) => {
    failed.value = event.message || "the browser does not start a worker here";
    cancel();
  };
  worker.postMessage(task(models[i], info.models[i].dims));
}
