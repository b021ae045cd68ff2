import { ApiError } from "../api.ts";
import type { Message } from "../protocol.ts";

export interface Sending {
  roomId: number;
  clientMessageId: string;
  file: File;
  /** Told how much of it has gone, from 0 to 1. */
  onProgress: (part: number) => void;
  signal: AbortSignal;
}

/** A connection that moves nothing for so long is given up, ms. */
const STALLED_MS = 45_000;

/** Sends a file as a message. Rejects with an ApiError; `fetch` can't tell how far it is. */
export function sendFile({ roomId, clientMessageId, file, onProgress, signal }: Sending): Promise<Message> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (code: string, message: string) => reject(new ApiError(code, message, request.status));
    // It was stopped while it was looked at: nothing tells of that any more.
    if (signal.aborted) return fail("cancelled", "It was stopped.");
    let stalled: ReturnType<typeof setTimeout> | undefined;
    const watch = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_MS);
    };
    const abort = () => request.abort();
    signal.addEventListener("abort", abort);
    request.upload.onprogress = ({ loaded, total }) => {
      watch();
      onProgress(total > 0 ? loaded / total : 0);
    };
    request.onabort = () => fail(signal.aborted ? "cancelled" : "network", "It didn’t get through.");
    request.onerror = () => fail("network", "It didn’t get through.");
    request.onload = () => {
      const { status, response } = request;
      if (status >= 200 && status < 300 && response) return resolve(response as Message);
      const error = (response as { error?: { code: string; message: string } } | null)?.error;
      // A proxy in front has no words for it.
      const code = status === 413 ? "too_large" : "unavailable";
      fail(error?.code ?? code, error?.message ?? "It was refused.");
    };
    request.onloadend = () => {
      clearTimeout(stalled);
      signal.removeEventListener("abort", abort);
    };
    const query = new URLSearchParams({ clientMessageId });
    request.open("POST", `/api/rooms/${roomId}/attachments?${query}`);
    request.responseType = "json";
    const form = new FormData();
    form.set("attachment", file);
    watch();
    request.send(form);
  });
}
