import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { WarningIcon } from "./icons.tsx";

/** What went wrong, brought into sight and read out; nothing where nothing did. */
export function Problem({ children }: { children: ComponentChildren }) {
  const alert = useRef<HTMLParagraphElement>(null);
  useEffect(() => alert.current?.scrollIntoView({ block: "nearest" }), [children]);
  if (!children) return null;
  return (
    <p class="form-problem" role="alert" ref={alert}>
      <WarningIcon />
      <span>{children}</span>
    </p>
  );
}
