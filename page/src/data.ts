// What n2v-page put into this file: a manifest and sections of bytes (tools/page/sections.h).

export interface ModelInfo {
  name: string;
  dims: number;
  absent: number;
  contexts: boolean;
  shares: [number, number]; // of the variance, along the two axes of the first picture
  run?: string; // JSON of n2v-train -metrics
  eval?: string; // of n2v-eval: JSON or lines
}

export interface GraphInfo {
  nodes: number;
  edges: number;
  arcs: number;
  directed: boolean;
  weighted: boolean;
  isolated: number;
  dead_ends: number;
  unknown: number; // rows of the page that the graph lacks
  shown: boolean;
}

export interface Manifest {
  format: number;
  version: string;
  rows: number;
  near: number; // length of the lists of nearest nodes; 0: this page finds them itself
  titles: boolean;
  columns: { title: string; number: boolean }[];
  models: ModelInfo[];
  graph: GraphInfo | null;
}

export function manifest(): Manifest {
  const text = document.getElementById("n2v")?.textContent;
  if (!text) throw new Error("This page is empty: n2v-page -model FILE -output FILE makes one.");
  return JSON.parse(text) as Manifest;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const quick = (Uint8Array as unknown as { fromBase64?: (s: string) => Uint8Array<ArrayBuffer> })
    .fromBase64;
  if (quick) return quick(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The bytes of a section; null where the page has none of this name. It can be read once: its text
 * is dropped, so that a large page is not held twice. */
async function bytes(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const element = document.getElementById(`n2v-${name}`);
  if (!element) return null;
  const packed = fromBase64(element.textContent ?? "");
  element.remove();
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Values of several bytes are stored in planes: all first bytes, then all second ones, ... */
function join(planes: Uint8Array, width: number): ArrayBuffer {
  const count = planes.length / width;
  const out = new Uint8Array(planes.length);
  for (let b = 0; b < width; b++)
    for (let i = 0, from = b * count, to = b; i < count; i++, to += width) out[to] = planes[from + i];
  return out.buffer;
}

const wide = async <T>(name: string, width: number, make: (b: ArrayBuffer) => T) => {
  const planes = await bytes(name);
  return planes && make(join(planes, width));
};

export const int8 = async (name: string) => {
  const b = await bytes(name);
  return b && new Int8Array(b.buffer);
};
export const int16 = (name: string) => wide(name, 2, (b) => new Int16Array(b));
export const uint32 = (name: string) => wide(name, 4, (b) => new Uint32Array(b));
export const float32 = (name: string) => wide(name, 4, (b) => new Float32Array(b));

export async function strings(name: string): Promise<string[] | null> {
  const b = await bytes(name);
  if (!b) return null;
  const all = new TextDecoder().decode(b).split("\0");
  all.pop(); // each string is ended by a zero byte
  return all;
}
