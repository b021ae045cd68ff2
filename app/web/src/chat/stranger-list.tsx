import { computed } from "@preact/signals";
import { useState } from "preact/hooks";
import { me, rooms, users } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";
import { errorText } from "../ui/error-texts.ts";
import { toast } from "../ui/toast.tsx";
import { MarkedName } from "./marked-name.tsx";
import { openDirect } from "./open-direct.ts";
import { presenceOf } from "./standing.ts";
import { arrivals, strangers } from "./strangers.ts";

const myId = computed(() => me.value.id);
// Everybody is looked through when somebody comes or goes, and not with every message.
const arrived = computed(() => arrivals(users.value.values(), myId.value));
const listed = computed(() => strangers(arrived.value, rooms.value.values(), myId.value));

/** People with whom nothing was said yet, below those with whom something was. */
export function StrangerList() {
  if (listed.value.length === 0) return null;
  return (
    <ul class="room-list strangers" aria-label="People to start a conversation with">
      {listed.value.map((user) => (
        <Stranger key={user.id} user={user} />
      ))}
    </ul>
  );
}

function Stranger({ user }: { user: User }) {
  const [starting, setStarting] = useState(false);
  const start = async () => {
    if (starting) return;
    setStarting(true);
    await openDirect([user.id]).catch((error: unknown) => toast(errorText(error)));
    setStarting(false);
  };
  return (
    <li>
      <button type="button" class="room-link" aria-busy={starting} onClick={start}>
        <span class="hidden">Start a conversation with </span>
        <MarkedName mark={<Avatar user={user} size="small" />} name={user.name} presence={presenceOf(user)} />
      </button>
    </li>
  );
}
