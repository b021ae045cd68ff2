import { api } from "./api.ts";
import { session } from "./chat-context.ts";
import type { Message } from "./protocol.ts";

/**
 * Changes of messages. Each rejects with an ApiError, and shows on this device as soon as the server has confirmed it, whatever the connection
 * does meanwhile; the others, and other devices, hear of it from the server.
 */
export async function changeMessage({ id }: Message, text: string): Promise<void> {
  show(await api.editMessage(id, text));
}

export async function removeMessage(message: Message): Promise<void> {
  await api.deleteMessage(message.id);
  show({ ...current(message), text: "", html: "", boosts: [], deleted: true });
}

export async function removePreview(message: Message): Promise<void> {
  await api.removePreview(message.id);
  const { preview: _, ...rest } = current(message);
  show(rest);
}

export async function addBoost(message: Message, content: string): Promise<void> {
  const boost = await api.boost(message.id, content);
  const now = current(message);
  if (!now.boosts?.some(({ id }) => id === boost.id)) show({ ...now, boosts: [...(now.boosts ?? []), boost] });
}

export async function takeBackBoost(message: Message, boostId: number): Promise<void> {
  await api.withdrawBoost(message.id, boostId);
  const now = current(message);
  show({ ...now, boosts: (now.boosts ?? []).filter(({ id }) => id !== boostId) });
}

/** The message as it is held now: it may have changed since the person acted. */
function current(message: Message): Message {
  const timeline = session.peek()?.state.peek().timelines.get(message.roomId);
  return timeline?.messages.find(({ id }) => id === message.id) ?? message;
}

function show(message: Message): void {
  session.peek()?.apply([{ type: "answered", message }]);
}
