import { create } from "content-disposition";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type ByteRange, FileMissing, type FileStore } from "../files/store.ts";
import { AppError } from "../http/errors.ts";
import { namesEtag } from "../http/etag.ts";
import { limitReaders, paceReader, SLOW_READERS } from "../http/readers.ts";
import { mayBeShown, servedType } from "./types.ts";

/** What is sent. `sha256` tells it from any other content. */
export interface Sendable {
  key: string;
  name: string;
  type: string;
  bytes: number;
  sha256: string;
}

// Over HTTP/2 a browser asks at once for all thumbnails that are near.
const MOST_AT_ONCE = 50;

/** Options of routes that answer by `sendFile`: slow readers have their time, and everybody so many files at once. */
export const sendingFiles = () => ({ ...SLOW_READERS, onRequest: limitReaders(MOST_AT_ONCE) });

/**
 * Answers with a file, or the part of it that is asked for. A browser shows it only where it can't act, and asks again
 * each time whether it may still see it. A reader that takes nothing for `stallSeconds` is cut off. On routes with
 * the options of `sendingFiles`.
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  store: FileStore,
  file: Sendable,
  stallSeconds: number,
): Promise<FastifyReply> {
  const shown = mayBeShown(file.type);
  const etag = `"${file.sha256}"`;
  reply
    .header("etag", etag)
    .header("accept-ranges", "bytes")
    .header("cache-control", "private, no-cache")
    .header("vary", "cookie")
    .header("content-disposition", create(file.name, { type: shown ? "inline" : "attachment" }))
    .header("content-security-policy", policyFor(file.type));
  if (namesEtag(request.headers["if-none-match"], etag)) return reply.code(304).send();
  const range = rangeOf(request, etag, file.bytes);
  if (range === "unsatisfiable") {
    return reply.code(416).header("content-range", `bytes */${file.bytes}`).removeHeader("content-disposition").send();
  }
  if (range) reply.code(206).header("content-range", `bytes ${range.start}-${range.end}/${file.bytes}`);
  const bytes = range ? range.end - range.start + 1 : file.bytes;
  reply.header("content-length", bytes).type(servedType(file.type));
  if (request.method === "HEAD") return reply.send();
  paceReader(reply.raw, stallSeconds, bytes);
  return reply.send(await open(request, store, file.key, range));
}

async function open(request: FastifyRequest, store: FileStore, key: string, range: ByteRange | null) {
  try {
    return await store.read(key, range ?? undefined);
  } catch (error) {
    request.log.error({ err: error, store: store.place, key }, "a file could not be read");
    if (error instanceof FileMissing)
      throw new AppError("not_found", "This file is lost: ask who keeps this Campfire.");
    throw new AppError("unavailable", "Files can't be read at the moment. Try again.", 5);
  }
}

/** Even a file that turned out to act could neither run nor load anything. Viewers of PDF don't work in a sandbox. */
function policyFor(type: string): string {
  const own = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";
  return type === "application/pdf" ? own : `${own}; sandbox`;
}

/** The one range that is asked for; null for the whole file: also where several are, which nobody has to serve. */
export function rangeOf(
  { headers }: Pick<FastifyRequest, "headers">,
  etag: string,
  bytes: number,
): ByteRange | null | "unsatisfiable" {
  const condition = headers["if-range"];
  if (condition !== undefined && condition !== etag) return null;
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.range?.replaceAll(/\s/g, "") ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return null;
  const start = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return null;
  return start <= end && start < bytes ? { start, end } : "unsatisfiable";
}
