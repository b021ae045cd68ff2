import multipart from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import type { ServeConfig } from "../config.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { transferSeconds } from "../http/transfer-seconds.ts";
import type { Attachments, Incoming } from "./attachments.ts";
import { Aborted, tooLarge } from "./attachments.ts";
import type { StoredAttachment } from "./queries.ts";

/** What a form around the file takes: boundaries and the parts' headers. */
const FORM_BYTES = 4_096;

/** The largest file that fits into a request. */
export const largestFile = (config: Pick<ServeConfig, "maxRequestBytes">) => config.maxRequestBytes - FORM_BYTES;

/** Seconds that an upload may take. */
export const uploadSeconds = (config: Pick<ServeConfig, "maxRequestBytes" | "requestTimeout">) =>
  transferSeconds(config.maxRequestBytes, config.requestTimeout);

/** Lets the routes of this scope take forms with files. */
export async function takeForms(app: App): Promise<void> {
  // Sizes are watched where the file goes; what else is in a form is of no use here.
  const limits = { fileSize: Number.POSITIVE_INFINITY, fieldSize: 65_536, fields: 100, files: 20, parts: 120 };
  await app.register(multipart, { limits, throwFileSizeLimit: false });
}

/**
 * Hands the form's file `attachment` to `store`, and settles once the form has come to its end. Other parts are ignored.
 * Throws `invalid` for a form without one, or that isn't whole.
 */
export async function receiveAttachment(
  request: FastifyRequest,
  { maxBytes }: Pick<Attachments, "maxBytes">,
  stallSeconds: number,
  store: (incoming: Incoming) => Promise<StoredAttachment>,
): Promise<StoredAttachment> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes + FORM_BYTES) throw tooLarge(maxBytes);
  // Sockets are used again for other requests, which have limits of their own.
  const { socket } = request.raw;
  const calm = () => socket.setTimeout(0);
  socket.setTimeout(stallSeconds * 1000);
  let stored: StoredAttachment | undefined;
  try {
    for await (const part of request.parts()) {
      if (part.type === "field") continue;
      const { fieldname, filename, mimetype, file: content } = part;
      // What follows is our own work.
      content.once("end", calm);
      if (fieldname === "attachment" && !stored)
        stored = await store({ name: unescapeQuotes(filename), type: mimetype, content });
      else content.resume();
    }
  } catch (error) {
    // Whoever is still sending gets the answer only when they are done.
    request.raw.unpipe().resume();
    if (error instanceof AppError) throw error;
    throw new Aborted(error);
  } finally {
    calm();
  }
  if (stored) return stored;
  throw new AppError("invalid", "The form has no file in a part called attachment.");
}

/** Browsers write a quotation mark so, and nothing else: a per cent sign stays what it is. */
const unescapeQuotes = (name: string | undefined) => name?.replaceAll("%22", '"');
