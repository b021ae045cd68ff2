// The forms that a setting can have. A setting comes as text, which is how Pulumi keeps numbers too.
import * as z from "zod";
import { dayOf } from "./expiry.ts";

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: ({ input }) => `${JSON.stringify(input)} is none of ${values.join(", ")}.` });

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+$/, { error: ({ input }) => `${JSON.stringify(input)} is not a whole number.` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, {
      error: ({ input }) => `${input} is not between ${min} and ${max}.`,
    });

/** A form of text, and what ends the sentence "… is not …". */
interface Form {
  pattern: RegExp;
  called: string;
}

/** Text of a form, or empty where that means "not set". */
export const text = ({ pattern, called }: Form) =>
  z.string().refine((value) => value === "" || pattern.test(value), {
    error: ({ input }) => `${JSON.stringify(input)} is not ${called}.`,
  });

/** A day of the calendar, or empty. */
export const day = z
  .string()
  .refine((value) => value === "" || dayOf(value) !== undefined, {
    error: ({ input }) => `${JSON.stringify(input)} is not a day, as 2026-12-31.`,
  })
  .transform((value) => dayOf(value) ?? "");

/** A secret or a name that someone else made: what it must look like is theirs to say. It is never repeated in an error. */
export const anyText = z.string();

/** Texts by name, from a JSON object; numbers and yes or no may be written without quotes, as YAML has them. */
export const texts = z.string().transform((text, context): Record<string, string> => {
  const result = named.safeParse(parsed(text));
  if (result.success) return result.data;
  const [{ path, message } = { path: [], message: "" }] = result.error.issues;
  context.addIssue({ code: "custom", message: path.length > 0 ? `${path.join(".")} ${message}` : message });
  return z.NEVER;
});

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: "is neither text, a number, true nor false." });
const named = z.record(z.string(), scalar.transform(String), { error: "It is no object of names and values." });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const registryHost = "[a-z0-9.-]+(:[0-9]+)?";

export const hostName: Form = {
  pattern: new RegExp(`^(?=.{1,253}$)(${label}\\.)+${label}$`),
  called: "a host name in small letters, as chat.example.com",
};
/** What Kubernetes calls an RFC 1123 subdomain: the names of most of its objects. */
export const objectName: Form = {
  pattern: new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`),
  called: "a name of small letters, digits, - and .",
};
export const repository: Form = {
  pattern: new RegExp(`^${registryHost}(/[a-z0-9._-]+)+$`),
  called: "a repository without a version, as registry.example.com/team/campfire",
};
export const imageDigest: Form = {
  pattern: new RegExp(`^${registryHost}(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$`),
  called:
    "a repository with a digest, as registry.example.com/team/campfire@sha256:…; a tag can come to mean something else",
};
export const bucket: Form = {
  pattern: /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9._/-]*)?$/,
  called: "a bucket, as s3://name or s3://name/folder",
};
export const httpsUrl: Form = {
  pattern: /^https:\/\/[^\s/?#]+\/?$/,
  called: "an address like https://s3.example.com",
};
/** As each cloud names its zones: the domain on AWS, a name of its own on Google Cloud, resource group and domain on Azure; or `external`. */
export const zoneName: Form = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._()-]*(\/[A-Za-z0-9._-]+)?$/,
  called: "the name of a DNS zone",
};
export const stackName: Form = {
  pattern: /^[\w.-]+\/[\w.-]+\/[\w.-]+$/,
  called: "a stack with its organization and project, as organization/campfire/network",
};
export const email: Form = {
  pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  called: "an e-mail address",
};
