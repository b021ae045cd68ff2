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
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import fc from "../../../tests/support/properties.ts";
import { keeping, keepText } from "../../azure/backup-generations.ts";
import { copyScript, fetchScript, proveScript, rcloneEnvironment } from "../../azure/backup-scripts.ts";
import { lifecyclePresets } from "../../presets.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campfire-azure-"));
  mkdirSync(join(folder, "bin"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What rclone does of the few things that are asked of it, between folders: `azure:` is a folder too. Each call is written down. */
const rclone = `#!/bin/sh
echo "$*" >> "$HERE/calls"
where() { case "$1" in azure:*) echo "$HERE/azure/$(echo "$1" | cut -c7-)" ;; *) echo "$1" ;; esac; }
command=$1; shift
case "$command" in
  copy) [ "$1" = --ignore-existing ] || exit 9
    from=$(where "$2"); to=$(where "$3"); [ -d "$from" ] || exit 3; mkdir -p "$to"
    (cd "$from" && find . -type f ! -name "*.partial") | while read -r file; do
      mkdir -p "$to/$(dirname "$file")"; [ -e "$to/$file" ] || cp "$from/$file" "$to/$file"
    done ;;
  lsf) for one in "$(where "$2")"/*/; do [ -d "$one" ] && echo "$(basename "$one")/"; done; exit 0 ;;
  sync) from=$(where "$1"); to=$(where "$2"); rm -rf "$to"; mkdir -p "$to"; cp -R "$from/." "$to" ;;
  rcat) to=$(where "$1"); mkdir -p "$(dirname "$to")"; cat > "$to" ;;
  *) exit 9 ;;
esac
`;

function program(name: string, text: string) {
  writeFileSync(join(folder, "bin", name), text);
  chmodSync(join(folder, "bin", name), 0o755);
}

function run(script: string, month = "2026-11") {
  program("rclone", rclone);
  program("date", `#!/bin/sh\ncase "$2" in +%Y-%m) echo ${month} ;; *) echo ${month}-14T0500Z ;; esac\n`);
  return spawnSync("/bin/sh", ["-c", script], {
    encoding: "utf8",
    env: { PATH: `${join(folder, "bin")}:${process.env.PATH}`, HERE: folder, FOLDER: join(folder, "share") },
  });
}

function put(path: string, content = path) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
const read = (path: string) => readFileSync(join(folder, path), "utf8");

describe("copying backups", () => {
  beforeEach(() => {
    put("share/objects/aa/one");
    put("share/objects/aa/two.partial");
    put("share/manifests/2026-11-14T11.json");
    put("share/verified.json");
  });

  it("brings what is new into the month's folder, without what isn't finished", () => {
    expect(run(copyScript).status).toBe(0);
    expect(existsSync(join(folder, "azure/backups/2026-11/objects/aa/one"))).toBe(true);
    expect(existsSync(join(folder, "azure/backups/2026-11/manifests/2026-11-14T11.json"))).toBe(true);
    expect(readdirSync(join(folder, "azure/backups/2026-11"))).toEqual(["manifests", "objects"]);
    expect(readdirSync(join(folder, "azure/backups/2026-11/objects/aa"))).toEqual(["one"]);
  });

  it("never writes over what is there, which may be locked", () => {
    put("azure/backups/2026-11/objects/aa/one", "as it was");
    run(copyScript);
    expect(read("azure/backups/2026-11/objects/aa/one")).toBe("as it was");
  });

  it("brings the manifests last, since a backup counts once its manifest is there", () => {
    run(copyScript);
    const order = read("calls").match(/copy --ignore-existing \S+\/(objects|manifests) /g);
    expect(order?.map((call) => call.split("/").at(-1)?.trim())).toEqual(["objects", "manifests"]);
  });

  it("begins a whole copy in a new month", () => {
    run(copyScript, "2026-11");
    run(copyScript, "2026-12");
    expect(readdirSync(join(folder, "azure/backups/2026-12"))).toEqual(["manifests", "objects"]);
  });

  it("fails when there are none", () => {
    rmSync(join(folder, "share"), { recursive: true });
    expect(run(copyScript).status).not.toBe(0);
  });
});

describe("testing a restore", () => {
  it("fetches the newest month, and nothing stays of an older one", () => {
    put("azure/backups/2026-10/manifests/old.json");
    put("azure/backups/2026-11/manifests/new.json");
    put("share/manifests/old.json");
    expect(run(fetchScript).status).toBe(0);
    expect(readdirSync(join(folder, "share/manifests"))).toEqual(["new.json"]);
  });

  it("fails where nothing was ever copied, and says so", () => {
    mkdirSync(join(folder, "azure/backups"), { recursive: true });
    const { status, stderr } = run(fetchScript);
    expect(status).not.toBe(0);
    expect(stderr).toContain("no backup in azure:backups");
  });

  it("marks its success, beside the backups", () => {
    expect(run(proveScript).status).toBe(0);
    expect(readdirSync(join(folder, "azure/proofs"))).toEqual(["2026-11-14T0500Z"]);
  });
});

it("rclone enters the account by identity, with no key", () => {
  expect(rcloneEnvironment("account", "identity")).toMatchObject({
    RCLONE_CONFIG_AZURE_TYPE: "azureblob",
    RCLONE_CONFIG_AZURE_USE_MSI: "true",
    RCLONE_CONFIG_AZURE_MSI_CLIENT_ID: "identity",
  });
  expect(Object.keys(rcloneEnvironment("account", "identity")).join()).not.toMatch(/KEY|SAS|SECRET|PASSWORD/);
});

describe("what is kept", () => {
  const keep = fc.record({
    hourly: fc.nat(100),
    daily: fc.nat(60),
    weekly: fc.nat(60),
    monthly: fc.nat(36),
  });

  it("outlives the month that it began in by all that the schedule keeps, and its lock", () => {
    fc.assert(
      fc.property(keep, fc.nat(90), (keeps, objectLockDays) => {
        const preset = { ...lifecyclePresets.production, objectLockDays, backups: { everyMinutes: 10, keep: keeps } };
        const { keptDays, lockedDays } = keeping(preset);
        expect(keptDays).toBeGreaterThanOrEqual(31 + Math.max(keeps.daily, keeps.weekly * 7, keeps.monthly * 31));
        expect(lockedDays === 0).toBe(objectLockDays === 0);
        if (lockedDays > 0) expect(lockedDays).toBe(31 + objectLockDays);
      }),
    );
  });

  it("is never locked for longer than it is kept, in the presets", () => {
    for (const preset of Object.values(lifecyclePresets)) {
      const { keptDays, lockedDays } = keeping(preset);
      expect(lockedDays).toBeLessThanOrEqual(keptDays);
      expect(keepText(preset)).toMatch(/^hourly=\d+,daily=\d+,weekly=\d+,monthly=\d+$/);
    }
  });
});
