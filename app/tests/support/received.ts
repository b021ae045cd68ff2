import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";

/** What a request brings; nothing of one that is broken off, as by a page that is closed or a sender that is killed. */
export async function received(request: IncomingMessage): Promise<Buffer | undefined> {
  try {
    return await buffer(request);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"].includes(code)) return;
    throw error;
  }
}
