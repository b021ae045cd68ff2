import { useState } from "preact/hooks";
import type { User } from "../protocol.ts";
import { hueOf, initials } from "./names.ts";

/** A person's picture, or initials on the person's colour. Decorative: the name always stands next to it. */
export function Avatar({ user, size = "medium" }: { user: User | undefined; size?: "small" | "medium" | "large" }) {
  const [missing, setMissing] = useState("");
  const url = user?.avatarUrl;
  // It may have been removed a moment ago.
  if (url && missing !== url)
    return <img class={`avatar ${size}`} src={url} alt="" loading="lazy" onError={() => setMissing(url)} />;
  return (
    <span class={`avatar ${size} ${hueOf(user?.id ?? 0)}`} aria-hidden="true">
      {user ? initials(user.name) : "?"}
    </span>
  );
}
