import type { Change, changeKinds, Diagnostic, PropertyChange, Report } from "../report/report.ts";
import { bytesOf, code, fence, fitting, linesOf } from "./safe-text.ts";

/** Markdown that must stay in one piece, and the heading it stands under: repeated when a comment ends before its section does. */
export interface Block {
  heading: string;
  text: string;
}

/** No block is larger, so that a comment holds several. */
const blockBytes = 8_000;

const titles: Record<(typeof changeKinds)[number], string> = {
  replace: "Replaced",
  delete: "Deleted",
  update: "Changed",
  create: "Created",
  import: "Imported",
};

/** A report from what hurts to what doesn't: errors, replacements, deletions, changes, creations, warnings, and the end of the log. */
export function blocksOf(report: Report): Block[] {
  const under = (title: string, texts: string[]) =>
    texts.map((text) => ({ heading: `#### ${title} in ${code(report.stack)}`, text }));
  const ofKind = (kind: Change["kind"]) => report.changes.filter((change) => change.kind === kind);
  const told = (severity: Diagnostic["severity"][]) =>
    report.diagnostics.filter((one) => severity.includes(one.severity)).map(diagnosticText);
  const listed = (kind: Change["kind"]) =>
    under(
      `${titles[kind]} (${ofKind(kind).length})`,
      kind === "create" ? folded(ofKind(kind)) : ofKind(kind).map(changeText),
    );

  return [
    ...under("Errors", told(["error"])),
    ...listed("replace"),
    ...listed("delete"),
    ...listed("update"),
    ...listed("create"),
    ...listed("import"),
    ...under("Warnings and notes", told(["warning", "info"])),
    ...under("The end of the log", report.log === "" ? [] : [logText(report.log)]),
  ];
}

/** What a report comes to, in a few words of ours. */
export function summaryOf({ outcome, changes, unchanged }: Report): string {
  if (outcome === "absent") return "it did not run";
  const counts = (["replace", "delete", "update", "create", "import"] as const)
    .map((kind) => ({ kind, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${titles[kind].toLowerCase()}`);
  if (outcome === "failed") return counts.length === 0 ? "it failed" : `it failed; until then: ${counts.join(", ")}`;
  return counts.length === 0
    ? `nothing changes (${unchanged} resources)`
    : `${counts.join(", ")}, ${unchanged} unchanged`;
}

function changeText(change: Change): string {
  const because = change.because.slice(0, 5).map(code).join(", ");
  const head = [
    `- **${code(change.name)}** ${code(change.type)}`,
    because === "" ? "" : `because of ${because}`,
    change.note === "" ? "" : code(change.note),
  ];
  const lines = change.properties.flatMap(propertyLines);
  if (change.more > 0) lines.push(`  … ${change.more} more properties`);
  const properties = lines.length === 0 ? "" : `\n\n${fence(fitting(lines, blockBytes, "head"), "diff")}`;
  return `${head.filter((part) => part !== "").join(" — ")}${properties}`;
}

function propertyLines({ path, before, after }: PropertyChange): string[] {
  if (before === null && after === null) return [`! ${path}`];
  if (before === after) return [`! ${path} = ${before} (what changes is not shown)`];
  return [...(before === null ? [] : [`- ${path} = ${before}`]), ...(after === null ? [] : [`+ ${path} = ${after}`])];
}

/** Many new resources are one line each, folded away: a new stack has hundreds. */
function folded(changes: readonly Change[]): string[] {
  const rows = changes.map(changeText);
  if (rows.length <= 10) return rows;
  const groups: string[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group && group.length < 25 && bytesOf([...group, row].join("\n")) <= blockBytes) group.push(row);
    else groups.push([row]);
  }
  let before = 0;
  return groups.map((group) => {
    const range = `${before + 1} to ${before + group.length} of ${rows.length}`;
    before += group.length;
    return `<details><summary>${range}</summary>\n\n${group.join("\n")}\n\n</details>`;
  });
}

function diagnosticText({ resource, message }: Diagnostic): string {
  const lines = fence(fitting(linesOf(message), blockBytes, "head"), "text");
  return resource === "" ? lines : `- **${code(resource)}**\n\n${lines}`;
}

const logText = (log: string) => fence(fitting(linesOf(log), blockBytes, "tail"), "text");
