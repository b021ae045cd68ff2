import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "./problem.tsx";

interface FormProps {
  action: string;
  /** Gets the fields by name; a string it resolves to is shown as what went wrong. */
  onSubmit: (fields: Record<string, string>) => Promise<string | undefined>;
  children: ComponentChildren;
  /** Stands beside the submit button. */
  beside?: ComponentChildren;
  disabled?: boolean;
  /** What it does can't be taken back. */
  danger?: boolean;
}

/** A form with one submit button, which waits while the answer is on its way and says what went wrong. */
export function Form({ action, onSubmit, children, beside, disabled = false, danger = false }: FormProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem("");
    const entries = [...new FormData(event.currentTarget as HTMLFormElement)];
    const fields = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
    setProblem((await onSubmit(fields)) ?? "");
    setBusy(false);
  };

  return (
    <form class="form" onSubmit={submit}>
      {children}
      <Problem>{problem}</Problem>
      <div class="form-actions">
        {beside}
        <button type="submit" class={danger ? "primary danger" : "primary"} aria-busy={busy} disabled={disabled}>
          {action}
        </button>
      </div>
    </form>
  );
}
