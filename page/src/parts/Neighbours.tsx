// Who is near the chosen node: by the angle of vectors, and by being met on the same walks.
import { Near } from "../nearest";
import { modelName } from "../runs";
import * as state from "../state";
import { percent, shown } from "../text";
import { NodeButton } from "./NodeButton";

/** What a bar's length stands for: the cosine, or what training makes of a dot product, the chance
 * 1 / (1 + exp(-score)) that two nodes are met together. */
const weight = (score: number, dot: boolean) => (dot ? 1 / (1 + Math.exp(-score)) : Math.max(0, score));

interface ListProps {
  title: string;
  help: string;
  list: Near | null;
  dot?: boolean; // scores are dot products
  marked?: Set<number>; // all others get a star
}

export function NearList({ title, help, list, dot = false, marked }: ListProps) {
  if (!list) return null;
  const most = Math.max(...list.scores.map((s) => weight(s, dot)), 1e-9);
  return (
    <section class="near">
      <h3>{title}</h3>
      <p class="muted">{help}</p>
      {!list.ids.length && <p>This model has no vector for it.</p>}
      <ol>
        {list.ids.map((row, i) => (
          <li key={row} class={marked && !marked.has(row) ? "lone" : ""}>
            <NodeButton row={row} />
            <span class="score">{list.scores[i].toFixed(3)}</span>
            <span class="bar" aria-hidden="true" style={{ width: percent(weight(list.scores[i], dot) / most) }} />
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Facts({ row }: { row: number }) {
  return (
    <dl class="facts">
      {state.titles?.[row] && <div><dt>name</dt><dd><bdi>{state.nameOf(row)}</bdi></dd></div>}
      {state.facts(row).map(([name, value]) => (
        <div key={name}><dt>{shown(name, 40)}</dt><dd><bdi>{value}</bdi></dd></div>
      ))}
    </dl>
  );
}

/** The model whose map is shown; with several side by side, the first. */
export function Neighbours() {
  const row = state.chosen.value;
  const m = state.models[state.model.value];
  if (row < 0)
    return (
      <>
        <p>Search for a node, or click one on the map: its nearest are listed here.</p>
        {state.info.graph?.shown && <p>Then <b>Walk</b> shows what p and q do there.</p>}
        <p><b>Help</b> says what the map is.</p>
      </>
    );
  if (!state.ready.value) return <p>Reading …</p>;
  const context = state.contextNear(m, row);
  return (
    <>
      <h2><bdi>{state.titleOf(row)}</bdi></h2>
      <Facts row={row} />
      {state.info.models.length > 1 && <p>Model <bdi>{modelName(state.model.value)}</bdi></p>}
      <div class="beside">
        <NearList title="Alike" list={state.near(m, row)}
                  help={`Cosine of vectors: they are met in the same surroundings.${m.lists ? "" : " From vectors of 8 bits."}`} />
        <NearList title="Together" list={context} dot
                  help={`Vector times context vector: the larger, the more often they are met on the same walks.${m.contextLists ? "" : " From vectors of 8 bits."}`} />
      </div>
      {!context && <p class="muted">n2v-train -keep-context keeps the context vectors: then n2v-page also lists who is met together with it.</p>}
    </>
  );
}
