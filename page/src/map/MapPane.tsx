// The map as a part of the page: pointer, touch and keyboard.
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import * as state from "../state";
import { titleOf } from "../state";
import { shown } from "../text";
import { modelName } from "../runs";
import { style } from "./style";
import { MapView } from "./view";

export const views: (MapView | undefined)[] = [];

const placesOf = (i: number) => {
  const m = state.models[i];
  return (state.layout.value === "umap" && m.umap) || m.pca;
};

/** The chosen node's edges, the heaviest first. */
function edgesOf(row: number): { to: number; weight: number }[] {
  const g = state.graph;
  if (!g || row < 0) return [];
  const edges = [];
  for (let i = g.offsets[row]; i < g.offsets[row + 1]; i++)
    edges.push({ to: g.neighbours[i], weight: g.weights ? g.weights[i] : 1 });
  edges.sort((a, b) => b.weight - a.weight);
  const most = edges[0]?.weight ?? 1;
  return edges.slice(0, 300).map((e) => ({ to: e.to, weight: e.weight / most }));
}

function allEdges(): Uint32Array | null {
  const g = state.graph;
  if (!g || !state.showEdges.value) return null;
  const allowed = state.allowed.value;
  const pairs: number[] = [];
  for (let v = 0; v < state.rows; v++)
    for (let i = g.offsets[v]; i < g.offsets[v + 1]; i++)
      if ((v < g.neighbours[i] || state.info.graph!.directed) && allowed[v] && allowed[g.neighbours[i]])
        pairs.push(v, g.neighbours[i]);
  return Uint32Array.from(pairs);
}

/** Keeps a view as the signals say. Gives what undoes it. */
function follow(view: MapView, i: number): () => void {
  let last: Float32Array | null = null;
  const effects = [
    effect(() => {
      void state.arranged.value;
      void state.ready.value; // rows that a model lacks are known then
      const places = placesOf(i);
      if (places !== last) view.place(places.map((x) => (Number.isNaN(x) ? 0 : x)), last !== null);
      last = places;
      style(view.points, places);
      view.restyle();
    }),
    effect(() => {
      void state.ready.value;
      view.setEdges(allEdges());
    }),
    effect(() => {
      const css = getComputedStyle(document.documentElement);
      void state.dark.value;
      const ink = (name: string) => css.getPropertyValue(`--${name}`).trim();
      view.ink = { text: ink("text"), ground: ink("ground"), accent: ink("accent"), walk: ink("walk") };
      view.draw();
    }),
    effect(() => {
      void state.columns.value; // names are there
      view.label = (row) => shown(titleOf(row), 36);
      view.forgetLabels();
    }),
    effect(() => {
      const row = state.chosen.value;
      const ready = state.ready.value;
      view.marks.chosen = row;
      view.marks.near = row >= 0 && ready ? (state.near(state.models[i], row)?.ids.slice(0, 10) ?? []) : [];
      view.marks.edges = edgesOf(row);
      view.draw();
    }),
    effect(() => {
      view.marks.walk = state.walkPath.value;
      view.marks.heat = state.heat.value;
      view.draw();
    }),
  ];
  return () => effects.forEach((stop) => stop());
}

/** Pointers on the map: drags move it or draw a shape, two fingers zoom, a click chooses. */
class Hands {
  private down = new Map<number, { x: number; y: number }>();
  private start = { x: 0, y: 0 };
  private dragged = false;
  private waiting = false;

  constructor(private view: MapView, private host: HTMLElement) {}

  private place(e: PointerEvent | MouseEvent) {
    const box = this.host.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  }

  press = (e: PointerEvent) => {
    if (e.button !== 0) return;
    try {
      this.host.setPointerCapture(e.pointerId);
    } catch {
      // the pointer is gone already
    }
    const at = this.place(e);
    this.down.set(e.pointerId, at);
    this.start = at;
    this.dragged = this.down.size > 1;
    this.view.shape = [];
  };

  move = (e: PointerEvent) => {
    const at = this.place(e);
    const before = this.down.get(e.pointerId);
    if (!before) return this.hover(at);
    if (Math.hypot(at.x - this.start.x, at.y - this.start.y) > 4) this.dragged = true;
    if (this.down.size === 2) this.pinch(e.pointerId, before, at);
    else if (state.tool.value === "move") this.view.pan(at.x - before.x, at.y - before.y);
    else this.stretch(at);
    this.down.set(e.pointerId, at);
  };

  private pinch(id: number, before: { x: number; y: number }, at: { x: number; y: number }) {
    const other = [...this.down].find(([key]) => key !== id)![1];
    const length = (p: { x: number; y: number }) => Math.max(10, Math.hypot(p.x - other.x, p.y - other.y));
    this.view.shape = [];
    this.view.zoom(length(at) / length(before), (at.x + other.x) / 2, (at.y + other.y) / 2);
    this.view.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
  }

