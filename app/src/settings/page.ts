import { REFUSED } from "./refused.ts";
import { VARIABLES } from "./table.ts";
import type { Variable } from "./variable.ts";

const HEAD = `<!-- Written by \`npm run docs -w app\` from the tables in app/src/settings/ and beside the features. -->
# Settings of the chat

Environment variables. All are checked at start, and what is wrong is named at once. What is set but means nothing here is warned about, with the name
that was probably meant. A stack of this repository sets what it needs (\`infra/environment.ts\`); what is the
operator's to choose goes into its stack file: \`pulumi config set --path variables.CAMPFIRE_AUDIT_DAYS 90\`.

\`serve\` is a replica, \`migrate\` brings the schema up, \`backups\` are the backup commands, \`people\` the other commands that people run
(\`create-admin\`, \`reset-password\`, \`export\`, \`import\`, \`doctor\`).
`;

const TRACES = `
\`OTEL_EXPORTER_OTLP_ENDPOINT\` makes a replica send traces there: of requests and their statements, and of messages from their sender over commit and bus to every replica's sockets; the other \`OTEL_*\` variables hold too. Without
it nothing of OpenTelemetry is loaded.
`;

const REFUSALS = `
## Refused

Other Campfires know these. They are refused at start (\`config_unsupported\`) instead of being passed over: whoever sets one expects something of it.
`;

/** docs/configuration.md. */
export function configurationPage(): string {
  const variables = VARIABLES.map(({ name, type, fallback, does, readBy }) => [
    `\`${name}\``,
    type,
    fallback === null ? "required" : code(fallback),
    does,
    everywhere(readBy) ? "all" : readBy.join(", "),
  ]);
  const refused = REFUSED.map(({ name, because, remedy }) => [`\`${name}\``, because, remedy]);
  return [
    HEAD,
    table(["Variable", "May be", "Default", "What it does", "Read by"], variables),
    TRACES,
    REFUSALS,
    table(["Variable", "Why: it …", "What to do"], refused),
  ].join("\n");
}

const everywhere = (readBy: Variable["readBy"]) => readBy.length === 4;
const code = (fallback: string) =>
  fallback !== "none" && /^[\w./:=,-]+$/.test(fallback) ? `\`${fallback}\`` : fallback;
const cell = (text: string) => text.replaceAll("|", "\\|");

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))];
  return `${lines.map((line) => `| ${line.join(" | ")} |`).join("\n")}\n`;
}
