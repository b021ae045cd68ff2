import type { User } from "../protocol.ts";
import { showDialog } from "./dialog.tsx";
import { PersonDialog } from "./person.tsx";

/** A name in a list of people, which leads to who they are. */
export function PersonName({ user }: { user: User }) {
  return (
    <span class="person-name">
      <button
        type="button"
        class="name-button"
        aria-haspopup="dialog"
        onClick={() => showDialog(<PersonDialog userId={user.id} />)}
      >
        <bdi>{user.name}</bdi>
      </button>
    </span>
  );
}
