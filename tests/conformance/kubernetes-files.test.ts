import { describe, expect, it } from "vitest";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";
import { rules } from "./rules/index.ts";
import { containersOf, objectsOf, theOne, variablesOf } from "./rules/kubernetes-plan.ts";
import type { Plan } from "./rules/rule.ts";

const cell = matrix.find(
  ({ platform, size, lifecycle }) => platform === "kubernetes" && size === "medium" && lifecycle === "production",
)!;

function planWith(settings: Record<string, string>): Promise<Plan> {
  const own = Object.entries({ filesStorageClass: "", ...settings }).map(([name, value]) => [
    `campfire:${name}`,
    value,
  ]);
  return planCell({ ...cell, config: { ...cell.config, ...Object.fromEntries(own) } });
}

const key = { filesKeyId: "hunter2-id", filesKey: "hunter2-key" };
const elsewhere = "s3://files/chat?endpoint=https://minio.example.com:9000&forcePathStyle=true";
const ways: [string, Record<string, string>][] = [
  ["with a key, at AWS", { filesUrl: "s3://files?region=eu-central-1", ...key }],
  ["with a key, at a store of one's own", { filesUrl: elsewhere, ...key }],
  ["with a role", { filesUrl: "s3://files?region=eu-central-1" }],
];

const brokenBy = (plan: Plan) =>
  rules
    .filter(({ platforms }) => platforms?.includes("kubernetes") ?? true)
    .flatMap(({ id, check }) => check(plan).map((what) => `${id}: ${what}`));

/** What makes a bucket reachable, taken away: each must be missed. */
const remedies: [string, Record<string, string>, (plan: Plan) => void, RegExp][] = [
  [
    "the key",
    { filesUrl: elsewhere, ...key },
    (plan) => {
      const [container] = containersOf(theOne(plan, "Deployment", "campfire-backups"));
      container!.env = container!.env.filter(({ name }: { name: string }) => name !== "AWS_SECRET_ACCESS_KEY");
    },
    /campfire-backups has neither/,
  ],
  [
    "the account",
    { filesUrl: "s3://files?region=eu-central-1" },
    (plan) => delete theOne(plan, "Deployment", "campfire").spec.template.spec.serviceAccountName,
    /campfire has neither/,
  ],
  [
    "the way to the credentials of the role",
    { filesUrl: "s3://files?region=eu-central-1" },
    (plan) => theOne(plan, "NetworkPolicy", "files-bucket").spec.egress.pop(),
    /campfire has neither/,
  ],
  [
    "the open port",
    { filesUrl: elsewhere, ...key },
    (plan) => theOne(plan, "NetworkPolicy", "files-bucket").spec.egress.shift(),
    /can't get out to port 9000/,
  ],
];

describe("a stack on Kubernetes whose attachments are in a bucket", () => {
  it.each(ways)("obeys every rule %s, and shows no secret", async (_, settings) => {
    const plan = await planWith(settings);
    expect(brokenBy(plan)).toEqual([]);
    expect(JSON.stringify(plan)).not.toContain("hunter2");
  });

  it("keeps to a folder of its own, and makes no volume", async () => {
    const plan = await planWith({ filesUrl: elsewhere, ...key });
    const { CAMPFIRE_FILES_URL } = variablesOf(theOne(plan, "Deployment", "campfire"));
    expect(CAMPFIRE_FILES_URL).toBe(elsewhere.replace("/chat?", "/chat/campfire-conformance?"));
    expect(objectsOf(plan, "PersistentVolumeClaim").map(({ name }) => name)).toEqual(["campfire-backups"]);
    expect(objectsOf(plan, "ServiceAccount")).toEqual([]);
  });

  it.each(remedies)("breaks a rule without %s", async (_, settings, remove, says) => {
    const plan = await planWith(settings);
    expect(brokenBy(plan)).toEqual([]);
    remove(plan);
    expect(brokenBy(plan).join("\n")).toMatch(says);
  });
});

describe("a database whose bucket a role opens", () => {
  it("gets to the credentials of its role", async () => {
    const plan = await planWith({ filesStorageClass: "shared", backupKeyId: "", backupKey: "" });
    const agent = expect.objectContaining({ ports: [{ port: 80, protocol: "TCP" }] });
    expect(theOne(plan, "NetworkPolicy", "database").spec.egress).toContainEqual(agent);
  });
});
