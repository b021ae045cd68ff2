import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { holdsSecret, secret } from "../../../local/provider/values.ts";
import { Resource } from "../support/resource.ts";

const DAY_MS = 86_400_000;

test("a password has the wished length and alphabet, and is secret", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 16, max: 256 }),
      fc.constantFrom("0123456789abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
      async (length, alphabet) => {
        const resource = new Resource("RandomPassword", "password");
        const { value } = await resource.create({ length, alphabet });
        expect(resource.state.value).toSatisfy(holdsSecret);
        expect(value).toHaveLength(length);
        expect([...value].every((character) => alphabet.includes(character))).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
});

test("a password stays until it is rotated", async () => {
  const resource = new Resource("RandomPassword", "password");
  const { value } = await resource.create({});
  expect(await resource.plan({})).toBe("same");
  await resource.refresh();
  expect(resource.plain.value).toBe(value);
  expect(await resource.plan({ generation: 2 })).toBe("update");
  expect((await resource.update({ generation: 2 })).value).not.toBe(value);
});

test("a password that could be guessed is refused", async () => {
  const { failures } = await new Resource("RandomPassword", "password").check({
    length: 8,
    alphabet: "aaaaaaaaaaaaaaaaab",
  });
  expect(Object.keys(failures)).toEqual(["length", "alphabet"]);
});

test("an authority signs a server certificate for localhost and the names given", async () => {
  const { authority, server } = await issue({ names: ["chat.example.org", "192.168.1.9"] });
  const [ca, leaf] = [
    new X509Certificate(authority.plain.certificatePem),
    new X509Certificate(server.plain.certificatePem),
  ];
  expect(ca.ca).toBe(true);
  expect(leaf.ca).toBe(false);
  expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey)).toBe(true);
  for (const name of ["localhost", "chat.example.org"]) expect(leaf.checkHost(name)).toBe(name);
  for (const address of ["127.0.0.1", "::1", "192.168.1.9"]) expect(leaf.checkIP(address)).toBe(address);
  expect(leaf.checkHost("evil.example.org")).toBeUndefined();
  expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  expect(leaf.checkPrivateKey(createPrivateKey(server.plain.privateKeyPem))).toBe(true);
  expect(server.plain.fingerprint).toBe(leaf.fingerprint256);
  expect(Date.parse(server.plain.expiresAt)).toBe(Date.parse(leaf.validTo));
  for (const { state } of [authority, server]) expect(state.privateKeyPem).toSatisfy(holdsSecret);
});

test("a certificate is renewed when less than 30 days are left, and not before", async () => {
  const { server, inputs } = await issue({});
  server.state.expiresAt = new Date(Date.now() + 31 * DAY_MS).toISOString();
  expect(await server.plan(inputs)).toBe("same");
  server.state.expiresAt = new Date(Date.now() + 29 * DAY_MS).toISOString();
  expect(await server.plan(inputs)).toBe("update");
  const before = server.plain.fingerprint;
  expect((await server.update(inputs)).fingerprint).not.toBe(before);
  expect(await server.plan(inputs)).toBe("same");
});

test("names that no certificate can hold are refused", async () => {
  const inputs = {
    authorityCertificatePem: "x",
    authorityPrivateKeyPem: "x",
    names: ["fine.example", "not a name", "a/b"],
    validDays: 1000,
  };
  const { failures } = await new Resource("Certificate", "server").check(inputs);
  expect(Object.keys(failures).sort()).toEqual(["names", "validDays"]);
  expect(failures.names).toContain('"not a name", "a/b"');
});

async function issue(more: object) {
  const authority = new Resource("CertificateAuthority", "authority");
  await authority.create({ commonName: "Campfire test" });
  const { certificatePem, privateKeyPem } = authority.plain;
  const inputs = { authorityCertificatePem: certificatePem, authorityPrivateKeyPem: secret(privateKeyPem), ...more };
  const server = new Resource("Certificate", "server");
  await server.create(inputs);
  return { authority, server, inputs };
}
