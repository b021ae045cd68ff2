import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Value } from "../../engine/values/wire.ts";
import type { Plan } from "./rules/rule.ts";

/** What a reviewer sees change: how many of each type there are, and each resource with its properties. */
export interface Inventory {
  counts: Record<string, number>;
  resources: Record<string, Value>;
}

const root = resolve(import.meta.dirname, "../..");
const longText = 120;

export function inventoryOf(plan: Plan): Inventory {
  const resources = plan.resources.filter(({ type }) => type !== "local:index:User");
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  const entries = resources.map(({ type, name, inputs, protect }) => {
    const properties = summarize(inputs) as Record<string, Value>;
    return [neutral(`${type} ${name}`), protect ? { ...properties, "(protected)": true } : properties] as const;
  });
  return { counts, resources: Object.fromEntries(entries) };
}

/** The system user of a checkout's PostgreSQL, which there is only where root runs the stack. */
const isUser = (value: Value) => typeof value === "string" && /^campfire-[0-9a-f]{8}-[0-9a-f]{8}$/.test(value);

/** Long texts become their hash: a change shows, and the file stays readable. */
function summarize(value: Value): Value {
  if (typeof value === "string") return short(neutral(value));
  if (Array.isArray(value)) return value.filter((item) => !isUser(item)).map(summarize);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Record<string, Value>).filter(([key]) => key !== "owner" && key !== "user");
  return Object.fromEntries(entries.map(([key, item]) => [key, summarize(item)]));
}

const short = (text: string) =>
  text.length <= longText ? text : `<text ${createHash("sha256").update(text).digest("hex").slice(0, 12)}>`;

/** What differs between machines, users and versions of the app is no drift. */
const neutral = (text: string) =>
  text
    .replaceAll(process.execPath, "<node>")
    .replaceAll(root, "<project>")
    .replace(/\/var\/lib\/campfire-[0-9a-f-]+/g, "<project>/.campfire/conformance/postgres")
    .replace(/[^ ]*\/campfire-tools-[^/]+\//g, "<tools>/")
    .replace(/\b(build|image)-[0-9a-f]{12}\b/g, "$1-<version>")
    .replace(/^[0-9a-f]{12}$/, "<version>")
    // Which digest a version has is the lock file's to say, and pinning changes nothing else.
    .replace(/@sha256:[0-9a-f]{64}$/, "")
    .replace(/^v\d+\.\d+\.\d+$/, "<node version>");

type Which = Pick<Plan, "platform" | "size" | "lifecycle">;

const fileOf = ({ platform, size, lifecycle }: Which) =>
  join(root, "tests/golden", `${platform}-${size}-${lifecycle}.json`);

/** The committed inventory of a plan; with UPDATE_GOLDEN=1 it is written first. */
export function goldenOf(plan: Plan): Inventory {
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(dirname(fileOf(plan)), { recursive: true });
    writeFileSync(fileOf(plan), `${JSON.stringify(inventoryOf(plan), null, 1)}\n`);
  }
  return committedInventory(plan);
}

/** The committed inventory, as it is. */
export function committedInventory(which: Which): Inventory {
  const file = fileOf(which);
  if (!existsSync(file))
    throw new Error(`${file} does not exist: run \`UPDATE_GOLDEN=1 npm run test:unit\` and review it`);
  return JSON.parse(readFileSync(file, "utf8")) as Inventory;
}
