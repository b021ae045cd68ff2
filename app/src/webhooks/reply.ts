import { Readable } from "node:stream";
import type { Incoming } from "../attachments/attachments.ts";
import { extensionOf } from "../attachments/types.ts";
import { htmlToText, isTooIntricate } from "../messages/bot-html.ts";
import type { Answer } from "./outgoing.ts";

/** What is posted of a webhook's answer: HTML with its text, or a file. */
export type Reply = { source: string; text: string } | { file: Incoming };

// Longer texts than anybody reads are cut.
const LONGEST_TEXT = 131_072;

export const textReply = (source: string): Reply => ({ source, text: htmlToText(source) });

/** Null when nothing is to be posted. Throws what can't be. Campfire takes both kinds of text as HTML. */
export function replyOf({ status, contentType, body, cut }: Answer): Reply | null {
  const type = (contentType ?? "").split(";")[0]!.trim().toLowerCase();
  if (status !== 200 || type === "" || body.length === 0) return null;
  if (type === "text/plain" || type === "text/html") {
    const source = body.subarray(0, LONGEST_TEXT).toString("utf8");
    if (isTooIntricate(source)) throw new Error("the answer has too many tags");
    return source.trim() === "" ? null : textReply(source);
  }
  // Half of a file is of no use.
  if (cut) throw new Error("the answer is a file that is too large");
  return { file: { name: `attachment.${extensionOf(type)}`, type, content: Readable.from([body]) } };
}
