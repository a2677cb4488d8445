// Second-order walks as node2vec draws them (Grover and Leskovec, KDD 2016, section 3.2.2). From v,
// reached from t, a neighbour x is drawn in proportion to the edge's weight times 1/p if x is t, 1 if
// t has an edge to x, 1/q otherwise; the first rule that fits counts (src/walk/law.h).
import { random } from "./random";

export interface Graph {
  offsets: Uint32Array; // row v is neighbours[offsets[v] .. offsets[v + 1])
  neighbours: Uint32Array;
  weights: Float32Array | null;
}

/** What a step did, seen from the node before: nothing to see at the first one. */
export type Kind = "first" | "back" | "near" | "out";

export interface Chances {
  back: number;
  near: number;
  out: number; // probabilities; they sum to 1, or to 0 where the walk ends
  counts: { back: number; near: number; out: number }; // nodes of each kind
}

export interface Step {
  node: number;
  kind: Kind;
  chances: Chances | null; // of the draw that led here; null: the first step goes by weights alone
}

export class Walker {
  private mark: Uint32Array; // nodes that t has an edge to: mark[x] === turn
  private turn = 0;
  private share = new Float64Array(64);
  scanned = 0; // arcs looked at so far

  constructor(private graph: Graph) {
    this.mark = new Uint32Array(graph.offsets.length - 1);
  }

  private markNeighbours(t: number) {
    const { offsets, neighbours } = this.graph;
    this.turn++;
    for (let i = offsets[t]; i < offsets[t + 1]; i++) this.mark[neighbours[i]] = this.turn;
    this.scanned += offsets[t + 1] - offsets[t];
  }

  /** One step from v, reached from t (-1: the walk starts at v); null: v has no way on. */
  step(t: number, v: number, p: number, q: number, next: () => number): Step | null {
    const { offsets, neighbours, weights } = this.graph;
    const begin = offsets[v];
    const degree = offsets[v + 1] - begin;
    if (!degree) return null;
    if (t >= 0) this.markNeighbours(t);
    if (this.share.length < degree) this.share = new Float64Array(2 * degree);
    const kindOf = (x: number): Kind =>
      t < 0 ? "first" : x === t ? "back" : this.mark[x] === this.turn ? "near" : "out";
    const sums = { first: 0, back: 0, near: 0, out: 0 };
    const counts = { first: 0, back: 0, near: 0, out: 0 };
    let total = 0;
    for (let i = 0; i < degree; i++) {
      const kind = kindOf(neighbours[begin + i]);
      const factor = kind === "back" ? 1 / p : kind === "out" ? 1 / q : 1;
      const share = (weights ? weights[begin + i] : 1) * factor;
      sums[kind] += share;
      counts[kind]++;
      this.share[i] = total += share;
    }
    this.scanned += degree;
    const target = next() * total;
    let at = 0;
    while (at < degree - 1 && this.share[at] <= target) at++;
    const node = neighbours[begin + at];
    const chances =
      t < 0
        ? null
        : { back: sums.back / total, near: sums.near / total, out: sums.out / total, counts };
    return { node, kind: kindOf(node), chances };
  }

  walk(start: number, length: number, p: number, q: number, seed: number): Step[] {
    const next = random(seed);
    const steps: Step[] = [{ node: start, kind: "first", chances: null }];
    while (steps.length < length) {
      const before = steps.length > 1 ? steps[steps.length - 2].node : -1;
      const step = this.step(before, steps[steps.length - 1].node, p, q, next);
      if (!step) break;
      steps.push(step);
    }
    return steps;
  }
}

export interface Survey {
  walks: number;
  back: number;
  near: number;
  out: number; // parts of all steps but the first of each walk
  different: number; // nodes that a walk visits, in the mean
  visits: Map<number, number>; // how many of the walks came by
}

/** What many walks from one node do; fewer of them where rows are long. */
export function survey(graph: Graph, start: number, length: number, p: number, q: number,
                       seed: number, walks = 400): Survey {
  const walker = new Walker(graph);
  const kinds = { first: 0, back: 0, near: 0, out: 0 };
  const visits = new Map<number, number>();
  let done = 0;
  let different = 0;
  while (done < walks && walker.scanned < 2e7) {
    const nodes = new Set<number>();
    const steps = walker.walk(start, length, p, q, seed + 7919 * ++done);
    steps.forEach((step, i) => {
      if (i) kinds[step.kind]++;
      nodes.add(step.node);
    });
    different += nodes.size;
    for (const node of nodes) visits.set(node, (visits.get(node) ?? 0) + 1);
  }
  const all = Math.max(1, kinds.back + kinds.near + kinds.out);
  return { walks: done, back: kinds.back / all, near: kinds.near / all, out: kinds.out / all,
           different: different / Math.max(1, done), visits };
}
