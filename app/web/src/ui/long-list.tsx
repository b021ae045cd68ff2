import type { VNode } from "preact";
import { useState } from "preact/hooks";

/** Hundreds of rows are slow to draw, and nobody reads them. */
const MOST_AT_FIRST = 50;

/** The first of many items, and a button for the others; null where these are all. */
export function useFirst<T>(items: readonly T[]): { shown: readonly T[]; more: VNode | null } {
  const [all, setAll] = useState(false);
  const left = items.length - MOST_AT_FIRST;
  if (all || left <= 0) return { shown: items, more: null };
  const more = (
    <button type="button" class="secondary compact show-more" onClick={() => setAll(true)}>
      Show {left} more
    </button>
  );
  return { shown: items.slice(0, MOST_AT_FIRST), more };
}
