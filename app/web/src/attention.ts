import { computed, effect, signal } from "@preact/signals";
import { holdsFiles } from "./attachments/uploads.ts";
import { editing } from "./chat/editing.ts";
import { session } from "./chat-context.ts";
import { openDialog } from "./dialogs/dialog.tsx";
import { route } from "./router.ts";

/** Whether the person can be taken to be looking: the page is visible and has the focus. */
export const attentive = signal(true);

/** Presence is refreshed this often, ms (docs/protocol.md). */
const SEEN_EVERY_MS = 50_000;

const roomOfPage = computed(() => (route.value.name === "room" ? route.value.roomId : null));

const visible = () => document.visibilityState === "visible";

/** Keeps `attentive` and presence up to date, and wakes the connection when the page or the network comes back. */
export function watchAttention(): void {
  const look = () => {
    attentive.value = visible() && document.hasFocus();
  };
  for (const type of ["focus", "blur", "pageshow"]) addEventListener(type, look);
  document.addEventListener("visibilitychange", () => {
    look();
    if (visible()) wake();
    else {
      session.value?.tellReads();
      session.value?.seen(null);
      reloadWhenOutdated();
    }
  });
  addEventListener("online", wake);
  effect(() => {
    void roomOfPage.value;
    if (session.value?.status.value === "online") seen();
  });
  setInterval(seen, SEEN_EVERY_MS);
  look();
}

/** Only who can see the page counts as present, and only of the room on it they need no notification. */
function seen(): void {
  if (visible()) session.peek()?.seen(roomOfPage.value);
}

function wake(): void {
  session.value?.connection.hurry();
  seen();
}

/** The version that this client was built as. */
const builtAs = document.querySelector<HTMLMetaElement>('meta[name="campfire-version"]')?.content;

/** A newer server brings a newer client: taken while nobody looks, since drafts and unsent messages outlive it. */
function reloadWhenOutdated(): void {
  const { value: chat } = session;
  if (chat && chat.version.value !== builtAs && !wouldBeMissed()) location.reload();
}

/** Whether a reload would end what doesn't outlive it: the next time nobody looks will do. */
function wouldBeMissed(): boolean {
  const plays = [...document.querySelectorAll<HTMLMediaElement>("audio, video")].some(({ paused }) => !paused);
  return plays || holdsFiles() || editing.value !== null || openDialog.value !== null;
}
