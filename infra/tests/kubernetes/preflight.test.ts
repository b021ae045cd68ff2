import { describe, expect, it } from "vitest";
import type { Cluster } from "../../kubernetes/cluster.ts";
import { problemsOf } from "../../kubernetes/cluster-check.ts";
import { validate } from "../../kubernetes/preflight.ts";
import { specOf } from "../support/spec.ts";

const whole = {
  platform: "kubernetes",
  domain: "chat.example.com",
  registry: "registry.example.com/team/campfire",
  filesStorageClass: "shared",
};
const bucket = { backupBucket: "s3://backups", backupKeyId: "AKIA", backupKey: "key" };
const codes = (config: Record<string, string>) =>
  validate(specOf({ ...whole, ...config })).map(({ code, setting }) => `${code} ${setting}`);

describe("a stack on Kubernetes", () => {
  it("is taken when it says what only its owner can say", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ lifecycle: "production", ...bucket })).toEqual([]);
    expect(codes({ lifecycle: "production", backupBucket: "s3://backups" })).toEqual([]);
  });

  it.each([
    ["attachments with no class for them", { filesStorageClass: "" }, "STORAGE_CLASS_MISSING filesStorageClass"],
    ["more replicas than the bus allows", { replicas: "4" }, "TOO_MANY_REPLICAS replicas"],
    ["an image that nobody can pull", { registry: "" }, "IMAGE_NOWHERE image"],
    ["half a login", { registryUser: "robot" }, "REGISTRY_LOGIN_INCOMPLETE registryPassword"],
    ["public TLS without a name", { domain: "", tls: "public" }, "DOMAIN_MISSING domain"],
    ["half an access key", { ...bucket, backupKey: "" }, "BACKUP_KEY_INCOMPLETE backupKey"],
    ["production without a name", { lifecycle: "production", ...bucket, domain: "" }, "DOMAIN_MISSING domain"],
    ["production without a bucket", { lifecycle: "production" }, "BACKUP_BUCKET_MISSING backupBucket"],
  ])("is refused for %s", (_, config, expected) => {
    expect(codes(config)).toEqual([expected]);
  });

  it("is told of all that is wrong at once", () => {
    expect(codes({ domain: "", tls: "public", replicas: "50", registry: "", filesStorageClass: "" })).toHaveLength(4);
  });
});

describe("a cluster", () => {
  const groups = [
    "cert-manager.io",
    "postgresql.cnpg.io",
    "barmancloud.cnpg.io",
    "keda.sh",
    "monitoring.coreos.com",
    "gateway.networking.k8s.io",
  ];
  const cluster = (apiGroups: string[], storageClasses = ["shared"]): Cluster => ({
    apiGroups: async () => apiGroups,
    storageClasses: async () => storageClasses,
  });
  const found = async (config: Record<string, string>, it: Cluster) =>
    (await problemsOf(specOf({ ...whole, ...config }), it)).map(({ code, what }) => `${code} ${what}`);

  it("with everything that the stack uses is taken", async () => {
    expect(await found(bucket, cluster(groups))).toEqual([]);
  });

  it("is told what it lacks, each by name, and only what this stack uses", async () => {
    const missing = await found(
      {},
      cluster(groups.filter((group) => group !== "keda.sh" && group !== "barmancloud.cnpg.io")),
    );
    expect(missing).toEqual(["OPERATOR_MISSING The cluster has no KEDA: it serves nothing of keda.sh."]);
    const without = cluster(groups.filter((group) => group !== "gateway.networking.k8s.io"));
    expect(await found({ ingressClass: "traefik" }, without)).toEqual([]);
    expect((await found({}, without)).join()).toContain("Gateway API");
    expect((await found({ secretStore: "vault" }, cluster(groups))).join()).toContain("External Secrets");
  });

  it("is asked for the storage classes by name", async () => {
    const [problem] = await problemsOf(specOf({ ...whole, storageClass: "fast" }), cluster(groups));
    expect(problem).toMatchObject({ code: "STORAGE_CLASS_UNKNOWN", setting: "storageClass" });
    expect(problem?.remedy).toContain("shared");
  });
});
