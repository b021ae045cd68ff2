import { api } from "../api.ts";
import { session } from "../chat-context.ts";
import { closeDialog } from "../dialogs/dialog.tsx";
import { navigate, roomPath } from "../router.ts";

/** Goes to the conversation with these people, which begins with it if there was none. Rejects with an ApiError. */
export async function openDirect(userIds: readonly number[]): Promise<void> {
  const room = await api.makeDirect([...userIds]);
  session.value?.apply([{ type: "room", room }]);
  closeDialog();
  navigate(roomPath(room.id));
}
