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

/** UMAP takes every so many-th row: all, or as many as can be compared with each other in some
 * seconds. */
export function sampleStep(dims: number): number {
  return rows <= UMAP_AT_ONCE ? 1 : Math.ceil(rows / Math.min(10000, Math.sqrt(4e9 / dims)));
}

export const possible = () => rows >= 5;

function task(m: Model, dims: number): Task {
  const step = sampleStep(dims);
  const listed = step === 1 && m.lists;
  const places = m.pca.map((x) => (Number.isNaN(x) ? 0 : x));
  return { places, step, seed: SEED, dims,
           ids: listed ? m.lists!.ids : null, scores: listed ? m.lists!.scores : null,
           k: m.lists?.k ?? 0,
           vectors: listed ? null : m.vectors!.values };
}

/** NaN, as in the first picture, where a model lacks the node. */
function keep(m: Model, places: Float32Array) {
  const first = models[0];
  const turned = m !== first && first.umap ? aligned(places, first.umap) : places;
  m.umap = turned.map((x, i) => (Number.isNaN(m.pca[i]) ? NaN : x));
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
