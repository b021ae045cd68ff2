import { computed, effect } from "@preact/signals";
import { session } from "../chat-context.ts";
import { callsForAttention } from "../sync/state.ts";

/** The rooms with something new that asks for a look, by number. */
const calling = computed(() =>
  [...(session.value?.state.value.rooms.values() ?? [])].filter(callsForAttention).map(({ id }) => id),
);
const key = computed(() => calling.value.join());

/** Shows on the app's icon, and with a dot on the page's, that there is something new; and takes back what was read. */
export function watchBadge(): void {
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const plain = icon?.getAttribute("href") ?? "";
  let started = false;
  effect(() => {
    const rooms = key.value === "" ? [] : calling.peek();
    if (icon) icon.href = rooms.length > 0 ? (icon.dataset.unread ?? plain) : plain;
    // Until the chat has started, what was pushed to the icon stays.
    started ||= session.value !== null;
    if (!started) return;
    setBadge(rooms.length);
    void closeRead(new Set(rooms));
  });
}

/** Not every system has badges, and some only where the app is installed. */
function setBadge(count: number): void {
  void (count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.())?.catch(() => {});
}

async function closeRead(unread: Set<number>): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration("/");
  for (const notification of (await registration?.getNotifications()) ?? []) {
    const { roomId } = (notification.data ?? {}) as { roomId?: number | null };
    if (roomId && !unread.has(roomId)) notification.close();
  }
}
