import { signal } from "@preact/signals";

export interface Emoji {
  name: string;
  emoji: string;
}

/** Emoji by name, once somebody began to type one. */
const known = signal<ReadonlyMap<string, string>>(new Map());
let loading: Promise<unknown> | null = null;

/** Loads the names; nothing more once they are there. A failure is tried again with the next letter. */
export async function loadEmoji(): Promise<ReadonlyMap<string, string>> {
  loading ??= import("markdown-it-emoji/lib/data/full.mjs").then(
    ({ default: names }) => {
      known.value = new Map(Object.entries(names));
    },
    () => {
      loading = null;
    },
  );
  await loading;
  return known.peek();
}

/** The emoji that the letters may mean: first those whose name begins like that, the shortest first. */
export function emojiLike(typed: string, most: number): Emoji[] {
  const wanted = typed.toLowerCase();
  const found = [...known.value].filter(([name]) => name.includes(wanted));
  const rank = ([name]: [string, string]) => (name.startsWith(wanted) ? 0 : 100) + name.length;
  found.sort((a, b) => rank(a) - rank(b));
  return found.slice(0, most).map(([name, emoji]) => ({ name, emoji }));
}

export const emojiNamed = (name: string): string | undefined => known.peek().get(name);

/** The text with all :names: that there are replaced by what they name. */
export async function withEmoji(text: string): Promise<string> {
  if (!/:[a-z0-9_+-]+:/.test(text)) return text;
  const names = await loadEmoji();
  return text.replaceAll(/:([a-z0-9_+-]+):/g, (all, name: string) => names.get(name) ?? all);
}
