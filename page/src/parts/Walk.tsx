// A walk from the chosen node, step by step, at any p and q: what the two do.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

import { views } from "../map/MapPane";
import * as state from "../state";
import { percent } from "../text";
import { Chances, Kind, Step, Survey, survey, Walker } from "../walk";
import { NodeButton } from "./NodeButton";
import { settingsOf } from "../runs";

const LENGTH = 20;

const words: Record<Kind, string> = {
  first: "first step, by weight alone",
  back: "went back",
  near: "stayed near",
  out: "went on",
};

function Bar({ chances }: { chances: Pick<Chances, "back" | "near" | "out"> }) {
  const part = (kind: "back" | "near" | "out") =>
    chances[kind] > 0 && <span class={kind} style={{ width: percent(chances[kind]) }} />;
  return <span class="chances" aria-hidden="true">{part("back")}{part("near")}{part("out")}</span>;
}

function Slider({ name, value, put, little, much }: { name: string; value: number; put: (v: number) => void; little: string; much: string }) {
  return (
    <label class="slider">
      <span><b>{name}</b> = {Number(value.toPrecision(3))}</span>
      <input type="range" min={-4} max={4} step={0.5} value={Math.log2(value)} aria-valuetext={String(value)}
             onInput={(e) => put(2 ** Number(e.currentTarget.value))} />
      <small class="ends"><span>{little}</span><span>{much}</span></small>
    </label>
  );
}

function StepLine({ step, i }: { step: Step; i: number }) {
  const c = step.chances;
  return (
    <li>
      <NodeButton row={step.node} />
      {i > 0 && <small>{words[step.kind]}</small>}
      {c && (
        <small class="muted">
          <Bar chances={c} /> back {percent(c.back)} · near {percent(c.near)} ({c.counts.near}) · on {percent(c.out)} ({c.counts.out})
        </small>
      )}
    </li>
  );
}

function SurveyLine({ title, s }: { title: string; s: Survey }) {
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{percent(s.back)}</td><td>{percent(s.near)}</td><td>{percent(s.out)}</td>
      <td>{s.different.toFixed(1)}</td>
    </tr>
  );
}

/** In words, against plain walks. */
function meaning(s: Survey, plain: Survey, p: number, q: number): string {
  if (p === 1 && q === 1) return "With p = q = 1 every neighbour counts by its weight alone. Move a slider and see the walk change.";
  const more = s.different - plain.different;
  const way =
    Math.abs(more) < 0.3 ? "as many different nodes as" : more > 0 ? "more different nodes than" : "fewer different nodes than";
  const why = [
    q > 1 ? "A large q holds it among the neighbours of the node it came from." : q < 1 ? "A small q draws it away from the node it came from." : "",
    p > 1 ? "A large p keeps it from stepping straight back." : p < 1 ? "A small p lets it step straight back." : "",
  ];
  return `${why.filter(Boolean).join(" ")} In ${LENGTH} nodes it meets ${way} a plain walk.`;
}

function Walked({ start }: { start: number }) {
  const settings = settingsOf(state.model.value);
  const p = useSignal(Number(settings.p ?? 1) || 1);
  const q = useSignal(Number(settings.q ?? 1) || 1);
  const seed = useSignal(1);
  const at = useSignal(0);
  const playing = useSignal(false);
  const many = useSignal(false);
  const steps = useMemo(() => new Walker(state.graph!).walk(start, LENGTH, p.value, q.value, seed.value),
                        [start, p.value, q.value, seed.value]);
  const seen = steps.slice(0, at.value + 1);

  useEffect(() => {
    state.walkPath.value = seen.map((s) => s.node);
    for (const view of views) if (at.value > 0) view?.bringIn(seen[seen.length - 1].node);
  }, [start, p.value, q.value, seed.value, at.value]);
  useEffect(() => () => { state.walkPath.value = []; state.heat.value = new Map(); }, [start]);
  useEffect(() => {
    if (!playing.value) return;
    const timer = setInterval(() => {
      if (at.value < steps.length - 1) at.value++;
      else playing.value = false;
    }, 700);
    return () => clearInterval(timer);
  }, [playing.value, steps.length]);

  const now = useMemo(() => survey(state.graph!, start, LENGTH, p.value, q.value, seed.value),
                      [start, p.value, q.value, seed.value]);
  const plain = useMemo(() => survey(state.graph!, start, LENGTH, 1, 1, seed.value), [start, seed.value]);
  useEffect(() => {
    const heat = new Map<number, number>();
    if (many.value) for (const [row, n] of now.visits) if (row !== start) heat.set(row, n / now.walks);
    state.heat.value = heat;
  }, [many.value, start, p.value, q.value, seed.value]);

  const last = steps.length - 1;
  const go = (i: number) => () => { playing.value = false; at.value = Math.min(last, Math.max(0, i)); };
  return (
    <>
      <h2>A walk from <bdi>{state.titleOf(start)}</bdi></h2>
      <Slider name="p" value={p.value} put={(v) => (p.value = v)} little="steps back often" much="seldom steps back" />
      <Slider name="q" value={q.value} put={(v) => (q.value = v)} little="goes far" much="stays near" />
      <p class="muted">
        A step goes <b>back</b> to the node before (its weight is divided by p), or <b>near</b>, to a neighbour
        of the node before, or <b>on</b>, to any other (its weight is divided by q).
      </p>
      <p>{meaning(now, plain, p.value, q.value)}</p>
      <div class="group" role="group" aria-label="Walk">
        <button type="button" onClick={go(at.value - 1)} disabled={at.value === 0}>Back</button>
        <button type="button" onClick={go(at.value + 1)} disabled={at.value >= last}>Step</button>
        <button type="button" onClick={() => { if (at.value >= last) at.value = 0; playing.value = !playing.value; }}>{playing.value ? "Pause" : "Play"}</button>
        <button type="button" onClick={() => { seed.value++; at.value = 0; }}>Another walk</button>
      </div>
      <ol class="steps" start={0}>{seen.map((step, i) => <StepLine key={i} step={step} i={i} />)}</ol>
      {at.value === last && last < LENGTH - 1 && <p>The walk ends here: no edge leads on.</p>}
      <table class="tight">
        <caption>{now.walks} walks of {LENGTH} nodes from here</caption>
        <thead><tr><td></td><th scope="col">back</th><th scope="col">near</th><th scope="col">on</th><th scope="col">different nodes</th></tr></thead>
        <tbody>
          <SurveyLine title={`p ${Number(p.value.toPrecision(3))}, q ${Number(q.value.toPrecision(3))}`} s={now} />
          {(p.value !== 1 || q.value !== 1) && <SurveyLine title="p 1, q 1" s={plain} />}
        </tbody>
      </table>
      <label><input type="checkbox" checked={many.value} onChange={(e) => (many.value = e.currentTarget.checked)} /> Show on the map where these walks go</label>
    </>
  );
}

export function Walk() {
  const row = state.chosen.value;
  if (!state.ready.value) return <p>Reading …</p>;
  if (!state.graph)
    return <p>{state.info.graph ? "The graph has too many edges to be kept in a page." : "n2v-page was not given the graph: -graph FILE shows its edges and walks."}</p>;
  if (row < 0) return <p>Choose a node to walk from: search for one, or click it on the map.</p>;
  return <Walked key={row} start={row} />;
}
