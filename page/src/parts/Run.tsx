// How the vectors were made, and how good they are said to be.
import * as state from "../state";
import { evalOf, lossOf, modelName, runOf, settingsOf, Values } from "../runs";
import { count, figure, percent, shown } from "../text";

const seconds = (x: number) => (x < 10 ? x.toFixed(2) : x < 120 ? x.toFixed(1) : Math.round(x)) + " s";

function figures(run: Values): [string, string][] {
  const last = (run.loss as unknown[] | undefined)?.at(-1);
  const loss: [string, string][] = typeof last === "number" ? [["loss of the last epoch", last.toFixed(4)]] : [];
  return loss.concat(Object.entries(run)
    .filter(([key, v]) => key !== "loss" && key !== "options" && typeof v !== "object")
    .map(([key, v]): [string, string] => {
      const name = key.replaceAll("_", " ");
      if (typeof v !== "number") return [name, String(v)];
      if (key.endsWith("_seconds")) return [name.replace(/ seconds$/, ""), seconds(v)];
      if (key.endsWith("_bytes")) return [name.replace(/ bytes$/, ""), `${(v / 1e6).toFixed(0)} MB`];
      return [name, figure(key.endsWith("_per_second") ? Math.round(v) : v)];
    }));
}

const WIDE = 290;

/** Losses of epochs, a line for each model; the label says the same to who cannot see it. */
export function LossCurves({ models }: { models: number[] }) {
  const curves = models.map((i) => ({ i, loss: lossOf(i) })).filter((c) => c.loss.length > 0);
  const all = curves.flatMap((c) => c.loss);
  const epochs = Math.max(0, ...curves.map((c) => c.loss.length));
  if (epochs < 2) return null; // the table of figures has it
  const least = Math.min(...all);
  const most = Math.max(...all);
  const x = (at: number) => 44 + ((WIDE - 60) * at) / (epochs - 1);
  const y = (v: number) => 10 + (90 * (most - v)) / Math.max(1e-12, most - least);
  const said = curves.map((c) => `${models.length > 1 ? `model ${modelName(c.i)}, ` : ""}${c.loss.map((v) => v.toFixed(4)).join(", ")}`);
  return (
    <figure>
      <svg class="loss" viewBox={`0 0 ${WIDE} 130`} role="img" aria-label={`Loss by epoch: ${said.join("; ")}`}>
        <line x1="44" y1="104" x2={WIDE - 10} y2="104" class="axis" />
        <text x="40" y={y(most) + 4} text-anchor="end">{most.toFixed(3)}</text>
        {most > least && <text x="40" y={y(least) + 4} text-anchor="end">{least.toFixed(3)}</text>}
        <text x="44" y="120">1</text>
        <text x={WIDE - 16} y="120" text-anchor="end">epoch {epochs}</text>
        {curves.map(({ i, loss }) => (
          <g key={i} class={`line-${models.length > 1 ? i : 0}`}>
            <polyline points={loss.map((v, at) => `${x(at)},${y(v)}`).join(" ")} class="curve" />
            {epochs <= 40 && loss.map((v, at) => <circle key={at} cx={x(at)} cy={y(v)} r="3" class="mark" />)}
          </g>
        ))}
      </svg>
      {models.length > 1 && (
        <ul class="key">
          {curves.map(({ i }) => (
            <li key={i}>
              <svg class={`line-${i}`} viewBox="0 0 30 8" aria-hidden="true"><polyline points="0,4 30,4" class="curve" /></svg>
              <bdi>{modelName(i)}</bdi>
            </li>
          ))}
        </ul>
      )}
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
  const loss = lossOf(i);
  const out: string[] = [];
  const nodes = (n: number, one: string, more: string) => (n === 1 ? `1 node ${one}` : `${count(n)} nodes ${more}`);
  if (g?.isolated) out.push(`${nodes(g.isolated, "has", "have")} no edge: no walk leaves there, and the vector says nothing.`);
  if (g?.dead_ends) out.push(`${nodes(g.dead_ends, "has", "have")} no way on: walks end there.`);
  if (g?.unknown) out.push(`${nodes(g.unknown, "of the model is", "of the model are")} not in the graph: was it read as for training?`);
  if (g && !g.shown) out.push(`The graph has ${count(g.edges)} edges, too many for a page: edges and walks are left out.`);
  if (m.absent) out.push(`${nodes(m.absent, "of the first model is", "of the first model are")} not in this one.`);
  if (loss.length > 1 && loss[loss.length - 1] > loss[loss.length - 2])
    out.push("The loss rose in the last epoch.");
  return out;
}

function One({ i }: { i: number }) {
  const m = state.info.models[i];
  const run = runOf(i);
  const g = state.info.graph;
  const warned = warnings(i);
  return (
    <section>
      <h2><bdi>{state.info.models.length > 1 ? modelName(i) : shown(m.name, 80)}</bdi></h2>
      {state.info.models.length > 1 && <p><bdi>{shown(m.name, 80)}</bdi></p>}
      <p>{count(state.rows - m.absent)} nodes, {m.dims} dimensions{g ? `, ${count(g.edges)} ${g.directed ? "directed " : ""}${g.weighted ? "weighted " : ""}edges` : ""}</p>
      {warned.length > 0 && <ul class="warnings">{warned.map((w) => <li key={w}>{w}</li>)}</ul>}
      <p class="muted">The PCA map holds {percent(m.shares[0] + m.shares[1])} of the variance of the vectors' directions: nodes far apart on it differ, nodes that lie together may differ in what it leaves out.</p>
      <LossCurves models={[i]} />
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
