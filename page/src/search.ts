// Nodes by what a reader types: part of a name or title, in any order of words, with a slip of a
// finger in a word (uFuzzy).
import uFuzzy from "@leeoniya/ufuzzy";

import { names, rows, titles } from "./state";

const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: "\\p{Ll}\\p{Lu}",
  intraBound: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}",
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
});

const LATINIZED = 200000; // rows; more take too long to be written without their accents
const LONGEST = 300; // characters of a name that are looked at

let haystack: string[] | null = null;

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function texts(): string[] {
  if (haystack) return haystack;
  haystack = Array.from({ length: rows }, (_, row) => {
    const title = titles?.[row];
    return (title ? `${title} ${names[row]}` : names[row]).slice(0, LONGEST);
  });
  if (rows <= LATINIZED) haystack = haystack.map(plain);
  return haystack;
}

/** 0: the name itself; 1: begins so; 2: a word begins so; 3: somewhere; 4: nearly. */
function rank(row: number, text: string, typed: string): number {
  if (names[row].toLowerCase() === typed) return 0;
  const at = text.toLowerCase().indexOf(typed);
  if (at < 0) return 4;
  return at === 0 ? 1 : /[\p{L}\d]/u.test(text[at - 1]) ? 3 : 2;
}

/** Up to `most` rows, the best first, the more visited first among equals. */
export function find(typed: string, most: number): number[] {
  const wanted = plain(typed.trim());
  if (!wanted) return [];
  const all = texts();
  let found = fuzzy.search(all, wanted, 1, 20000)[0];
  if (!found?.length) found = all.flatMap((t, row) => (t.toLowerCase().includes(wanted) ? [row] : []));
  return [...found]
    .map((row): [number, number] => [rank(row, all[row], wanted), row])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .slice(0, most)
    .map(([, row]) => row);
}
