// The tables of docs/alerts.md: which alert is where, and who can be told. `npm run alerts -- --table` writes them.
import { resolve } from "node:path";
import { sources } from "../alerts/alert.ts";
import { elsewhere } from "../alerts/elsewhere.ts";
import { alertsFor } from "../alerts/rules.ts";
import { alertSettings } from "../infra/alerting.ts";
import { platformNames } from "../infra/platform-names.ts";
import { lifecyclePresets, sizePresets } from "../infra/presets.ts";

export const alertsPage = resolve(import.meta.dirname, "../docs/alerts.md");
const begin = "<!-- tables of alerts: written by `npm run alerts -- --table` -->";
const end = "<!-- end of the tables of alerts -->";

/** The page's text with the tables as the alerts and settings are now. */
export function withAlertTables(text: string): string {
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`docs/alerts.md has no line "${begin}" and after it "${end}"`);
  return `${text.slice(0, before + begin.length)}\n\n${tables()}\n\n${text.slice(after)}`;
}

function tables(): string {
  const notes: string[] = [];
  const note = (text: string) => {
    if (!notes.includes(text)) notes.push(text);
    return notes.indexOf(text) + 1;
  };
  const alerts = alertsFor({
    size: sizePresets.medium,
    replicas: sizePresets.medium.replicas.min,
    backupEveryMinutes: lifecyclePresets.production.backups.everyMinutes,
    sources,
  });
  const rows = alerts.map(({ name, severity }) => [
    `[${name}](runbooks/${name}.md)`,
    severity,
    ...platformNames.map((platform) => {
      const other = elsewhere[name]?.[platform];
      if (!other) return "yes";
      return other.kind === "differently" ? `otherwise ${note(other.by)}` : `— ${note(other.by)}`;
    }),
  ]);
  return [
    "## Which alert is where",
    "",
    table(["alert", "", ...platformNames], rows),
    "",
    "_yes_: the same expression, times, texts and runbook. _otherwise_: the same alert, found out in another way. —: no such alert; what is in its place:",
    "",
    ...notes.map((text, index) => `${index + 1}. ${text}`),
    "",
    "## Who can be told",
    "",
    table(
      ["setting", ...platformNames],
      Object.entries(alertSettings).map(([name, setting]) => [
        `\`${name}\``,
        ...platformNames.map((platform) => (reads(setting, platform) ? "yes" : "refused")),
      ]),
    ),
  ].join("\n");
}

const reads = (setting: object, platform: string) =>
  !("only" in setting) || (setting.only as readonly string[]).includes(platform);

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
