import { describe, expect, it } from "vitest";
import { resourceRules, type Subject, unprotectedData } from "../policy/rules.ts";

const subject = (type: string, props: Subject["props"], protect = false): Subject => ({
  type,
  name: "one",
  props,
  protect,
});
const check = (name: string, of: Subject) => resourceRules.find((rule) => rule.name === name)?.check(of);

/** What breaks a rule, and the same mended. */
const cases: [rule: string, broken: Subject, mended: Subject][] = [
  [
    "encrypted",
    subject("aws:rds/instance:Instance", { storageEncrypted: false }),
    subject("aws:rds/instance:Instance", { storageEncrypted: true }),
  ],
  [
    "secluded",
    subject("gcp:sql/databaseInstance:DatabaseInstance", { settings: { ipConfiguration: { ipv4Enabled: true } } }),
    subject("gcp:sql/databaseInstance:DatabaseInstance", { settings: { ipConfiguration: { ipv4Enabled: false } } }),
  ],
  [
    "exact-images",
    subject("kubernetes:apps/v1:Deployment", { spec: { containers: [{ image: "registry.example:5000/campfire" }] } }),
    subject("kubernetes:apps/v1:Deployment", {
      spec: { containers: [{ image: "registry.example:5000/campfire:1.2.3" }] },
    }),
  ],
  [
    "exact-images",
    subject("docker:index/remoteImage:RemoteImage", { name: "caddy:latest" }),
    subject("docker:index/remoteImage:RemoteImage", { name: "caddy@sha256:00" }),
  ],
  [
    "loopback-only",
    subject("local:index:Process", { args: ["--listen=0.0.0.0:80"], env: {} }),
    subject("local:index:Process", { args: ["--listen=127.0.0.1:80"], env: { CAMPFIRE_HOST: "127.0.0.1" } }),
  ],
];

describe("the policies", () => {
  it.each(cases)("%s: tell what breaks it, and nothing when it is mended", (rule, broken, mended) => {
    expect(check(rule, broken)).toHaveLength(1);
    expect(check(rule, mended)).toEqual([]);
  });

  it("want data protected in production, and nowhere else", () => {
    const database = subject("aws:rds/instance:Instance", {});
    expect(unprotectedData([database], "production")).toHaveLength(1);
    expect(unprotectedData([{ ...database, protect: true }], "production")).toEqual([]);
    expect(unprotectedData([database], "staging")).toEqual([]);
    const volume = { ...subject("docker:index/volume:Volume", {}), name: "database" };
    expect(unprotectedData([volume, { ...volume, name: "prometheus" }], "production")).toHaveLength(1);
  });
});
