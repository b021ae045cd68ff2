import type { JSX } from "preact";

/** Endings that English words lose before they are compared, as the server's stemming does it roughly. */
const ENDING = /(?:ing|ings|ies|ied|ed|es|s|ly|e|y)$/;
const SHORTEST_STEM = 3;
/** About how much of a long message is shown, in UTF-16 units. */
const EXCERPT = 240;
const BEFORE = 60;

const plain = (word: string) =>
  word
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

function stem(word: string): string {
  const bare = plain(word);
  const cut = bare.replace(ENDING, "").replace(/([^aeiouls])\1$/, "$1");
  return cut.length >= SHORTEST_STEM ? cut : bare;
}

export interface Piece {
  text: string;
  found: boolean;
}

/** The text in pieces, those that the words of the query found apart. Together they are the text. */
export function pieces(text: string, query: string): Piece[] {
  const stems = new Set((query.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map(stem));
  const parts = text.split(/([\p{L}\p{M}\p{N}]+)/u);
  return parts.map((part, index) => ({ text: part, found: index % 2 === 1 && stems.has(stem(part)) }));
}

/** The part of a long text around the first word that was found. */
export function excerpt(text: string, query: string): string {
  if (text.length <= EXCERPT) return text;
  const all = pieces(text, query);
  const first = all.findIndex(({ found }) => found);
  const at = all.slice(0, Math.max(0, first)).reduce((length, piece) => length + piece.text.length, 0);
  const from = at > BEFORE * 2 ? text.indexOf(" ", at - BEFORE) + 1 || at : 0;
  const to = from + EXCERPT;
  return `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
}

/** An excerpt of a message with the words of the query marked. */
export function Highlighted({ text, query }: { text: string; query: string }): JSX.Element {
  return (
    <>
      {pieces(excerpt(text, query), query).map((piece, index) =>
        piece.found ? <mark key={index}>{piece.text}</mark> : piece.text,
      )}
    </>
  );
}
