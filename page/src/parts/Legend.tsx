// What the colours mean; a click on one shows only the nodes that have it.
import { css, grey, nameColour, numberColour } from "../colours";
import { Column } from "../columns";
import * as state from "../state";
import { count, figure, shown } from "../text";

function Names({ column }: { column: Column }) {
  const toggle = (i: number) => {
    const next = new Set(state.allowedNames.value);
    if (!next.delete(i)) next.add(i);
    state.allowedNames.value = next;
  };
  const dark = state.dark.value;
  return (
    <ul class="names">
      {column.names.map((name, i) => (
        <li key={name}>
          <button type="button" aria-pressed={state.allowedNames.value.has(i)} onClick={() => toggle(i)}>
            <span class="swatch" style={{ background: css(name === "none" || name === "other" ? grey(dark) : nameColour(i, dark)) }} />
            <bdi>{shown(name, 40)}</bdi> <small>{count(column.sizes[i])}</small>
          </button>
        </li>
      ))}
      {state.allowedNames.value.size > 0 && (
        <li><button type="button" class="plain" onClick={() => (state.allowedNames.value = new Set())}>Show all</button></li>
      )}
    </ul>
  );
}

function Numbers({ column }: { column: Column }) {
  const [from, to] = state.range.value ?? [column.min, column.max];
  const stops = [0, 0.25, 0.5, 0.75, 1].map((x) => css(numberColour(x, state.dark.value)));
  const set = (low: number, high: number) => {
    state.range.value = low <= column.min && high >= column.max ? null : [Math.min(low, high), Math.max(low, high)];
  };
  const step = Number.isInteger(column.min) && Number.isInteger(column.max) ? 1 : "any";
  const bound = (label: string, value: number, put: (v: number) => void) => (
    <label>
      {label} {figure(value)}
      <input type="range" min={column.min} max={column.max} step={step} value={value}
             onInput={(e) => put(Number(e.currentTarget.value))} />
    </label>
  );
  return (
    <div class="numbers">
      <div class="gradient" style={{ background: `linear-gradient(to right, ${stops.join(", ")})` }} />
      {column.log && <p class="muted">Colours go by the logarithm.</p>}
      {bound("from", from, (v) => set(v, to))}
      {bound("to", to, (v) => set(from, v))}
    </div>
  );
}

export function Legend() {
  const column = state.colourColumn.value;
  if (!column) return null;
  return (
    <section class="legend" aria-label={`Colours: ${column.title}`}>
      <h2>{shown(column.title, 40)}</h2>
      {column.number ? <Numbers column={column} /> : <Names column={column} />}
    </section>
  );
}
