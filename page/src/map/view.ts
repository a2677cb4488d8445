// The map of one model: a canvas of points, and above it one of what is said of them: labels, edges
// of the chosen node, a walk, the shape being drawn.
import { Camera, makeRenderer, Points, Renderer } from "./renderer";
import { Room } from "./labels";

export interface Marks {
  chosen: number; // -1: none
  near: number[]; // the chosen one's nearest
  edges: { to: number; weight: number }[]; // of the graph; weight 0 to 1
  walk: number[];
  heat: Map<number, number>; // 0 to 1
  hover: number;
}

export interface Ink {
  text: string;
  ground: string;
  accent: string;
  walk: string;
}

export type Tool = "move" | "box" | "lasso";

const LABELS_TRIED = 6000; // in the order of rows: by visits
const LEAST_MOVING = 20000; // points that are drawn while the map moves, however slow it is
const SLOW_FRAME = 40; // milliseconds from one picture to the next; above, fewer are drawn
const QUICK_FRAME = 22;
const MOVE_MS = 700;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class MapView {
  camera: Camera = { x: 0, y: 0, scale: 100 };
  marks: Marks = { chosen: -1, near: [], edges: [], walk: [], heat: new Map(), hover: -1 };
  ink: Ink = { text: "#000", ground: "#fff", accent: "#05c", walk: "#c30" };
  label: (row: number) => string = () => "";
  shape: { x: number; y: number }[] = []; // being drawn, in CSS pixels
  readonly renderer: Renderer;
  readonly points: Points;
  frames = 0;
  private width = 1;
  private height = 1;
  private asked = false;
  private stale = true; // the points are to be drawn from the first
  private drawn = 0; // points in the picture
  private moving = 0; // until when frames may be coarse
  private most: number; // points in a frame while the map moves
  private before = 0; // when the frame before was drawn, if it was one of a move
  private bareOver = false; // nothing is drawn above the points
  private started = 0; // of the way to new places
  private t = 1; // how far on it, in this frame
  private widths = new Map<number, number>();
  private context: CanvasRenderingContext2D;

  constructor(private canvas: HTMLCanvasElement, private over: HTMLCanvasElement, count: number) {
    this.renderer = makeRenderer(canvas, count);
    this.context = over.getContext("2d")!;
    this.most = count;
    this.points = { count, from: new Float32Array(2 * count), to: new Float32Array(2 * count),
                    colours: new Uint8Array(4 * count).fill(160), sizes: new Float32Array(count).fill(3),
                    edges: null };
    this.renderer.upload(this.points, "style");
  }

  /** New places; points go there from where they are. */
  place(places: Float32Array, animate: boolean) {
    const t = this.progress();
    const { from, to } = this.points;
    if (animate && !still.matches && this.points.count <= 200000)
      for (let i = 0; i < from.length; i++) from[i] += (to[i] - from[i]) * t;
    else from.set(places);
    to.set(places);
    this.started = performance.now();
    this.renderer.upload(this.points, "places");
    this.redraw();
  }

  restyle() {
    this.renderer.upload(this.points, "style");
    this.redraw();
  }

  setEdges(edges: Uint32Array | null) {
    this.points.edges = edges;
    this.renderer.upload(this.points, "edges");
    this.redraw();
  }

  resize() {
    const box = this.canvas.parentElement!.getBoundingClientRect();
    const ratio = Math.min(2, devicePixelRatio || 1);
    const before = Math.min(this.width, this.height);
    this.width = Math.max(1, box.width);
    this.height = Math.max(1, box.height);
    this.camera.scale *= Math.min(this.width, this.height) / before; // what was in the picture stays in it
    for (const canvas of [this.canvas, this.over]) {
      canvas.width = Math.round(this.width * ratio);
      canvas.height = Math.round(this.height * ratio);
    }
    this.redraw();
  }

  fit() {
    this.camera = { x: 0, y: 0, scale: 0.46 * Math.min(this.width, this.height) };
    this.redraw();
  }

  private progress(): number {
    return Math.min(1, (performance.now() - this.started) / MOVE_MS);
  }

  x(row: number): number {
    const { from, to } = this.points;
    const at = from[2 * row] + (to[2 * row] - from[2 * row]) * this.t;
    return this.width / 2 + (at - this.camera.x) * this.camera.scale;
  }

  y(row: number): number {
    const { from, to } = this.points;
    const at = from[2 * row + 1] + (to[2 * row + 1] - from[2 * row + 1]) * this.t;
    return this.height / 2 - (at - this.camera.y) * this.camera.scale;
  }

  private grow(): number {
    return Math.min(4, Math.max(1, Math.pow(this.camera.scale / (0.46 * Math.min(this.width, this.height)), 0.4)));
  }

  visible(row: number): boolean {
    return this.points.colours[4 * row + 3] > 0;
  }

  /** The visible point nearest to a place, within `reach` pixels; -1: none. */
  at(x: number, y: number, reach: number): number {
    let best = -1;
    let least = reach * reach;
    const grow = this.grow();
    const { colours, sizes, to, count } = this.points;
    const settled = this.t >= 1;
    const far = reach + 60; // wider than a point may be: most are passed over by one comparison
    for (let row = 0; row < count; row++) {
      if (settled && Math.abs((to[2 * row] - this.camera.x) * this.camera.scale + this.width / 2 - x) > far) continue;
      if (colours[4 * row + 3] === 0) continue;
      const dx = this.x(row) - x;
      const dy = this.y(row) - y;
      const edge = Math.max(0, Math.hypot(dx, dy) - (sizes[row] * grow) / 2);
      if (edge * edge < least || (best < 0 && edge * edge === least)) {
        least = edge * edge;
        best = row;
      }
    }
    return best;
  }

  /** Visible points within the shape, a polygon in CSS pixels. */
  within(shape: { x: number; y: number }[]): number[] {
    const rows: number[] = [];
    for (let row = 0; row < this.points.count; row++)
      if (this.visible(row) && inside(shape, this.x(row), this.y(row))) rows.push(row);
    return rows;
  }

  /** Visible points in the picture, in the order of rows, at most `most`. */
  shown(most: number): number[] {
    const rows: number[] = [];
    for (let row = 0; row < this.points.count && rows.length < most; row++) {
      if (!this.visible(row)) continue;
      const x = this.x(row);
      const y = this.y(row);
      if (x >= 0 && y >= 0 && x <= this.width && y <= this.height) rows.push(row);
    }
    return rows;
  }

  pan(dx: number, dy: number) {
    this.camera.x -= dx / this.camera.scale;
    this.camera.y += dy / this.camera.scale;
    this.move();
  }

  zoom(factor: number, x = this.width / 2, y = this.height / 2) {
    const c = this.camera;
    const scale = Math.min(1e6, Math.max(20, c.scale * factor));
    c.x += (x - this.width / 2) * (1 / c.scale - 1 / scale);
    c.y -= (y - this.height / 2) * (1 / c.scale - 1 / scale);
    c.scale = scale;
    this.move();
  }

  /** Moves the picture so that the row is well within it. */
  bringIn(row: number) {
    const x = this.x(row);
    const y = this.y(row);
    const margin = Math.min(60, this.width / 4, this.height / 4);
    const dx = x < margin ? margin - x : x > this.width - margin ? this.width - margin - x : 0;
    const dy = y < margin ? margin - y : y > this.height - margin ? this.height - margin - y : 0;
    if (dx || dy) this.pan(dx ? this.width / 2 - x : 0, dy ? this.height / 2 - y : 0);
    this.draw();
  }

  private move() {
    this.moving = performance.now() + 150;
    this.redraw();
  }

  private redraw() {
    this.stale = true;
    this.draw();
  }

  /** What is said above the points, and of the points what is not drawn yet. */
  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => this.frame());
  }

  private frame() {
    this.asked = false;
    const start = performance.now();
    const way = this.t;
    this.t = this.progress();
    const coarse = start < this.moving || this.t < 1;
    this.drawPoints(way < 1, coarse);
    if (coarse) this.adapt(start);
    this.before = coarse ? start : 0;
    this.drawOver(coarse && this.points.count > 200000);
    if (this.frames++ === 0) performance.mark("n2v first picture");
    if (coarse || this.drawn < this.points.count) this.draw();
  }

  private drawPoints(travelling: boolean, coarse: boolean) {
    const wanted = coarse ? this.most : this.points.count;
    const fresh = this.stale || travelling || this.t < 1;
    if (!fresh && this.drawn >= wanted) return;
    this.drawn = this.renderer.draw(this.points, this.camera, this.t, this.grow(), wanted, !fresh);
    this.stale = false;
  }

  /** As many points as are drawn in time; the first rows are the most visited. */
  private adapt(now: number) {
    const took = this.before ? now - this.before : 0;
    if (took > SLOW_FRAME) this.most = Math.max(LEAST_MOVING, this.most * 0.7);
    else if (took && took < QUICK_FRAME) this.most = Math.min(this.points.count, this.most * 1.15);
  }

  private drawOver(bare: boolean) {
    const { chosen, walk, heat, hover } = this.marks;
    const empty = bare && chosen < 0 && hover < 0 && !walk.length && !heat.size && !this.shape.length;
    if (empty && this.bareOver) return;
    this.bareOver = empty;
    const c = this.context;
    const ratio = this.over.width / this.width;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, this.width, this.height);
    if (!this.marks.walk.length) this.drawEdges(c);
    this.drawHeat(c);
    this.drawRings(c);
    if (!bare) this.drawLabels(c);
    this.drawWalk(c);
    this.drawShape(c);
  }

  private line(c: CanvasRenderingContext2D, a: number, b: number) {
    c.beginPath();
    c.moveTo(this.x(a), this.y(a));
    c.lineTo(this.x(b), this.y(b));
    c.stroke();
  }

  private drawEdges(c: CanvasRenderingContext2D) {
    c.strokeStyle = this.ink.accent;
    for (const { to, weight } of this.marks.edges) {
      c.globalAlpha = 0.15 + 0.5 * weight;
      c.lineWidth = 0.6 + 1.6 * weight;
      if (this.visible(to)) this.line(c, this.marks.chosen, to);
    }
    c.globalAlpha = 1;
  }

  private ring(c: CanvasRenderingContext2D, row: number, more: number) {
    c.beginPath();
    c.arc(this.x(row), this.y(row), (this.points.sizes[row] * this.grow()) / 2 + more, 0, 7);
    c.stroke();
  }

  private drawRings(c: CanvasRenderingContext2D) {
    const { chosen, near, hover } = this.marks;
    c.strokeStyle = this.ink.accent;
    c.lineWidth = 1.5;
    if (!this.marks.walk.length) for (const row of near) if (this.visible(row)) this.ring(c, row, 2);
    c.strokeStyle = this.ink.text;
    if (hover >= 0) this.ring(c, hover, 2);
    c.lineWidth = 2.5;
    if (chosen >= 0) this.ring(c, chosen, 4);
  }

  private drawHeat(c: CanvasRenderingContext2D) {
    c.fillStyle = this.ink.walk;
    for (const [row, part] of this.marks.heat) {
      c.globalAlpha = 0.15 + 0.5 * part;
      c.beginPath();
      c.arc(this.x(row), this.y(row), 3 + 14 * Math.sqrt(part), 0, 7);
      c.fill();
    }
    c.globalAlpha = 1;
  }

  private drawWalk(c: CanvasRenderingContext2D) {
    const walk = this.marks.walk;
    c.strokeStyle = c.fillStyle = this.ink.walk;
    for (let i = 1; i < walk.length; i++) {
      c.globalAlpha = 0.35 + (0.65 * i) / walk.length;
      c.lineWidth = i === walk.length - 1 ? 3.5 : 2;
      this.line(c, walk[i - 1], walk[i]);
    }
    c.globalAlpha = 1;
    if (!walk.length) return;
    const last = walk[walk.length - 1];
    c.beginPath();
    c.arc(this.x(last), this.y(last), 6, 0, 7);
    c.fill();
  }

  private drawShape(c: CanvasRenderingContext2D) {
    if (this.shape.length < 2) return;
    c.beginPath();
    for (const p of this.shape) c.lineTo(p.x, p.y);
    c.closePath();
    c.globalAlpha = 0.12;
    c.fillStyle = this.ink.accent;
    c.fill();
    c.globalAlpha = 1;
    c.strokeStyle = this.ink.accent;
    c.lineWidth = 1.5;
    c.stroke();
  }

  private drawLabel(c: CanvasRenderingContext2D, room: Room, row: number, must: boolean): boolean {
    const text = this.label(row);
    if (!text) return false;
    let width = this.widths.get(row);
    if (width === undefined) this.widths.set(row, (width = c.measureText(text).width));
    const radius = (this.points.sizes[row] * this.grow()) / 2;
    const x = this.x(row) - width / 2;
    const y = this.y(row) - radius - 16;
    if (!room.take({ x: x - 3, y, width: width + 6, height: 14 }) && !must) return false;
    c.strokeText(text, x, y + 11);
    c.fillText(text, x, y + 11);
    return true;
  }

  private drawLabels(c: CanvasRenderingContext2D) {
    const { chosen, near, walk, hover } = this.marks;
    const room = new Room(this.width, this.height);
    let left = Math.min(150, (this.width * this.height) / 9000);
    const first = [hover, chosen, ...(walk.length ? walk.slice(-3) : near)].filter((row) => row >= 0);
    const done = new Set(first);
    c.font = "12px system-ui, sans-serif";
    c.strokeStyle = this.ink.ground;
    c.fillStyle = this.ink.text;
    c.lineWidth = 3;
    c.lineJoin = "round";
    for (const row of first)
      if (this.visible(row)) this.drawLabel(c, room, row, row === chosen || row === hover);
    if (chosen >= 0 || walk.length) c.globalAlpha = 0.55;
    for (const row of this.shown(LABELS_TRIED)) {
      if (left <= 0) break;
      if (!done.has(row) && this.drawLabel(c, room, row, false)) left--;
    }
    c.globalAlpha = 1;
  }

  forgetLabels() {
    this.widths.clear();
    this.draw();
  }
}

/** Whether a point is within a polygon: a ray from it crosses the border an odd number of times. */
export function inside(shape: { x: number; y: number }[], x: number, y: number): boolean {
  let odd = false;
  for (let i = 0, j = shape.length - 1; i < shape.length; j = i++) {
    const a = shape[i];
    const b = shape[j];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
  }
  return odd;
}
