import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { CopyField } from "../ui/copy-field.tsx";
import { Problem } from "../ui/problem.tsx";
import { fullTime } from "../ui/times.ts";
import { Dialog } from "./dialog.tsx";

interface Made {
  url: string;
  expiresAt: string;
}

interface MadeLinkDialogProps {
  title: string;
  /** What to do with the link, and what not. */
  children: ComponentChildren;
  /** What the link is called. */
  label: string;
  make: () => Promise<Made>;
  /** Why there is no link. */
  problemOf: (error: unknown) => string;
  /** How long it works; `until` is a date and time. */
  hint: (until: string) => string;
  /** What else shows the link. */
  above?: (url: string) => ComponentChildren;
}

/** A link that is made as the dialog opens, to be taken elsewhere. */
export function MadeLinkDialog({ title, children, label, make, problemOf, hint, above }: MadeLinkDialogProps) {
  const [link, setLink] = useState<Made | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    make().then(setLink, (error: unknown) => setProblem(problemOf(error)));
  }, []);
  return (
    <Dialog title={title}>
      <p>{children}</p>
      <Problem>{problem}</Problem>
      {link && above?.(link.url)}
      {link && <CopyField label={label} value={link.url} hint={hint(fullTime(link.expiresAt))} shareAs={label} />}
    </Dialog>
  );
}
