// What is known of how each model was made: the files of -run and -eval.
import * as state from "./state";
import { figure, shown } from "./text";

export type Values = Record<string, unknown>;

const parsed = new Map<string, Values>();

function parse(text: string): Values {
  let values = parsed.get(text);
  if (!values) parsed.set(text, (values = JSON.parse(text) as Values));
  return values;
}

export const runOf = (i: number): Values | null => {
  const text = state.info.models[i].run;
  return text ? parse(text) : null;
};

/** Losses of the epochs, as far as they are known. */
export function lossOf(i: number): number[] {
  const loss = runOf(i)?.loss;
  return Array.isArray(loss) ? loss.filter((x) => typeof x === "number") : [];
}

/** The options in force, where the run tells them. */
export function settingsOf(i: number): Record<string, string> {
  const options = runOf(i)?.options;
  if (!options || typeof options !== "object") return {};
  return Object.fromEntries(Object.entries(options).map(([k, v]) => [k, String(v)]));
}

const flatten = (values: Values, before = ""): [string, string][] =>
  Object.entries(values).flatMap(([key, v]): [string, string][] =>
    v && typeof v === "object" && !Array.isArray(v)
      ? flatten(v as Values, `${before}${key} `)
      : [[before + key, typeof v === "number" ? figure(v) : Array.isArray(v) ? v.join(", ") : String(v)]]);

/** n2v-eval prints lines of `key value`, or JSON. */
export function evalOf(i: number): [string, string][] {
  const text = state.info.models[i].eval;
  if (!text) return [];
  if (!text.trimStart().startsWith("{"))
    return text.split("\n").map((line) => line.trim()).filter(Boolean).map((line): [string, string] => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), line.slice(at + 1)];
    });
  return flatten(parse(text));
}

/** What tells one model from the others: the settings that differ. */
function difference(i: number): string {
  const mine = settingsOf(i);
  const others = state.info.models.map((_, j) => settingsOf(j));
  const keys = Object.keys(mine).filter((key) => others.some((s) => key in s && s[key] !== mine[key]));
  return keys.slice(0, 4).map((key) => `${key} ${mine[key]}`).join(", ");
}

/** A model among several: its number, and what tells it from the others. */
export const modelName = (i: number) => `${i + 1}: ${shown(difference(i) || state.info.models[i].name, 40)}`;