  private stretch(at: { x: number; y: number }) {
    const s = this.start;
    if (state.tool.value === "lasso") this.view.shape.push(at);
    else this.view.shape = [s, { x: at.x, y: s.y }, at, { x: s.x, y: at.y }];
    this.view.draw();
  }

  release = (e: PointerEvent) => {
    if (!this.down.delete(e.pointerId)) return;
    const shape = this.view.shape;
    this.view.shape = [];
    if (this.dragged && shape.length > 2) {
      const rows = this.view.within(shape);
      state.picked.value = rows;
      state.said.value = `${rows.length} nodes are selected`;
      if (rows.length) state.tab.value = "nodes";
    } else if (!this.dragged && this.down.size === 0) {
      const at = this.place(e);
      const row = this.view.at(at.x, at.y, e.pointerType === "touch" ? 22 : 8);
      state.choose(row);
      if (row >= 0 && state.tab.value !== "walk" && state.tab.value !== "compare") state.tab.value = "neighbours";
    }
    this.view.draw();
    state.moved.value++;
  };

  private hover(at: { x: number; y: number }) {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      const row = this.view.at(at.x, at.y, 6);
      this.host.classList.toggle("pointing", row >= 0);
      if (row === this.view.marks.hover) return;
      this.view.marks.hover = row;
      this.view.draw();
    });
  }

  leave = () => {
    this.view.marks.hover = -1;
    this.view.draw();
  };

  wheel = (e: WheelEvent) => {
    e.preventDefault();
    const at = this.place(e);
    const lines = e.deltaMode === 1 ? 16 : 1;
    this.view.zoom(Math.exp(-e.deltaY * lines * 0.0015), at.x, at.y);
    state.moved.value++;
  };

  double = (e: MouseEvent) => {
    const at = this.place(e);
    this.view.zoom(2, at.x, at.y);
    state.moved.value++;
  };

  key = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const view = this.view;
    const step = 60;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => view.pan(step, 0),
      ArrowRight: () => view.pan(-step, 0),
      ArrowUp: () => view.pan(0, step),
      ArrowDown: () => view.pan(0, -step),
      "+": () => view.zoom(1.4),
      "=": () => view.zoom(1.4),
      "-": () => view.zoom(1 / 1.4),
      "0": () => view.fit(),
      Enter: () => this.chooseMiddle(),
      " ": () => this.chooseMiddle(),
      Escape: () => {
        state.choose(-1);
        state.picked.value = [];
      },
    };
    if (!keys[e.key]) return;
    e.preventDefault();
    keys[e.key]();
    state.moved.value++;
  };

  private chooseMiddle() {
    const box = this.host.getBoundingClientRect();
    state.choose(this.view.at(box.width / 2, box.height / 2, 1e4));
  }
}

export function MapPane({ model }: { model: number }) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const element = host.current!;
    const view = (views[model] = new MapView(canvas.current!, over.current!, state.rows));
    element.dataset.renderer = view.renderer.kind;
    view.resize();
    view.fit();
    const stop = follow(view, model);
    const hands = new Hands(view, element);
    const sizes = new ResizeObserver(() => {
      view.resize();
      state.moved.value++;
    });
    sizes.observe(element);
    const passive = { passive: false };
    element.addEventListener("wheel", hands.wheel, passive);
    const handlers: [string, (e: never) => void][] = [
      ["pointerdown", hands.press], ["pointermove", hands.move], ["pointerup", hands.release],
      ["pointercancel", hands.release], ["pointerleave", hands.leave], ["dblclick", hands.double],
      ["keydown", hands.key],
    ];
    for (const [name, handler] of handlers) element.addEventListener(name, handler as EventListener);
    return () => {
      stop();
      sizes.disconnect();
      element.removeEventListener("wheel", hands.wheel);
      for (const [name, handler] of handlers) element.removeEventListener(name, handler as EventListener);
      views[model] = undefined;
    };
  }, [model]);

  void state.arranged.value; // the name says which picture it is
  const several = state.info.models.length > 1; // of which not all may be read yet
  const name = several ? ` of model ${modelName(model)}` : "";
  return (
    <div class="map" ref={host} tabIndex={0} role="application" data-model={model}
         aria-label={`Map${name}. Arrow keys move it, plus and minus zoom, 0 shows all, Enter chooses the node in the middle. All nodes are also in the lists beside it.`}>
      <canvas ref={canvas} aria-hidden="true" />
      <canvas ref={over} aria-hidden="true" />
      {several && state.sideBySide.value && <p class="map-name">
          <bdi>{modelName(model)}</bdi>
          {state.layout.value === "umap" && !state.models[model].umap && <small> PCA, until its UMAP is made</small>}
        </p>}
    </div>
  );
}
