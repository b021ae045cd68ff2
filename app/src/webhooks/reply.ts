import { Readable } from "node:stream";
import type { Incoming } from "../attachments/attachments.ts";
import { extensionOf } from "../attachments/types.ts";
import { isTooIntricate } from "../messages/bot-html.ts";
import type { Answer } from "./outgoing.ts";

/** What is posted of a webhook's answer: HTML, or a file. */
export type Reply = { html: string } | { file: Incoming };

// Longer texts than anybody reads are cut.
const LONGEST_TEXT = 131_072;

/** Null when nothing is to be posted. Throws what can't be. Campfire takes both kinds of text as HTML, of a 200 only. */
export function replyOf({ status, contentType, body, cut }: Answer): Reply | null {
  const type = (contentType ?? "").split(";")[0]!.trim().toLowerCase();
  if (status < 200 || status > 299 || type === "" || body.length === 0) return null;
  if (status === 200 && (type === "text/plain" || type === "text/html")) {
    const html = body.subarray(0, LONGEST_TEXT).toString("utf8");
    if (isTooIntricate(html)) throw new Error("the answer has too many tags");
    return html.trim() === "" ? null : { html };
  }
  // Half of a file is of no use.
  if (cut) throw new Error("the answer is a file that is too large");
  return { file: { name: `attachment.${extensionOf(type)}`, type, content: Readable.from([body]) } };
}
