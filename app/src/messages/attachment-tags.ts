import sanitizeHtml from "sanitize-html";
import type { Queries } from "../database/database.ts";
import { findUsers } from "../users/queries.ts";
import type { Name } from "./mentions.ts";

const TAG = "action-text-attachment";
const MOST_PEOPLE = 100;

/** What stands for one of Campfire's tags: a name or a link, and whom it mentions. */
export interface StandIn {
  tag: sanitizeHtml.Tag;
  mentioned?: Name;
}

/**
 * What a person's mention or a link's preview, as Campfire's HTML has them, says here. `html` is the whole of it, `people`
 * are known by their ids.
 */
export function standInFor(attributes: Record<string, string>, html: string, people: Map<number, string>): StandIn {
  const { sgid, href, filename, caption } = attributes;
  const id = userIdOf(sgid);
  const name = id === undefined ? undefined : people.get(id);
  const said = (text: string) => ({ tagName: "span", attribs: {}, text });
  if (id !== undefined && name !== undefined) return { tag: said(`@${name}`), mentioned: { id, name } };
  if (!href) return { tag: said(filename ?? caption ?? "") };
  // A link preview: here it is made of the address, which is nearly always in the text too.
  if (html.split(href).length > 2) return { tag: said("") };
  return { tag: { tagName: "a", attribs: { href }, text: filename || caption || href } };
}

/** A bot's HTML in which Campfire's own tags are names and links. */
export async function withoutAttachmentTags(queries: Queries, html: string): Promise<string> {
  if (!html.includes(`<${TAG}`)) return html;
  const ids = [...html.matchAll(/\ssgid=["']?([\w+/=-]+)/g)].map(([, sgid]) => userIdOf(sgid));
  const users = await findUsers(queries, [...new Set(ids.filter((id) => id !== undefined))].slice(0, MOST_PEOPLE));
  const people = new Map([...users.values()].map(({ id, name }) => [id, name]));
  return sanitizeHtml(html, {
    // Everything else stays: what may be shown is decided each time it is.
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    parseStyleAttributes: false,
    transformTags: { [TAG]: (_tag, attributes) => standInFor(attributes, html, people).tag },
  });
}

/**
 * Whom a signed global id names. The signature is not looked at, as Campfire itself doesn't for people: a name is all
 * that it lets anybody say.
 */
function userIdOf(signedId: string | undefined): number | undefined {
  const [payload = ""] = (signedId ?? "").split("--");
  const outer = Buffer.from(payload, "base64").toString("latin1");
  const inner = /"message":"([\w+/=-]+)"/.exec(outer)?.[1] ?? "";
  const found = /gid:\/\/campfire\/User\/(\d{1,15})(?!\d)/.exec(
    outer + Buffer.from(inner, "base64").toString("latin1"),
  );
  return found ? Number(found[1]) : undefined;
}
