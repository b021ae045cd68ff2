import type { FastifyRequest } from "fastify";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { withoutAttachmentTags } from "../messages/attachment-tags.ts";
import { htmlToText, isTooIntricate } from "../messages/bot-html.ts";
import { MAX_BOOST_LENGTH } from "../protocol/entities.ts";

// Larger than anybody reads; a message is held in memory a few times over.
const LARGEST_BODY = 131_072;

/** Takes every body as it comes, whatever its Content-Type says: `curl -d` calls HTML form data. */
export function takeRawBodies(app: App, maxRequestBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addHook("onRequest", async (request) => {
    if (holdsForm(request)) return;
    // Otherwise one that isn't well-formed would be refused before anybody looks at the body.
    if (request.headers["content-type"] !== undefined) request.headers["content-type"] = "application/octet-stream";
  });
  app.addContentTypeParser(
    "*",
    { parseAs: "buffer", bodyLimit: Math.min(LARGEST_BODY, maxRequestBytes) },
    (_request, body, done) => done(null, body),
  );
}

/** Whether a bot sends a file, for a message that it posts or one that it changes; everywhere else a form is a text like any other. */
export function holdsForm({ headers, routeOptions }: FastifyRequest): boolean {
  const isForm = /^multipart\/form-data\s*;/i.test(headers["content-type"] ?? "");
  return isForm && /\/messages(\/:id)?$/.test(routeOptions.url ?? "");
}

/** What a bot says: its HTML as it came, and the text that people read in it. Throws `invalid` when it can't be said. */
export async function readContent(queries: Queries, body: unknown): Promise<{ source: string; text: string }> {
  const sent = readText(body);
  if (isTooIntricate(sent)) throw new AppError("invalid", "The HTML has too many tags to be a message: link to it.");
  const source = await withoutAttachmentTags(queries, sent);
  return { source, text: htmlToText(source) };
}

/** Throws `invalid` for one that is blank or longer than a boost may be. */
export function readBoost(body: unknown): string {
  const content = readText(body).trim();
  if ([...content].length <= MAX_BOOST_LENGTH) return content;
  throw new AppError("invalid", `A boost has at most ${MAX_BOOST_LENGTH} characters.`);
}

function readText(body: unknown): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body instanceof Uint8Array ? body : new Uint8Array());
    if (text.trim() !== "" && !text.includes("\u0000")) return text;
  } catch {
    throw new AppError("invalid", "The body is not UTF-8.");
  }
  throw new AppError("invalid", "The body holds nothing that can be said.");
}
