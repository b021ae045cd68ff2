import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  fetchScript,
  grafanaDatabaseScript,
  prepareScript,
  provisionScript,
  reportScript,
  said,
  uploadScript,
} from "../../aws/scripts.ts";

/** A stand-in for AWS's command line whose buckets are folders: it knows `s3 sync` and `s3 ls`, and writes down what it was asked. */
const awsStandIn = `#!/bin/sh
echo "$*" >> "$CALLS"
test -z "$FAIL" || case "$*" in *"$FAIL"*) exit 1 ;; esac
path() { echo "$1" | sed "s#^s3://#$BUCKETS/#"; }
shift; verb=$1; shift
delete=; while [ "\${1#--}" != "$1" ]; do [ "$1" = --delete ] && delete=yes; shift; done
from=$(path "$1"); to=$(path "$2")
[ "$verb" = ls ] && exec test -d "$from"
mkdir -p "$to"
[ -z "$delete" ] || for file in $(ls "$to"); do [ -e "$from/$file" ] || rm -r "$to/$file"; done
cp -R "$from/." "$to"
`;

let folder: string;
const at = (...path: string[]) => join(folder, ...path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campfire-scripts-"));
  put("bin/aws", awsStandIn);
  // Only root can give files away.
  put("bin/chown", '#!/bin/sh\necho "chown $*" >> "$CALLS"\n');
  put("calls", "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, content: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
  if (path.startsWith("bin/")) chmodSync(at(path), 0o755);
}

const run = (script: string, environment: Record<string, string> = {}) =>
  spawnSync("/bin/sh", ["-euc", script], {
    encoding: "utf8",
    env: {
      PATH: `${at("bin")}${delimiter}${process.env.PATH}`,
      CALLS: at("calls"),
      BUCKETS: at("buckets"),
      BUCKET: "backups",
      BACKUPS: at("backups"),
      WORK: at("work"),
      OWNER: "10001:10001",
      PROVISIONING: at("provisioning"),
      FAIL: "",
      ...environment,
    },
  });

it("all parse", () => {
  const all = [
    prepareScript("eu-central-1", 10001, ["tmp"]),
    uploadScript,
    fetchScript,
    reportScript,
    provisionScript,
    grafanaDatabaseScript,
  ];
  for (const script of all) expect(spawnSync("/bin/sh", ["-nc", script], { encoding: "utf8" }).stderr).toBe("");
});

it("a backup is copied contents first, and what the app gave up goes from the bucket too, manifests first", () => {
  put("backups/objects/aa/1", "new");
  put("backups/manifests/2.json", "{}");
  put("buckets/backups/objects/bb/0", "old");
  put("buckets/backups/manifests/1.json", "{}");
  const { status, stdout } = run(uploadScript);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ event: said.backupStored });
  expect(readdirSync(at("buckets/backups/manifests"))).toEqual(["2.json"]);
  expect(readdirSync(at("buckets/backups/objects"))).toEqual(["aa"]);
  const calls = readFileSync(at("calls"), "utf8").trim().split("\n");
  const order = calls.map((call) => `${call.includes("--delete") ? "mirror" : "add"} ${call.split("/").at(-1)}`);
  expect(order).toEqual(["add objects", "mirror manifests", "mirror objects"]);
});

it("a copy that fails is not reported as stored, and names no contents that aren't there", () => {
  put("backups/objects/aa/1", "new");
  put("backups/manifests/2.json", "{}");
  const { status, stdout } = run(uploadScript, { FAIL: "/objects" });
  expect(status).not.toBe(0);
  expect(stdout).toBe("");
  expect(existsSync(at("buckets/backups/manifests"))).toBe(false);
});

it("what was copied comes back as it was, for the app's user", () => {
  put("backups/objects/aa/1", "contents");
  put("backups/manifests/2.json", "{}");
  expect(run(uploadScript).status).toBe(0);
  expect(run(fetchScript).status).toBe(0);
  expect(readFileSync(at("work/backups/objects/aa/1"), "utf8")).toBe("contents");
  expect(readFileSync(at("work/backups/manifests/2.json"), "utf8")).toBe("{}");
  expect(readFileSync(at("calls"), "utf8")).toContain(`chown -R 10001:10001 ${at("work")}`);
});

it("Grafana is provisioned with what the bucket holds", () => {
  put("buckets/backups/datasources/prometheus.yaml", "apiVersion: 1");
  expect(run(provisionScript).status).toBe(0);
  expect(readFileSync(at("provisioning/datasources/prometheus.yaml"), "utf8")).toBe("apiVersion: 1");
});

it("a task is prepared with its region's authorities and folders that the app may write to, or not at all", () => {
  const script = prepareScript("eu-west-3", 10001, ["tmp"]);
  expect(script).toContain("https://truststore.pki.rds.amazonaws.com/eu-west-3/eu-west-3-bundle.pem");
  put("bin/curl", '#!/bin/sh\necho "curl $*" >> "$CALLS"\nexit 22\n');
  expect(run(script).status).toBe(22);
  expect(readFileSync(at("calls"), "utf8")).not.toContain("chown");
});
