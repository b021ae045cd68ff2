import { api } from "../api.ts";
import { session } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { toast } from "../ui/toast.tsx";

export type Involvement = Room["involvement"];

/** How much of a room one may want to hear of, from most to least. */
export const LEVELS: readonly { level: Involvement; title: string; means: string }[] = [
  { level: "everything", title: "Everything", means: "New messages are counted, stand out and notify you" },
  { level: "mentions", title: "Mentions", means: "New messages are counted; your name notifies you" },
  { level: "nothing", title: "Nothing", means: "New messages are marked, and not counted" },
  { level: "invisible", title: "Hidden", means: "Not in the list; find it with “Jump to…”" },
];

/** Changes how much of a room one hears of; says so where it can't be. */
export async function setInvolvement(roomId: number, involvement: Involvement): Promise<void> {
  try {
    await api.setInvolvement(roomId, involvement);
    const now = session.value?.state.value.rooms.get(roomId);
    if (now) session.value?.apply([{ type: "room", room: { ...now, involvement } }]);
  } catch (error) {
    toast(errorText(error));
  }
}
