// Models of the same nodes beside each other: do they agree on who is near whom?
import { useMemo } from "preact/hooks";

import { overlap } from "../nearest";
import * as state from "../state";
import { percent, shown } from "../text";
import { NearList } from "./Neighbours";
import { NodeButton } from "./NodeButton";
import { difference, runOf } from "./Run";

const nameOf = (i: number) => difference(i) || shown(state.models[i].name, 40);

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
          <tr key={i}><th scope="row">{i + 1}: <bdi>{nameOf(i)}</bdi></th>{line.map((p, j) => <td key={j}>{percent(p)}</td>)}</tr>
        ))}
      </tbody>
    </table>
  );
}

function Losses() {
  const last = (i: number) => (runOf(i)?.loss as number[] | undefined)?.at(-1);
  const lines = state.models.map((_, i) => [nameOf(i), last(i)] as const).filter(([, loss]) => typeof loss === "number");
  if (!lines.length) return null;
  return (
    <table>
      <caption>Loss of the last epoch</caption>
      <tbody>{lines.map(([name, loss], i) => <tr key={i}><th scope="row"><bdi>{name}</bdi></th><td>{loss!.toFixed(4)}</td></tr>)}</tbody>
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
  if (!state.ready.value) return <p>Reading …</p>;
  const lists = row < 0 ? [] : state.models.map((m) => state.near(m, row));
  const shared = (i: number) => {
    const mine = lists[i]?.ids ?? [];
    return new Set(mine.filter((id) => lists.every((l, j) => j === i || l?.ids.includes(id))));
  };
  return (
    <>
      {row < 0 && <p>Choose a node to see its nearest in each model.</p>}
      {row >= 0 && <h2><bdi>{state.titleOf(row)}</bdi></h2>}
      {row >= 0 && (
        <div class="beside">
          {lists.map((list, i) => (
            <NearList key={i} title={`${i + 1}: ${nameOf(i)}`} list={list} marked={shared(i)}
                      help={`${shared(i).size} of ${list?.ids.length ?? 0} are in all lists.`} />
          ))}
        </div>
      )}
      <Agreement />
      <Losses />
      <Changed />
    </>
  );
}
