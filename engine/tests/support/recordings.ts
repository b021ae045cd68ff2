import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A call that the probe provider wrote down. */
export interface ProbeCall {
  call: string;
  name: string;
  [detail: string]: unknown;
}

export interface RecordedStep {
  /** `up 1`, `preview 2`, `refresh`, `destroy`, `kill 1`, or `world`: what "really" exists changes. */
  step: string;
  exit: number;
  calls: ProbeCall[];
  /** What an update did, step by step. */
  steps?: { op: string; urn: string; keys?: string[] }[];
  /** What a preview said it would do. */
  plan?: { op: string; urn: string; keys?: string[] }[];
  changes?: Record<string, number>;
  resources: Record<string, unknown>[];
  pending?: { type: string; resource: Record<string, unknown> }[];
  world?: Record<string, unknown>;
}

/** What the official CLI did with one case of `recorded/program.ts`. */
export interface Recording {
  case: string;
  cli: string;
  sdk: string;
  steps: RecordedStep[];
}

export const recordedFolder = fileURLToPath(new URL("../recorded", import.meta.url));

export function recordings(): Recording[] {
  const folder = `${recordedFolder}/cases`;
  return readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as Recording);
}

export const recording = (name: string): Recording => {
  const found = recordings().find((each) => each.case === name);
  if (!found) throw new Error(`there is no recording "${name}"`);
  return found;
};
