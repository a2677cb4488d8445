// A box to type a name or title into, with completion: the combobox pattern of WAI-ARIA.
import { useSignal } from "@preact/signals";

import { views } from "../map/MapPane";
import { find } from "../search";
import * as state from "../state";

const SHOWN = 12;

export function Search() {
  const typed = useSignal("");
  const found = useSignal<number[]>([]);
  const at = useSignal(-1);
  const open = useSignal(false);

  const look = (text: string) => {
    typed.value = text;
    found.value = state.names.length ? find(text, SHOWN) : [];
    at.value = found.value.length ? 0 : -1;
    open.value = text.trim() !== "";
  };
  const take = (row: number) => {
    open.value = false;
    typed.value = state.titleOf(row);
    state.choose(row);
    state.tab.value = state.tab.value === "walk" || state.tab.value === "compare" ? state.tab.value : "neighbours";
    for (const view of views) view?.bringIn(row);
  };
  const key = (e: KeyboardEvent) => {
    const count = found.value.length;
    if (e.key === "ArrowDown" && count) at.value = (at.value + 1) % count;
    else if (e.key === "ArrowUp" && count) at.value = (at.value + count - 1) % count;
    else if (e.key === "Enter" && open.value && at.value >= 0) take(found.value[at.value]);
    else if (e.key === "Escape") open.value = false;
    else return;
    e.preventDefault();
  };

  return (
    <div class="search">
      <label for="search">Search</label>
      <input id="search" type="search" role="combobox" autocomplete="off" spellcheck={false} dir="auto"
             placeholder={state.info.titles ? "a title or name" : "a name"}
             aria-expanded={open.value} aria-controls="found" aria-autocomplete="list"
             aria-activedescendant={open.value && at.value >= 0 ? `found-${at.value}` : undefined}
             value={typed.value} onInput={(e) => look(e.currentTarget.value)} onKeyDown={key}
             onBlur={() => (open.value = false)} onFocus={(e) => e.currentTarget.select()} />
      <ul id="found" role="listbox" aria-label="Nodes found" hidden={!open.value || !found.value.length}>
        {found.value.map((row, i) => (
          <li key={row} id={`found-${i}`} role="option" aria-selected={i === at.value}
              onPointerDown={(e) => { e.preventDefault(); take(row); }}>
            <bdi>{state.titleOf(row)}</bdi>
            {state.titles && <small><bdi>{state.nameOf(row)}</bdi></small>}
          </li>
        ))}
      </ul>
      {open.value && !found.value.length && state.names.length > 0 && <p class="nothing" role="status">Nothing found</p>}
    </div>
  );
}
