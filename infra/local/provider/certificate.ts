import { isIP } from "node:net";
import type { Kind } from "./kind.ts";
import { type Properties, secret } from "./values.ts";
import type { Issued } from "./x509.ts";

const DAY_MS = 86_400_000;

/** Before this many days are left, the next `up` renews: a stack that is brought up once a month never serves an expired certificate. */
const RENEW_DAYS = 30;

/** Certificates exist in the state only (`File` puts them on disk): what can drift is the time that is left. */
const inState: Pick<Kind, "replaceOn" | "id" | "read" | "drifted" | "delete"> = {
  replaceOn: [],
  id: (_, { name }) => name,
  read: async ({ certificatePem }) => (certificatePem === undefined ? undefined : {}),
  drifted: async ({ expiresAt }) => Date.parse(expiresAt) - Date.now() < RENEW_DAYS * DAY_MS,
  delete: async () => {},
};

export const certificateAuthority: Kind = {
  ...inState,
  inputs: ["commonName", "validDays"],
  defaults: () => ({ validDays: 3650 }),

  check(checker) {
    checker.text("commonName");
    checker.integer("validDays", { min: RENEW_DAYS + 1, max: 7300 });
  },

  create: authority,
  update: (_, inputs) => authority(inputs),
};

export const certificate: Kind = {
  ...inState,
  inputs: ["authorityCertificatePem", "authorityPrivateKeyPem", "names", "validDays"],
  defaults: () => ({ names: [], validDays: 397 }),

  check(checker) {
    checker.text("authorityCertificatePem");
    checker.text("authorityPrivateKeyPem");
    checker.integer("validDays", { min: RENEW_DAYS + 1, max: 397 });
    const wrong = checker
      .texts("names")
      .filter((name) => !isIP(name) && !/^(\*\.)?([a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}$/i.test(name));
    if (wrong.length > 0)
      checker.fail(
        "names",
        `names must be DNS names or IP addresses; ${wrong.map((name) => `"${name}"`).join(", ")} is not.`,
      );
  },

  create: server,
  update: (_, inputs) => server(inputs),
};

async function authority({ commonName, validDays }: Properties): Promise<Properties> {
  const { issueAuthority } = await import("./x509.ts");
  return outputs(await issueAuthority(commonName, validDays));
}

async function server({
  authorityCertificatePem,
  authorityPrivateKeyPem,
  names,
  validDays,
}: Properties): Promise<Properties> {
  const { issueServer } = await import("./x509.ts");
  const all = [...new Set<string>(["localhost", "127.0.0.1", "::1", ...names])];
  return outputs(
    await issueServer(
      { certificatePem: authorityCertificatePem, privateKeyPem: authorityPrivateKeyPem },
      all,
      validDays,
    ),
  );
}

const outputs = (issued: Issued): Properties => ({ ...issued, privateKeyPem: secret(issued.privateKeyPem) });
