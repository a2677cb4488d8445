// Models of the same nodes beside each other: do they agree on who is near whom?
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";

import { overlap } from "../nearest";
import * as state from "../state";
import { evalOf, lossOf, modelName, runOf } from "../runs";
import { percent, shown } from "../text";
import { NearList } from "./Neighbours";
import { NodeButton } from "./NodeButton";
import { LossCurves } from "./Run";

/** Mean over all nodes of the part of a list that two models share; NaN without lists. */
function agreement(i: number, j: number): number {
  const a = state.models[i].lists;
  const b = state.models[j].lists;
  if (!a || !b) return NaN;
  let sum = 0;
  let known = 0;
  for (let row = 0; row < state.rows; row++) {
    const part = overlap(a, b, row);
    if (!Number.isNaN(part)) (sum += part), known++;
  }
  return sum / Math.max(1, known);
}

function Agreement() {
  const n = state.models.length;
  const parts = useMemo(() => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : agreement(i, j)))), [n]);
  if (Number.isNaN(parts[0][1])) return <p class="muted">With more than 20,000 nodes, models are compared node by node.</p>;
  return (
    <table>
      <caption>Part of the 20 nearest that two models share, mean of all nodes</caption>
      <thead><tr><td></td>{parts.map((_, j) => <th key={j} scope="col">{j + 1}</th>)}</tr></thead>
      <tbody>
        {parts.map((line, i) => (
          <tr key={i}><th scope="row"><bdi>{modelName(i)}</bdi></th>{line.map((p, j) => <td key={j}>{percent(p)}</td>)}</tr>
        ))}
      </tbody>
    </table>
  );
}

/** Losses, seconds and quality, a column for each model. */
function Figures() {
  const all = state.models.map((_, i) => {
    const loss = lossOf(i).at(-1);
    const seconds = runOf(i)?.train_seconds;
    return new Map<string, string>([
      ...(loss === undefined ? [] : [["loss of the last epoch", loss.toFixed(4)] as const]),
      ...(typeof seconds === "number" ? [["training, seconds", seconds.toFixed(1)] as const] : []),
      ...evalOf(i),
    ]);
  });
  const keys = [...new Set(all.flatMap((figures) => [...figures.keys()]))];
  if (!keys.length) return <p class="muted">With -run and -eval, n2v-page compares losses and quality, too.</p>;
  return (
    <table class="tight">
      <caption>Loss, time, quality</caption>
      <thead><tr><td></td>{all.map((_, i) => <th key={i} scope="col">{i + 1}</th>)}</tr></thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key}><th scope="row"><bdi>{shown(key, 60)}</bdi></th>{all.map((figures, i) => <td key={i}>{shown(figures.get(key) ?? "–", 20)}</td>)}</tr>
        ))}
      </tbody>
    </table>
  );
}

/** The nodes whose neighbours changed the most between the first two. */
function Changed() {
  const rows = useMemo(() => {
    const [a, b] = state.models;
    if (!a.lists || !b.lists) return [];
    const parts = Array.from({ length: state.rows }, (_, row) => overlap(a.lists!, b.lists!, row));
    return parts.map((_, row) => row).filter((row) => !Number.isNaN(parts[row]) && parts[row] < 1)
      .sort((x, y) => parts[x] - parts[y] || x - y).slice(0, 10);
  }, []);
  if (!rows.length) return null;
  return <section><h3>Most changed from 1 to 2</h3><ul class="plain-list">{rows.map((row) => <li key={row}><NodeButton row={row} /></li>)}</ul></section>;
}

export function Compare() {
  const row = state.chosen.value;
  const together = useSignal(false);
  if (!state.ready.value) return <p>Reading …</p>;
  const kept = state.info.models.every((m) => m.contexts); // context vectors
  const find = together.value ? state.contextNear : state.near;
  const lists = row < 0 ? [] : state.models.map((m) => find(m, row));
  const shared = (i: number) => {
    const mine = lists[i]?.ids ?? [];
    return new Set(mine.filter((id) => lists.every((l, j) => j === i || l?.ids.includes(id))));
  };
  return (
    <>
      {row < 0 && <p>Choose a node to see its nearest in each model.</p>}
      {row >= 0 && <h2><bdi>{state.titleOf(row)}</bdi></h2>}
      {row >= 0 && kept && (
        <label><input type="checkbox" checked={together.value} onChange={(e) => (together.value = e.currentTarget.checked)} /> Together, by context vectors</label>
      )}
      {row >= 0 && (
        <div class="beside">
          {lists.map((list, i) => (
            <NearList key={i} title={modelName(i)} list={list} dot={together.value} marked={shared(i)}
                      help={`${shared(i).size} of ${list?.ids.length ?? 0} are in all lists.`} />
          ))}
        </div>
      )}
      {row >= 0 && <p class="muted">* is not in all of the lists.</p>}
      <Agreement />
      <LossCurves models={state.models.map((_, i) => i)} />
      <Figures />
      <Changed />
    </>
  );
}
