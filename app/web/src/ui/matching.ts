const plain = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

/** Whether every word that was typed begins a word of the name, accents and case aside. */
export function matches(name: string, typed: string): boolean {
  const words = plain(name).split(/[\s,.&-]+/);
  return plain(typed)
    .split(/\s+/)
    .every((start) => words.some((word) => word.startsWith(start)));
}
