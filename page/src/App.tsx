// The page: a header with the search, the map with its tools and legend, and panels beside it.
import { useEffect } from "preact/hooks";

import { MapPane } from "./map/MapPane";
import { Compare } from "./parts/Compare";
import { Help } from "./parts/Help";
import { Legend } from "./parts/Legend";
import { Neighbours } from "./parts/Neighbours";
import { Nodes } from "./parts/Nodes";
import { Run } from "./parts/Run";
import { Search } from "./parts/Search";
import { Toolbar } from "./parts/Toolbar";
import { Walk } from "./parts/Walk";
import { modelName } from "./runs";
import * as state from "./state";
import { count, shown } from "./text";

const panels = [
  { id: "neighbours", name: "Nearest", Part: Neighbours },
  { id: "walk", name: "Walk: p, q", Part: Walk },
  { id: "nodes", name: "Nodes", Part: Nodes },
  { id: "run", name: "Run", Part: Run },
  ...(state.info.models.length > 1 ? [{ id: "compare", name: "Compare", Part: Compare }] : []),
  { id: "help", name: "Help", Part: Help },
];

function Tabs() {
  const at = Math.max(0, panels.findIndex((p) => p.id === state.tab.value));
  const key = (e: KeyboardEvent) => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!move) return;
    e.preventDefault();
    const next = panels[(at + move + panels.length) % panels.length];
    state.tab.value = next.id;
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <div role="tablist" aria-label="About the nodes" onKeyDown={key}>
      {panels.map((p, i) => (
        <button key={p.id} id={`tab-${p.id}`} type="button" role="tab" aria-selected={i === at} tabIndex={i === at ? 0 : -1}
                aria-controls="panel" onClick={() => (state.tab.value = p.id)}>{p.name}</button>
      ))}
    </div>
  );
}

function Panel() {
  const { id, Part } = panels.find((p) => p.id === state.tab.value) ?? panels[0];
  return (
    <div id="panel" role="tabpanel" aria-labelledby={`tab-${id}`} tabIndex={0}>
      <Part />
    </div>
  );
}

function Maps() {
  const all = state.models.slice(0, state.placed.value).map((_, i) => i);
  const shownMaps = state.sideBySide.value ? all : all.filter((i) => i === state.model.value);
  return <div class={`maps maps-${shownMaps.length}`}>{shownMaps.map((i) => <MapPane key={i} model={i} />)}</div>;
}

function ModelChoice() {
  if (state.info.models.length < 2) return null;
  return (
    <label>
      {state.sideBySide.value ? "Lists of model" : "Model"}{" "}
      <select value={state.model.value} onChange={(e) => (state.model.value = Number(e.currentTarget.value))}>
        {state.models.slice(0, state.placed.value).map((_, i) => <option key={i} value={i}>{modelName(i)}</option>)}
      </select>
    </label>
  );
}

export function App() {
  useEffect(() => {
    document.documentElement.dataset.theme = state.dark.value ? "dark" : "light";
  }, [state.dark.value]);
  document.documentElement.dataset.theme = state.dark.value ? "dark" : "light";
  const first = state.info.models[0];
  return (
    <>
      <header>
        <h1><bdi>{shown(first.name, 60)}</bdi> <small>{count(state.rows)} nodes</small></h1>
        <Search />
        <a class="skip" href="#panel">To the lists</a>
        <ModelChoice />
        <button type="button" aria-pressed={state.dark.value} onClick={() => (state.dark.value = !state.dark.value)}>Dark</button>
      </header>
      <main>
        {state.problem.value && <p role="alert">{state.problem.value}</p>}
        <section class="picture" aria-label="Map">
          <Toolbar />
          <Maps />
        </section>
        <aside aria-label="Details">
          <Tabs />
          <Panel />
          <Legend />
        </aside>
      </main>
      <p class="said" role="status" aria-live="polite">{state.said.value}</p>
    </>
  );
}
