import { isAbsolute, normalize } from "node:path";
import type { provider } from "@pulumi/pulumi";
import { holdsUnknown, type Properties } from "./values.ts";

interface Range {
  min: number;
  max: number;
}

/** Looks at the inputs of a resource and collects all that is wrong with them. What is unknown yet is right. */
export class Checker {
  readonly failures: provider.CheckFailure[] = [];
  readonly inputs: Properties;

  constructor(inputs: Properties) {
    this.inputs = inputs;
  }

  fail(property: string, reason: string) {
    this.failures.push({ property, reason });
  }

  /** The value of a property; undefined when it is absent or not known yet. */
  known(property: string): unknown {
    const value = this.inputs[property];
    return holdsUnknown(value) ? undefined : value;
  }

  text(property: string, { optional = false } = {}): string | undefined {
    const value = this.known(property);
    if (typeof value === "string" && value !== "") return value;
    const absent = this.inputs[property] === undefined;
    if (value !== undefined || (absent && !optional))
      this.fail(property, `${property} must be a text that is not empty.`);
  }

  path(property: string, options: { optional?: boolean } = {}) {
    const value = this.text(property, options);
    if (value === undefined || (isAbsolute(value) && normalize(value).replace(/\/$/, "") === value)) return;
    this.fail(
      property,
      `${property} must be an absolute path without "..", and without "/" at its end; "${value}" is not.`,
    );
  }

  /** Safe as part of a file name. */
  name(property: string) {
    const value = this.text(property);
    if (value === undefined || /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(value)) return;
    this.fail(property, `${property} must be letters, digits and "-", at most 63; "${value}" is not.`);
  }

  mode(property: string) {
    const value = this.text(property, { optional: true });
    if (value === undefined || /^0[0-7]{3}$/.test(value)) return;
    this.fail(property, `${property} must be octal as "0700"; "${value}" is not.`);
  }

  /** A user that only root can act for. */
  user(property: string) {
    const value = this.text(property, { optional: true });
    if (value === undefined || process.getuid?.() === 0) return;
    this.fail(property, `${property} "${value}" needs root: leave it out, so that everything runs as you.`);
  }

  number(property: string, range: Range, value = this.known(property)) {
    if (value === undefined || (typeof value === "number" && value >= range.min && value <= range.max)) return;
    this.fail(
      property,
      `${property} must be a number from ${range.min} to ${range.max}; ${JSON.stringify(value)} is not.`,
    );
  }

  integer(property: string, range: Range, value = this.known(property)) {
    if (value === undefined || Number.isInteger(value)) return this.number(property, range, value);
    this.fail(property, `${property} must be a whole number; ${JSON.stringify(value)} is not.`);
  }

  /** The known members of a list of texts. */
  texts(property: string): string[] {
    const value = this.inputs[property];
    if (value === undefined || typeof value === "symbol") return [];
    const known = Array.isArray(value) ? value.filter((item) => !holdsUnknown(item)) : [undefined];
    if (!known.every((item) => typeof item === "string")) this.fail(property, `${property} must be a list of texts.`);
    return known.filter((item) => typeof item === "string");
  }
}

/** Seconds that something may take: up to a day. */
export const SECONDS: Range = { min: 0.1, max: 86_400 };

export const PORTS: Range = { min: 1, max: 65_535 };
