import { effect, type Signal, signal } from "@preact/signals";
import { ApiError } from "../api.ts";
import { session } from "../chat-context.ts";
import { backoff } from "../sync/backoff.ts";
import { newClientMessageId } from "../sync/client-message-id.ts";
import { sendFile } from "./send-file.ts";
import { sizeText } from "./sizes.ts";

/** A file on its way. It can't outlive the page, as unsent texts do: a page that is reloaded can't read it again. */
export interface Upload {
  clientMessageId: string;
  roomId: number;
  file: File;
  /** From 0 to 1. */
  progress: Signal<number>;
  /** Why it doesn't go on by itself. */
  refusal?: { code: string; message: string };
}

/** All files on their way, the oldest first. One goes at a time, so that they arrive in this order. */
export const uploads = signal<readonly Upload[]>([]);

/** These are worth another try by themselves, as they are for texts. */
const PASSING = new Set(["network", "unavailable", "rate_limited"]);

let current: { upload: Upload; controller: AbortController } | null = null;
let waiting: { timer: ReturnType<typeof setTimeout> } | null = null;
let attempts = 0;
let watching = false;

/** Sends each file as a message of its own. */
export function attach(roomId: number, files: Iterable<File>): void {
  const most = session.peek()?.maxAttachmentBytes ?? Number.POSITIVE_INFINITY;
  const added = [...files].map((file): Upload => {
    const upload = { clientMessageId: newClientMessageId(), roomId, file, progress: signal(0) };
    if (file.size <= most) return upload;
    return { ...upload, refusal: { code: "too_large", message: `files may have ${sizeText(most)} at most here.` } };
  });
  uploads.value = [...uploads.peek(), ...added];
  watch();
  void next();
}

export function retryUpload(upload: Upload): void {
  change(upload, undefined);
  hurry();
}

/** Ends it, whether it is on its way, waits or was refused. */
export function cancelUpload({ clientMessageId }: Upload): void {
  uploads.value = uploads.peek().filter((other) => other.clientMessageId !== clientMessageId);
  if (current?.upload.clientMessageId === clientMessageId) current.controller.abort();
  else hurry();
}

async function next(): Promise<void> {
  const upload = uploads.peek().find(({ refusal }) => !refusal);
  if (current || waiting || !upload || !session.peek()) return;
  const { file, roomId, clientMessageId, progress } = upload;
  const controller = new AbortController();
  current = { upload, controller };
  try {
    await readable(file);
    const onProgress = (part: number) => {
      progress.value = part;
    };
    const message = await sendFile({ roomId, clientMessageId, file, onProgress, signal: controller.signal });
    attempts = 0;
    session.peek()?.apply([{ type: "sent", clientMessageId, message }]);
    cancelUpload(upload);
  } catch (error) {
    fail(upload, error as ApiError);
  }
  current = null;
  void next();
}

function fail(upload: Upload, { code, message }: ApiError): void {
  if (code === "cancelled") return;
  upload.progress.value = 0;
  if (PASSING.has(code)) waiting = { timer: setTimeout(hurry, backoff(attempts++, Math.random())) };
  else change(upload, { code, message });
}

/** What waits for its next try gets it now. */
function hurry(): void {
  if (waiting) clearTimeout(waiting.timer);
  waiting = null;
  void next();
}

/** A file that is a folder, or was removed since, looks like a broken connection to the browser. */
async function readable(file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new ApiError("unreadable", "this device can’t read it any more.", 0);
  }
}

function change(upload: Upload, refusal: Upload["refusal"]): void {
  uploads.value = uploads
    .peek()
    .map((other) => (other.clientMessageId === upload.clientMessageId ? { ...other, refusal } : other));
}

function watch(): void {
  if (watching) return;
  watching = true;
  addEventListener("beforeunload", (event) => {
    if (uploads.peek().some(({ refusal }) => !refusal)) event.preventDefault();
  });
  effect(() => {
    // Whoever signs out takes nothing along to the next person.
    if (session.value === null) {
      current?.controller.abort();
      uploads.value = [];
    }
  });
  effect(() => {
    if (session.value?.status.value === "online") hurry();
  });
  effect(() => {
    const arrived = uploads.value.filter(hasArrived);
    for (const upload of arrived) cancelUpload(upload);
  });
}

/** The message may come over the WebSocket before the answer, or in its stead when that is lost. */
function hasArrived({ roomId, clientMessageId }: Upload): boolean {
  const state = session.value?.state.value;
  const messages = state?.timelines.get(roomId)?.messages ?? [];
  return messages.some((message) => message.clientMessageId === clientMessageId && message.creatorId === state?.me.id);
}
