import { computed, signal } from "@preact/signals";
import { ApiError, api } from "./api.ts";
import { forgetUploads } from "./attachments/kept-uploads.ts";
import { endPush } from "./device/push.ts";
import { leaveShell } from "./device/worker.ts";
import { navigate, route } from "./router.ts";
import { forgetUser, outboxStorage } from "./storage.ts";
import { backoff } from "./sync/backoff.ts";
import type { Socket } from "./sync/connection.ts";
import { ChatSession } from "./sync/session.ts";

/** The signed-in person's chat, once it has started. */
export const session = signal<ChatSession | null>(null);
/** The server could not be reached to start; it is tried again by itself. */
export const unreachable = signal(false);
/** Said on the sign-in page, when somebody is led there. */
export const notice = signal("");
export const clearNotice = () => {
  notice.value = "";
};

/** Slices of the chat's state: a component that reads one is drawn again only when that slice changed. */
const slice = <K extends keyof ChatSession["state"]["value"]>(key: K) =>
  computed(() => session.value!.state.value[key]);
export const account = slice("account");
export const me = slice("me");
export const users = slice("users");
export const rooms = slice("rooms");
export const timelines = slice("timelines");
export const online = slice("online");
export const typing = slice("typing");
export const outbox = slice("outbox");
export const quotes = slice("quotes");

let starting = false;

/** Starts the chat for whoever is signed in; leads to the sign-in page when nobody is. */
export async function startChat(attempt = 0): Promise<void> {
  if (session.value || (starting && attempt === 0)) return;
  starting = true;
  try {
    const snapshot = await api.state();
    if (leaveShell()) return;
    session.value = new ChatSession({
      snapshot,
      page: api.page,
      snapshotAgain: api.state,
      connect: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws`) as Socket,
      outbox: outboxStorage(snapshot.user.id),
      onEnded: (code) => endChat(code === 4403 ? "Your access to this Campfire was removed." : "You were signed out."),
      onPageError: refusePage,
    });
    unreachable.value = false;
    starting = false;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      starting = false;
      return leaveShell() ? undefined : endChat("");
    }
    unreachable.value = true;
    setTimeout(() => void startChat(attempt + 1), backoff(attempt, Math.random()));
  }
}

function refusePage(roomId: number, error: unknown): boolean {
  const status = error instanceof ApiError ? error.status : 0;
  if (status === 401) endChat("You were signed out.");
  // The room is gone, or not this person's any more, and word of it is late.
  if (status === 403 || status === 404) session.peek()?.apply([{ type: "roomRemoved", roomId }]);
  return ![401, 403, 404].includes(status);
}

function endChat(why: string): void {
  session.value?.stop();
  session.value = null;
  notice.value = why;
  const wanted = route.value.name === "room" ? `?return=${encodeURIComponent(location.pathname)}` : "";
  navigate("/session/new", { replace: true });
  if (wanted) history.replaceState(null, "", `/session/new${wanted}`);
}

/** Ends the session; rejects with an ApiError when the server could not be told, and everything stays as it is then. */
export async function signOut(): Promise<void> {
  await api.signOut();
  const userId = session.value?.state.value.me.id;
  session.value?.stop();
  session.value = null;
  if (userId) {
    forgetUser(userId);
    void forgetUploads(userId);
  }
  void endPush();
  notice.value = "";
  navigate("/session/new", { replace: true });
}
