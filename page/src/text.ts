// Text of strangers, made fit to be shown. It is only ever put into text nodes and canvases: what is
// left to do is to make visible what would not be, and to bound it.

// Control characters, and those that turn the direction of the text around them.
const unseen = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function shown(text: string, most = 160): string {
  const seen = text.length > 4 * most ? text.slice(0, 4 * most) : text;
  const clean = seen.replace(unseen, (c) =>
    c < " " ? String.fromCharCode(0x2400 + c.charCodeAt(0)) : "\ufffd",
  );
  const points = Array.from(clean);
  return points.length > most ? points.slice(0, most - 1).join("") + "\u2026" : clean;
}

const whole = new Intl.NumberFormat("en");
export const count = (n: number) => whole.format(n);

export function figure(n: number): string {
  if (Number.isInteger(n)) return whole.format(n);
  const digits = Math.abs(n) >= 1000 ? 0 : Math.abs(n) >= 10 ? 1 : 4;
  return n.toLocaleString("en", { maximumFractionDigits: digits });
}

export const percent = (part: number) =>
  (100 * part).toFixed(part > 0 && part < 0.0995 ? 1 : 0) + "%";
