import { emojiIn } from "./emoji.ts";

/** Names of what Slack's texts refer to by id. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

/** Slack's mrkdwn as text: references by name, addresses as they are, entities resolved, emoji as characters. */
export function readMrkdwn(source: string, names: Names): string {
  const text = source.replaceAll(/<([^<>]*)>/g, (_match, inner: string) => reference(inner, names));
  return emojiIn(text).replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function reference(inner: string, names: Names): string {
  const [target = "", label] = inner.split("|", 2);
  const id = target.slice(1);
  if (target.startsWith("@")) return `@${names.user(id) ?? label ?? id}`;
  if (target.startsWith("#")) return `#${names.channel(id) ?? (label || id)}`;
  // Groups, dates and everybody: <!subteam^S1|@team>, <!date^1|then>, <!here>.
  if (target.startsWith("!")) return label ?? `@${id}`;
  if (label === undefined || label === "" || target.endsWith(label)) return target.replace(/^(mailto|tel):/, "");
  return `${label} (${target})`;
}
