import type { Value } from "../../../engine/values/wire.ts";
import type { Parts } from "../../../infra/contract.ts";
import { lifecyclePresets } from "../../../infra/presets.ts";
import type { Rule } from "./rule.ts";

const partNames = [
  "network",
  "secrets",
  "database",
  "cache",
  "files",
  "image",
  "service",
  "ingress",
  "backups",
  "monitoring",
] satisfies (keyof Parts)[];

const stackType = "pulumi:pulumi:Stack";

/** What holds on every platform. */
export const common: Rule[] = [
  {
    id: "parts",
    holds: "every part is a component with the platform's type, and has a line in the summary",
    check: ({ platform, resources, outputs }) =>
      partNames.flatMap((part) => {
        const type = `campfire:${platform}:${part[0]?.toUpperCase()}${part.slice(1)}`;
        const component = resources.some((resource) => resource.type === type && resource.name === part);
        const summary = (outputs.parts as Record<string, Value> | undefined)?.[part];
        return [...(component ? [] : [`no ${type}`]), ...(summary ? [] : [`no summary of ${part}`])];
      }),
  },
  {
    id: "tree",
    holds: "every resource stands below a part",
    check: ({ resources }) =>
      resources
        .filter(
          ({ type, parent }) =>
            !type.startsWith("campfire:") && !type.startsWith("pulumi:") && !parent?.includes("campfire:"),
        )
        .map(({ urn }) => `${urn} stands outside of all parts`),
  },
  {
    id: "components-are-roots",
    holds: "components stand directly below the stack or another component",
    check: ({ resources }) => {
      const types = new Map(resources.map(({ urn, type }) => [urn, type]));
      return resources
        .filter(({ type }) => type.startsWith("campfire:"))
        .filter(({ parent }) => !(types.get(parent ?? "") ?? "").match(/^(campfire:|pulumi:pulumi:Stack)/))
        .map(({ urn }) => urn);
    },
  },
  {
    id: "url",
    holds: "the stack says where the chat is",
    check: ({ outputs }) => (outputs.url === undefined ? ["no output `url`"] : []),
  },
  {
    id: "protection",
    holds: "what is protected follows from the lifecycle: data in production, nothing elsewhere",
    check: ({ lifecycle, resources }) => {
      const protectedOnes = resources.filter(({ protect, type }) => protect && type !== stackType);
      const { protectData } = lifecyclePresets[lifecycle];
      if (!protectData) return protectedOnes.map(({ urn }) => `${urn} is protected`);
      return protectedOnes.length === 0 ? ["nothing is protected"] : [];
    },
  },
  {
    id: "no-plain-secrets",
    holds: "nothing that is called a password, secret or key is in the clear",
    check: ({ resources, outputs }) => [
      ...resources.flatMap(({ urn, inputs }) => clearSecrets(inputs).map((path) => `${urn}: ${path}`)),
      // `parts.secrets` is the summary of the part of this name.
      ...clearSecrets({ ...outputs, parts: null }).map((path) => `output ${path}`),
    ],
  },
];

const secretName =
  /(password|secret(?!s?(manager|name|id|arn|ref|version|keyref|string))|privatekey|api_?key|_key$|database_url|redis_url)/i;

/** The paths of properties whose name says secret and whose value is a text of its own: neither secret, unknown nor a reference. */
function clearSecrets(value: Value, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => clearSecrets(item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as Record<string, Value>).flatMap(([key, item]) => {
    const here = `${path}.${key}`;
    const clear = typeof item === "string" && item !== "" && item !== "<secret>" && item !== "<unknown>";
    return clear && secretName.test(key) ? [here] : clearSecrets(item, here);
  });
}
