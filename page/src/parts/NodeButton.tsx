import * as state from "../state";
import { views } from "../map/MapPane";

/** A node's title as a button that chooses it. */
export function NodeButton({ row }: { row: number }) {
  const choose = () => {
    state.choose(row);
    for (const view of views) view?.bringIn(row);
  };
  return (
    <button type="button" class="node" onClick={choose} aria-pressed={state.chosen.value === row}>
      <bdi>{state.titleOf(row)}</bdi>
    </button>
  );
}
