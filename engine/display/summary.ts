import { masked } from "../values/mask.ts";
import { isObject, type Properties, type Value } from "../values/wire.ts";
import type { Terminal } from "./terminal.ts";

/** The end of `up`: every part with its line, what the user should know, and the chat's address last. */
export function printSummary(terminal: Terminal, outputs: Properties): void {
  const { paint } = terminal;
  const shown = masked(outputs) as Properties;
  const parts = isObject(shown.parts) ? Object.entries(shown.parts) : [];
  const width = Math.max(0, ...parts.map(([name]) => name.length));
  if (parts.length > 0) terminal.print("");
  for (const [name, line] of parts) terminal.print(`${paint.green(`✓ ${name.padEnd(width)}`)}  ${text(line)}`);
  for (const notice of Array.isArray(shown.notices) ? shown.notices : [])
    terminal.print(`${paint.yellow("!")} ${text(notice)}`);
  const others = Object.entries(shown).filter(([key]) => !["parts", "notices", "url"].includes(key));
  for (const [key, value] of others.flatMap(opened)) terminal.print(`${paint.dim(`${key}:`)} ${text(value)}`);
  if (typeof shown.url === "string") terminal.print(`\n${paint.bold(paint.green(shown.url))}`);
}

/** `links: {dashboards: …}` reads better as a line for each. */
const opened = ([key, value]: [string, Value]): [string, Value][] =>
  isObject(value) ? Object.entries(value).map(([inner, item]) => [`${key} ${inner}`, item]) : [[key, value]];

const text = (value: Value): string => (typeof value === "string" ? value : JSON.stringify(value));
