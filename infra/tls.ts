// Who signs the chat's certificate, on the platforms that have to arrange it themselves.
import type { Spec } from "./contract.ts";
import type { Problem } from "./problems.ts";

/** `public`: Let's Encrypt, which every browser knows. `internal`: an authority of the stack's own, which people import once. */
export type Signer = "public" | "internal";

/** The last labels that no public authority signs: RFC 2606, 6761, 6762, 8375 and ICANN's `internal`. */
const privateEndings = [
  "internal",
  "local",
  "localhost",
  "test",
  "example",
  "invalid",
  "home.arpa",
  "lan",
  "home",
  "corp",
];

const isPublicName = (host: string) =>
  host.includes(".") && !/\.\d+$/.test(host) && !privateEndings.some((ending) => host.endsWith(`.${ending}`));

/** The host name that the chat is served at where the platform has none to offer: the setting, else one that is nobody's on the internet. */
export const hostOf = ({ settings, stack, project }: Spec): string =>
  settings.domain || `${labelOf(stack)}.${labelOf(project)}.internal`;

/** A DNS label of any name. */
const labelOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "") || "stack";

export function signerOf({ settings }: Spec, host: string): Signer {
  if (settings.tls !== "auto") return settings.tls;
  return isPublicName(host) ? "public" : "internal";
}

/** Codes: DOMAIN_MISSING, DOMAIN_NOT_PUBLIC. */
export function tlsProblems(spec: Spec): Problem[] {
  const { domain, tls } = spec.settings;
  if (tls === "public" && domain === "") return [domainMissing("A public certificate is for a name, and none is set.")];
  if (tls === "public" && !isPublicName(domain)) {
    return [
      {
        code: "DOMAIN_NOT_PUBLIC",
        setting: "domain",
        what: `No public authority signs a certificate for ${domain}: the name is not one of the internet's.`,
        remedy: "Choose a name of a domain that you own, or sign it yourself: `pulumi config set tls internal`.",
      },
    ];
  }
  return [];
}

export const domainMissing = (what: string): Problem => ({
  code: "DOMAIN_MISSING",
  setting: "domain",
  what,
  remedy: "Set the name that people will type: `pulumi config set domain chat.example.com`.",
});
