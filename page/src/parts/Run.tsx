// How the vectors were made, and how good they are said to be.
import * as state from "../state";
import { count, figure, percent, shown } from "../text";

type Values = Record<string, unknown>;

const parsed = new Map<string, Values>();

function parse(text: string): Values {
  let values = parsed.get(text);
  if (!values) parsed.set(text, (values = JSON.parse(text) as Values));
  return values;
}

export const runOf = (i: number): Values | null => {
  const text = state.info.models[i].run;
  return text ? parse(text) : null;
};

/** The options in force, where the run tells them. */
export function settingsOf(i: number): Record<string, string> {
  const options = runOf(i)?.options;
  if (!options || typeof options !== "object") return {};
  return Object.fromEntries(Object.entries(options).map(([k, v]) => [k, String(v)]));
}

/** n2v-eval prints lines of `key value`, or JSON. */
function evalOf(i: number): [string, string][] {
  const text = state.info.models[i].eval;
  if (!text) return [];
  if (!text.trimStart().startsWith("{"))
    return text.split("\n").map((line) => line.trim()).filter(Boolean).map((line): [string, string] => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), line.slice(at + 1)];
    });
  return flatten(parse(text));
}

const flatten = (values: Values, before = ""): [string, string][] =>
  Object.entries(values).flatMap(([key, v]): [string, string][] =>
    v && typeof v === "object" && !Array.isArray(v)
      ? flatten(v as Values, `${before}${key} `)
      : [[before + key, typeof v === "number" ? figure(v) : Array.isArray(v) ? v.join(", ") : String(v)]]);

/** What tells one model from the others: the settings that differ. */
export function difference(i: number): string {
  const all = state.info.models.map((_, j) => settingsOf(j));
  const keys = Object.keys(all[i]).filter((key) => all.some((s) => s[key] !== all[i][key]));
  return keys.slice(0, 4).map((key) => `${key} ${all[i][key]}`).join(", ");
}

const seconds = (x: number) => (x < 10 ? x.toFixed(2) : x < 120 ? x.toFixed(1) : Math.round(x)) + " s";

function figures(run: Values): [string, string][] {
  return Object.entries(run)
    .filter(([key, v]) => key !== "loss" && key !== "options" && typeof v !== "object")
    .map(([key, v]): [string, string] => {
      const name = key.replaceAll("_", " ");
      if (typeof v !== "number") return [name, String(v)];
      if (key.endsWith("_seconds")) return [name.replace(/ seconds$/, ""), seconds(v)];
      if (key.endsWith("_bytes")) return [name.replace(/ bytes$/, ""), `${(v / 1e6).toFixed(0)} MB`];
      return [name, figure(key.endsWith("_per_second") ? Math.round(v) : v)];
    });
}

/** The losses of epochs as a line; a table says the same to who cannot see it. */
export function LossCurve({ loss }: { loss: number[] }) {
  const known = loss.filter((x) => typeof x === "number");
  if (known.length < 2) return known.length ? <p>Loss {known[0].toFixed(4)}</p> : null;
  const least = Math.min(...known);
  const most = Math.max(...known);
  const x = (i: number) => 44 + (230 * i) / (known.length - 1);
  const y = (v: number) => 10 + (90 * (most - v)) / Math.max(1e-12, most - least);
  return (
    <figure>
      <svg class="loss" viewBox="0 0 290 130" role="img" aria-label={`Loss by epoch: ${known.map((v) => v.toFixed(4)).join(", ")}`}>
        <line x1="44" y1="104" x2="280" y2="104" class="axis" />
        <text x="40" y={y(most) + 4} text-anchor="end">{most.toFixed(3)}</text>
        <text x="40" y={y(least) + 4} text-anchor="end">{least.toFixed(3)}</text>
        <text x="44" y="120">1</text>
        <text x="274" y="120" text-anchor="end">epoch {known.length}</text>
        <polyline points={known.map((v, i) => `${x(i)},${y(v)}`).join(" ")} class="curve" />
        {known.length <= 40 && known.map((v, i) => <circle key={i} cx={x(i)} cy={y(v)} r="3" class="mark" />)}
      </svg>
      <figcaption>Mean loss of a pair, after each epoch</figcaption>
    </figure>
  );
}

const Table = ({ caption, lines }: { caption: string; lines: [string, string][] }) =>
  lines.length ? (
    <table>
      <caption>{caption}</caption>
      <tbody>{lines.map(([k, v], i) => <tr key={i}><th scope="row">{shown(k, 60)}</th><td><bdi>{shown(v, 60)}</bdi></td></tr>)}</tbody>
    </table>
  ) : null;

export function warnings(i: number): string[] {
  const g = state.info.graph;
  const m = state.info.models[i];
  const loss = runOf(i)?.loss as number[] | undefined;
  const out: string[] = [];
  const nodes = (n: number, one: string, more: string) => (n === 1 ? `1 node ${one}` : `${count(n)} nodes ${more}`);
  if (g?.isolated) out.push(`${nodes(g.isolated, "has", "have")} no edge: no walk leaves there, and the vector says nothing.`);
  if (g?.dead_ends) out.push(`${nodes(g.dead_ends, "has", "have")} no way on: walks end there.`);
  if (g?.unknown) out.push(`${nodes(g.unknown, "of the model is", "of the model are")} not in the graph: was it read as for training?`);
  if (g && !g.shown) out.push(`The graph has ${count(g.edges)} edges, too many for a page: edges and walks are left out.`);
  if (m.absent) out.push(`${nodes(m.absent, "of the first model is", "of the first model are")} not in this one.`);
  if (loss && loss.length > 1 && loss[loss.length - 1] > loss[loss.length - 2])
    out.push("The loss rose in the last epoch.");
  return out;
}

function One({ i }: { i: number }) {
  const m = state.info.models[i];
  const run = runOf(i);
  const g = state.info.graph;
  const warned = warnings(i);
  const loss = Array.isArray(run?.loss) ? (run!.loss as number[]) : [];
  return (
    <section>
      <h2><bdi>{shown(m.name, 80)}</bdi></h2>
      <p>{count(state.rows - m.absent)} nodes, {m.dims} dimensions{g ? `, ${count(g.edges)} ${g.directed ? "directed " : ""}${g.weighted ? "weighted " : ""}edges` : ""}</p>
      {warned.length > 0 && <ul class="warnings">{warned.map((w) => <li key={w}>{w}</li>)}</ul>}
      <p class="muted">The PCA map holds {percent(m.shares[0] + m.shares[1])} of the variance of the vectors' directions: nodes far apart on it differ, nodes that lie together may differ in what it leaves out.</p>
      <LossCurve loss={loss} />
      <Table caption="Quality" lines={evalOf(i)} />
      {run && <Table caption="Run" lines={figures(run)} />}
      <Table caption="Settings" lines={Object.entries(settingsOf(i))} />
      {!run && <p class="muted">With -run, n2v-page shows what n2v-train -metrics wrote; with -eval, what n2v-eval said.</p>}
    </section>
  );
}

export function Run() {
  return <>{state.info.models.map((_, i) => <One key={i} i={i} />)}
    <p class="muted">Made by n2v {state.info.version}. This page asks nothing of any network.</p></>;
}
