// What the map shows and how it is handled.
import { arrange, arranging, cancel, failed, possible, sampleStep } from "../arrange";
import { views } from "../map/MapPane";
import { Tool } from "../map/view";
import * as state from "../state";
import { count, percent, shown } from "../text";

function Arrangement() {
  const busy = arranging.value;
  const made = state.arranged.value > 0;
  const step = sampleStep(state.info.models[0].dims);
  const sample = Math.ceil(state.rows / step);
  const show = (layout: "pca" | "umap") => () => {
    if (layout === "umap" && !state.models[0].umap) arrange();
    else state.layout.value = layout;
  };
  return (
    <div class="group" role="group" aria-label="Arrangement">
      <button type="button" aria-pressed={state.layout.value === "pca"} onClick={show("pca")}>PCA</button>
      <button type="button" aria-pressed={state.layout.value === "umap"} disabled={!state.ready.value || !possible() || (!!busy && !made)}
              onClick={show("umap")}>UMAP</button>
      {busy && (
        <span class="progress">
          <progress aria-label="UMAP" max={1} value={busy.fraction} />
          <span>{busy.stage} {percent(busy.fraction)}</span>
          <button type="button" onClick={cancel}>Cancel</button>
        </span>
      )}
      {failed.value && <span role="status">UMAP failed: {shown(failed.value)}</span>}
      {step > 1 && (made ? state.layout.value === "umap" : !busy) && (
        <span class="muted">UMAP of {count(sample)} nodes, the others beside those they are most like</span>
      )}
    </div>
  );
}

function Tools() {
  const tools: [Tool, string][] = [["move", "Move"], ["box", "Box"], ["lasso", "Lasso"]];
  return (
    <div class="group" role="group" aria-label="What dragging does">
      {tools.map(([tool, name]) => (
        <button key={tool} type="button" aria-pressed={state.tool.value === tool} onClick={() => (state.tool.value = tool)}>{name}</button>
      ))}
    </div>
  );
}

function Zoom() {
  const all = (act: (view: NonNullable<(typeof views)[number]>) => void) => () => {
    for (const view of views) if (view) act(view);
    state.moved.value++;
  };
  return (
    <div class="group" role="group" aria-label="Zoom">
      <button type="button" aria-label="Zoom in" onClick={all((v) => v.zoom(1.5))}>+</button>
      <button type="button" aria-label="Zoom out" onClick={all((v) => v.zoom(1 / 1.5))}>−</button>
      <button type="button" onClick={all((v) => v.fit())}>All</button>
    </div>
  );
}

export function Toolbar() {
  const columns = state.columns.value;
  const pick = (label: string, value: string, titles: string[], put: (title: string) => void) => (
    <label>
      {label}{" "}
      <select value={value} onChange={(e) => put(e.currentTarget.value)}>
        {titles.map((t) => <option key={t} value={t}>{t ? shown(t, 30) : "nothing"}</option>)}
      </select>
    </label>
  );
  return (
    <div class="toolbar">
      <Arrangement />
      {pick("Colour", state.colourBy.value, ["", ...columns.map((c) => c.title)], state.colourByColumn)}
      {pick("Size", state.sizeBy.value, ["", ...columns.filter((c) => c.number).map((c) => c.title)], (t) => (state.sizeBy.value = t))}
      <Tools />
      <Zoom />
      {state.graph && (
        <label><input type="checkbox" checked={state.showEdges.value} onChange={(e) => (state.showEdges.value = e.currentTarget.checked)} /> Edges</label>
      )}
      {state.models.length > 1 && (
        <label><input type="checkbox" checked={state.sideBySide.value} onChange={(e) => (state.sideBySide.value = e.currentTarget.checked)} /> Side by side</label>
      )}
    </div>
  );
}
