import { emojiIn } from "./emoji.ts";

/** Names of what Slack's texts refer to by id. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

/** Slack's mrkdwn as Markdown: references by name, addresses as they are, entities resolved, emoji as characters. */
export function readMrkdwn(source: string, names: Names): string {
  // Code, in one or three backticks, stays as it is.
  const parts = source.split(/(```[\s\S]*?```|`[^`\n]+`)/).map((part, index) => {
    const text = part.replaceAll(/<([^<>]*)>/g, (_match, inner: string) => reference(inner, names));
    return index % 2 === 1 ? fenced(text) : emojiIn(emphasis(text));
  });
  return parts.join("").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** One star is bold in Slack, and one tilde strikes through. */
function emphasis(text: string): string {
  return text
    .replaceAll(/(^|[\s(])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])/g, "$1**$2**")
    .replaceAll(/(^|[\s(])~([^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])/g, "$1~~$2~~");
}

/** A block of code may begin and end within a line in Slack. */
function fenced(code: string): string {
  const inner = /^```([\s\S]*)```$/.exec(code)?.[1];
  return inner === undefined ? code : `\n\`\`\`\n${inner.replace(/^\n|\n$/g, "")}\n\`\`\`\n`;
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
