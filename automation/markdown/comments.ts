import type { Report } from "../report/report.ts";
import { bytesOf, code } from "./safe-text.ts";
import { type Block, blocksOf, summaryOf } from "./sections.ts";

/** GitHub takes no longer body. It says characters; in bytes nobody can count differently. */
export const longestBody = 65_536;

/** More comments than that are no help; what is left out is in the run. */
export const mostComments = 8;

/** Room for what is put around a comment's blocks. */
const around = 4_000;

export interface Page {
  /** What the comments are about, unique on the page: it finds them again. Letters, digits and `/._-`. */
  key: string;
  /** Of our own words: no escaping. */
  title: string;
  intro: string;
  reports: readonly Report[];
  /** Whether a line about each stack comes first: where the title doesn't say it. */
  listed: boolean;
  /** Where it was made; our own words. */
  footer: string;
}

/** The hidden first line of every comment of a page. */
export function marker(key: string): string {
  return `<!-- campfire-stack ${key.replaceAll(/[^\w./-]/g, "_")} -->`;
}

/**
 * The reports as bodies of comments, at least one, each valid by itself and within GitHub's limit. Blocks are never cut; when there are more
 * than fit into `mostComments`, those before the last comment are left out, since the end of a log says why it failed.
 */
export function renderComments(page: Page): string[] {
  const parts = packed(pageBlocks(page));
  const omitted = parts.length - mostComments;
  const kept = omitted > 0 ? [...parts.slice(0, mostComments - 1), parts.at(-1) ?? ""] : parts;
  return kept.map((part, at) => {
    const count = kept.length > 1 ? ` (${at + 1} of ${kept.length})` : "";
    const gap = omitted > 0 && at === kept.length - 1 ? `_${omitted} comments before this one are left out._` : "";
    const intro = at === 0 ? page.intro : "";
    return [marker(page.key), `### ${page.title}${count}`, intro, gap, part, page.footer]
      .filter((paragraph) => paragraph !== "")
      .join("\n\n");
  });
}

/** One line a stack first where it is wanted, then each stack's blocks. */
function pageBlocks({ reports, listed }: Page): Block[] {
  const summary = reports.map((report) => `- ${code(report.stack)}: ${summaryOf(report)}`).join("\n");
  return [...(listed ? [{ heading: "", text: summary }] : []), ...reports.flatMap(blocksOf)];
}

function packed(blocks: readonly Block[]): string[] {
  const parts: string[] = [];
  let part = "";
  let heading = "";
  for (const block of blocks) {
    const isNew = block.heading !== heading;
    const addition = `\n\n${isNew ? `${block.heading}\n\n` : ""}${block.text}`;
    heading = block.heading;
    if (part !== "" && bytesOf(part) + bytesOf(addition) > longestBody - around) {
      parts.push(part);
      part = `${heading}${isNew ? "" : ", continued"}\n\n${block.text}`;
    } else part = `${part}${addition}`.trimStart();
  }
  return [...parts, part];
}
