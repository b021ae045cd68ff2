import type { IncomingMessage, ServerResponse } from "node:http";
import { received } from "../../../tests/support/received.ts";
import type { Attachment } from "../../src/protocol.ts";
import type { FakeServer } from "./fake-server.ts";

interface FakeFile {
  content: Buffer;
  type: string;
}

/** The fake server's files, and how its uploads misbehave. */
export class FakeFiles {
  readonly stored = new Map<string, FakeFile>();
  /** How often an upload was asked for. */
  tries = 0;
  /** How many senders gave up, as far as it has been heard. */
  brokenOff = 0;
  /** Uploads are taken in only once this settles. */
  held: Promise<void> = Promise.resolve();
  /** The next uploads are answered with this error. */
  refusal: { status: number; code: string; message: string } | null = null;
  /** Uploads are committed, but the connection breaks before the answer. */
  losingAnswers = false;

  /** The attachment of a file that somebody sent; pictures are all as large as this. */
  keep(name: string, type: string, content: Buffer): Attachment {
    const id = this.stored.size + 1;
    const url = `/attachments/${id}/${encodeURIComponent(name)}`;
    this.stored.set(url, { content, type });
    const attachment = { name, type, bytes: content.length, url };
    if (!/^image\/(png|jpeg)$/.test(type)) return attachment;
    this.stored.set(`/thumbnails/${id}`, { content, type });
    return { ...attachment, width: 1600, height: 1200, thumbnailUrl: `/thumbnails/${id}` };
  }
}

/** Answers what is about files; false for anything else. */
export async function answerFiles(
  server: FakeServer,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const [, roomId] = /^\/api\/rooms\/(\d+)\/attachments$/.exec(url.pathname) ?? [];
  if (roomId) {
    await takeIn(server, request, response, Number(roomId), url.searchParams.get("clientMessageId")!);
    return true;
  }
  if (!/^\/(attachments|thumbnails)\//.test(url.pathname)) return false;
  const file = server.files.stored.get(url.pathname);
  if (file) response.writeHead(200, { "content-type": file.type }).end(file.content);
  else response.writeHead(404).end();
  return true;
}

async function takeIn(
  server: FakeServer,
  request: IncomingMessage,
  response: ServerResponse,
  roomId: number,
  clientMessageId: string,
): Promise<void> {
  const { files } = server;
  files.tries++;
  request.socket.once("close", () => files.brokenOff++);
  // A sender who gives up breaks off here.
  const body = await received(request);
  await files.held;
  if (!body || request.socket.destroyed) return;
  const answer = (status: number, content: object) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  if (server.unavailable) return void answer(503, { error: { code: "unavailable", message: "Later." } });
  if (files.refusal) return void answer(files.refusal.status, { error: files.refusal });
  const headers = { "content-type": request.headers["content-type"]! };
  const file = (await new Response(new Uint8Array(body), { headers }).formData()).get("attachment") as File;
  const attachment = files.keep(file.name, file.type, Buffer.from(await file.arrayBuffer()));
  const message = server.say(roomId, server.userOf(request)!, file.name, { clientMessageId, attachment });
  if (files.losingAnswers) request.socket.destroy();
  else answer(201, message);
}
