import { describe, expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import { filesBucket, filesBucketProblems } from "../../kubernetes/files-bucket.ts";
import { specOf } from "../support/spec.ts";

const problemsOf = (config: Record<string, string>) =>
  filesBucketProblems(specOf({ platform: "kubernetes", ...config }));
const key = { filesKeyId: "AKIA", filesKey: "hunter2" };

describe("the bucket of attachments", () => {
  it.each([
    ["at AWS, with a key", { filesUrl: "s3://files?region=eu-central-1", ...key }],
    ["at AWS, with a role", { filesUrl: "s3://files/chat?region=eu-central-1" }],
    ["elsewhere", { filesUrl: "s3://files?endpoint=http://minio.storage.svc:9000&forcePathStyle=true", ...key }],
    ["nowhere", { filesStorageClass: "shared" }],
  ])("is taken %s", (_, config) => {
    expect(problemsOf(config)).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ["a folder", { filesUrl: "file:///var/lib/campfire/files" }, "SETTING_INVALID filesUrl"],
    ["another scheme", { filesUrl: "https://me:hunter2@s3.example.com/files" }, "SETTING_INVALID filesUrl"],
    ["no region and no endpoint", { filesUrl: "s3://files" }, "SETTING_INVALID filesUrl"],
    ["a parameter that does not exist", { filesUrl: "s3://files?region=x&style=path" }, "SETTING_INVALID filesUrl"],
    ["a key in the address", { filesUrl: "s3://AKIA:hunter2@files?region=x" }, "SETTING_INVALID filesUrl"],
    ["half a key", { filesUrl: "s3://files?region=x", filesKey: "hunter2" }, "FILES_KEY_INCOMPLETE filesKeyId"],
    [
      "a volume besides",
      { filesUrl: "s3://files?region=x", filesStorageClass: "shared" },
      "FILES_IN_TWO_PLACES filesStorageClass",
    ],
    ["half a key to no bucket", { filesKey: "hunter2" }, "SETTING_UNUSED filesKey"],
  ])("is refused for %s, in words of the stack file and without a secret", (_, config, expected) => {
    const problems = problemsOf(config);
    expect(problems.map(({ code, setting }) => `${code} ${setting}`)).toEqual([expected]);
    expect(JSON.stringify(problems)).not.toMatch(/hunter2|CAMPFIRE_|AWS_ACCESS|AWS_SECRET/);
  });

  it("is refused with a reason, or read, whatever is typed", () => {
    const typed = fc.oneof(fc.string(), fc.webUrl({ validSchemes: ["s3"], withQueryParameters: true }));
    fc.assert(
      fc.property(typed, (filesUrl) => {
        const refused = problemsOf({ filesUrl }).length > 0;
        expect(refused).toBe(filesUrl !== "" && (!filesUrl.startsWith("s3://") || !isWhole(filesUrl)));
      }),
    );
  });
});

const isWhole = (filesUrl: string) => {
  const bucket = filesBucket({ filesUrl });
  return bucket !== undefined && (bucket.region ?? bucket.endpoint) !== undefined;
};
