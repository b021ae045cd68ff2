import { effect, type Signal, signal } from "@preact/signals";
import { ApiError } from "../api.ts";
import { session } from "../chat-context.ts";
import { backoff } from "../sync/backoff.ts";
import { newClientMessageId } from "../sync/client-message-id.ts";
import { claim, keepUpload, keptUploads, letUploadGo, release } from "./kept-uploads.ts";
import { sendFile } from "./send-file.ts";
import { sizeText } from "./sizes.ts";
import { dropStaged, staged } from "./staged.ts";

/** A file on its way. As unsent texts do, it outlives the page, where the device has a place for it. */
export interface Upload {
  clientMessageId: string;
  roomId: number;
  name: string;
  bytes: number;
  /** Null when it didn't outlive the page. */
  file: File | null;
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

const LOST = { code: "lost", message: "the page was closed before the file had gone. Choose it again." };

/** Sends each file as a message of its own. */
export function attach(roomId: number, files: Iterable<File>): void {
  const most = session.peek()?.maxAttachmentBytes ?? Number.POSITIVE_INFINITY;
  const added = [...files].map((file): Upload => {
    const { name, size: bytes } = file;
    const upload = { clientMessageId: newClientMessageId(), roomId, name, bytes, file, progress: signal(0) };
    if (bytes > most)
      return { ...upload, refusal: { code: "too_large", message: `files may have ${sizeText(most)} at most here.` } };
    void keep(upload);
    return upload;
  });
  uploads.value = [...uploads.peek(), ...added];
  void next();
}

async function keep({ clientMessageId, roomId, name, bytes, file }: Upload): Promise<void> {
  const userId = session.peek()?.state.peek().me.id;
  if (userId === undefined || !(await claim(clientMessageId))) return;
  // A small file may be there by now.
  if (!uploads.peek().some((upload) => upload.clientMessageId === clientMessageId)) return release(clientMessageId);
  await keepUpload({ clientMessageId, userId, roomId, name, bytes, file, createdAt: new Date().toISOString() });
}

/** Goes on with what an earlier page left, unless another page has it. */
async function resume(userId: number): Promise<void> {
  for (const { clientMessageId, roomId, name, bytes, file } of await keptUploads(userId)) {
    const known = () => uploads.peek().some((upload) => upload.clientMessageId === clientMessageId);
    if (known() || !(await claim(clientMessageId))) continue;
    const state = session.peek()?.state.peek();
    if (state?.me.id !== userId) return release(clientMessageId);
    const upload: Upload = { clientMessageId, roomId, name, bytes, file, progress: signal(0) };
    if (!state.rooms.has(roomId)) cancelUpload(upload);
    else uploads.value = [...uploads.peek(), file ? upload : { ...upload, refusal: LOST }];
  }
  void next();
}

export function retryUpload(upload: Upload): void {
  change(upload, undefined);
  hurry();
}

/** Ends it, whether it is on its way, waits or was refused. */
export function cancelUpload({ clientMessageId }: Upload): void {
  uploads.value = uploads.peek().filter((other) => other.clientMessageId !== clientMessageId);
  void letUploadGo(clientMessageId).then(() => release(clientMessageId));
  if (current?.upload.clientMessageId === clientMessageId) current.controller.abort();
  else hurry();
}

async function next(): Promise<void> {
  const upload = uploads.peek().find(({ refusal }) => !refusal);
  if (current || waiting || !upload?.file || !session.peek()) return;
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

/** Whether leaving the page would interrupt or lose files. */
export const holdsFiles = (): boolean => staged.peek().size > 0 || uploads.peek().some(({ refusal }) => !refusal);

/** Asks before the page is left with files, and goes on with those that an earlier one left. */
export function watchUploads(): void {
  addEventListener("beforeunload", (event) => {
    if (holdsFiles()) event.preventDefault();
  });
  effect(() => {
    const userId = session.value?.state.peek().me.id;
    if (userId !== undefined) return void resume(userId);
    // Whoever signs out takes nothing along to the next person.
    current?.controller.abort();
    for (const { clientMessageId } of uploads.peek()) release(clientMessageId);
    uploads.value = [];
    dropStaged();
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
