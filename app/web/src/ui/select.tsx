import type { JSX } from "preact";
import { ChevronDownIcon } from "./icons.tsx";

interface SelectProps extends Omit<JSX.IntrinsicElements["select"], "class" | "multiple" | "role" | "size"> {
  /** As low as a line of a list. */
  compact?: boolean;
}

/** A choice of one. The list that opens is the browser's own; the arrow is not, since each browser draws another one, against the border. */
export function Select({ compact = false, ...select }: SelectProps) {
  return (
    <span class="select">
      <select class={compact ? "input compact" : "input"} {...select} />
      <ChevronDownIcon />
    </span>
  );
}
