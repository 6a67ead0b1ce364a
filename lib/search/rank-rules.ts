/** Most words of a question that count; more would only narrow what is empty by then. */
const mostWords = 6;

/** Text without case and accents, for comparing. */
export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();
}

/** The words of what was typed, each once. */
export function wordsOf(typed: string): string[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return [...new Set(words)].slice(0, mostWords);
}

/**
 * How well a name fits: 0 where a word is missing, else more the nearer it is to what was typed. The name counts above what
 * stands beside it (a key, an address).
 */
export function fit(typed: string, name: string, beside = ""): number {
  const words = wordsOf(typed);
  if (words.length === 0) return 0;
  const main = plain(name);
  const side = plain(beside);
  const parts = words.map((word) => Math.max(fitOfWord(word, main) * 2, fitOfWord(word, side)));
  if (parts.includes(0)) return 0;
  const whole = words.join(" ");
  const bonus = main === whole || side === whole ? 8 : main.startsWith(whole) ? 4 : 0;
  return parts.reduce((sum, part) => sum + part, 0) / parts.length + bonus;
}

function fitOfWord(word: string, text: string): number {
  const at = text.indexOf(word);
  if (at === -1) return 0;
  if (at === 0) return 3;
  return isWordStart(word, text) ? 2 : 1;
}

function isWordStart(word: string, text: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "")) return true;
  return false;
}

/** The best fitting first, at most so many; those that fit alike stay in their order. */
export function best<Item>(items: readonly Item[], fitOf: (item: Item) => number, most: number): Item[] {
  return items
    .map((item) => ({ item, fits: fitOf(item) }))
    .filter(({ fits }) => fits > 0)
    .sort((a, b) => b.fits - a.fits)
    .slice(0, most)
    .map(({ item }) => item);
}
