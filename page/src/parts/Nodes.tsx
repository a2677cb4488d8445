// The nodes of the map as a list: those selected by box or lasso, or else those in the picture.
import { useComputed } from "@preact/signals";

import { views } from "../map/MapPane";
import { cell } from "../columns";
import * as state from "../state";
import { count } from "../text";
import { NodeButton } from "./NodeButton";

const SHOWN = 100;

const tidy = (text: string) => text.replace(/[\t\r\n]/g, " ");

/** Rows as a table with tabs, which n2v-page -metadata and spreadsheets read. */
export function table(rows: number[]): string {
  const head = ["name", ...(state.titles ? ["title"] : []), ...state.columns.value.map((c) => c.title)];
  const lines = rows.map((row) => [
    state.names[row], ...(state.titles ? [state.titles[row]] : []),
    ...state.columns.value.map((c) => cell(c, row).replaceAll(", ", c.number ? ", " : "|")),
  ]);
  return [head, ...lines].map((line) => line.map(tidy).join("\t")).join("\n") + "\n";
}

function save(rows: number[]) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([table(rows)], { type: "text/tab-separated-values" }));
  link.download = "selection.tsv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export function Nodes() {
  const rows = useComputed(() => {
    void state.moved.value;
    void state.allowed.value;
    void state.arranged.value;
    void state.layout.value;
    if (state.picked.value.length) return state.picked.value;
    return views[state.model.value]?.shown(SHOWN + 1) ?? [];
  }).value;
  const picked = state.picked.value.length > 0;
  return (
    <>
      <h2>{picked ? `${count(rows.length)} selected` : "In the picture"}</h2>
      <div class="group">
        <button type="button" disabled={!rows.length || !picked} onClick={() => save(rows)}>Save as table</button>
        <button type="button" disabled={!picked} onClick={() => (state.picked.value = [])}>Drop selection</button>
      </div>
      {!picked && <p class="muted">Choose Box or Lasso and drag on the map to select nodes.</p>}
      <ul class="plain-list">{rows.slice(0, SHOWN).map((row) => <li key={row}><NodeButton row={row} /></li>)}</ul>
      {rows.length > SHOWN && <p class="muted">{picked ? `The first ${SHOWN}; the table has all.` : `The first ${SHOWN}: zoom in to see others.`}</p>}
    </>
  );
}
