import type { User } from "../protocol.ts";
import { hueOf, initials } from "./names.ts";

/** A person's picture, or initials on the person's colour. Decorative: the name always stands next to it. */
export function Avatar({ user, size = "medium" }: { user: User | undefined; size?: "small" | "medium" | "large" }) {
  if (user?.avatarUrl) return <img class={`avatar ${size}`} src={user.avatarUrl} alt="" loading="lazy" />;
  return (
    <span class={`avatar ${size} ${hueOf(user?.id ?? 0)}`} aria-hidden="true">
      {user ? initials(user.name) : "?"}
    </span>
  );
}
