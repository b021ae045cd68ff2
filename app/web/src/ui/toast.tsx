import { signal } from "@preact/signals";

const SHOWN_MS = 3_000;
const shown = signal<{ text: string } | null>(null);

/** Says something for a moment, on the screen and to screen readers. */
export function toast(text: string): void {
  const said = { text };
  shown.value = said;
  setTimeout(() => {
    if (shown.value === said) shown.value = null;
  }, SHOWN_MS);
}

export function Toast() {
  return (
    <div class="toast" role="status">
      {shown.value && <span>{shown.value.text}</span>}
    </div>
  );
}
