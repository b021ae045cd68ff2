import { existsSync, readFileSync } from "node:fs";
import { renderComments } from "../markdown/comments.ts";
import { code } from "../markdown/safe-text.ts";
import { summaryOf } from "../markdown/sections.ts";
import { reportOfPreview } from "../report/preview.ts";
import type { Report } from "../report/report.ts";

/** What a step left of its `pulumi` command. */
export interface RanOptions {
  stack: string;
  /** Files of its standard output and standard error. */
  stdout: string;
  stderr: string;
  /** Its exit status; empty when it never ran. */
  status: string;
}

/** Never fails for want of a file: that a preview did not come about is what has to be reported then. */
export function reportOfRun({ stack, stdout, stderr, status }: RanOptions): Report {
  const read = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : "");
  return reportOfPreview({
    stack,
    status: status === "" ? undefined : Number(status),
    stdout: read(stdout),
    stderr: read(stderr),
  });
}

/** A report by itself: `what` is "Preview" or the like, `sha` the commit. */
export function renderRun(what: string, report: Report, { sha, run }: { sha: string; run: string }) {
  const key = `${what.toLowerCase()}/${report.stack}`;
  const title = `${what} of ${code(report.stack)}: ${summaryOf(report)}`;
  const footer = footerOf({ sha, run });
  return { key, bodies: renderComments({ key, title, intro: "", reports: [report], listed: false, footer }) };
}

export const footerOf = ({ sha, run }: { sha: string; run: string }): string =>
  [sha === "" ? "" : `Of commit ${code(sha.slice(0, 12))}.`, run === "" ? "" : `[The run](${run}) has the rest.`]
    .filter((sentence) => sentence !== "")
    .join(" ");
