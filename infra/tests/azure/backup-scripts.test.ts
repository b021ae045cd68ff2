import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { copyScript, fetchScript, proveScript } from "../../azure/backup-scripts.ts";
import { tierNames } from "../../azure/backup-tiers.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campfire-azure-"));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "backups"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program on PATH that writes down how it was called, and does `body`. */
function standIn(name: string, body = "") {
  const file = join(folder, "bin", name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${body}\n`);
  chmodSync(file, 0o755);
}

/** Runs a script as the job does, at a moment of the week, day and clock (UTC). */
function run(script: string, { weekday = 3, day = "14", hour = "11", minute = "20" } = {}) {
  standIn("az", 'case "$*" in *" blob list "*) echo "2026-11-14T11/base.enc" ;; esac');
  const formats: Record<string, string> = { "+%M": minute, "+%u-%d-%H": `${weekday}-${day}-${hour}` };
  const cases = Object.entries(formats).map(([format, value]) => `"${format}") echo ${value} ;;`);
  standIn("date", `case "$2" in ${cases.join(" ")} *) echo 2026-11-14T1100Z ;; esac`);
  const result = spawnSync("/bin/sh", ["-c", script], {
    encoding: "utf8",
    env: {
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      FOLDER: join(folder, "backups"),
      ACCOUNT: "account",
      CLIENT_ID: "identity",
    },
  });
  const calls = readFileSync(join(folder, "calls"), "utf8").split("\n");
  return { ...result, az: calls.filter((call) => call.startsWith("az ")) };
}

function backup(name: string, age: number) {
  const file = join(folder, "backups", name);
  writeFileSync(file, name);
  const time = Date.now() / 1000 - age;
  utimesSync(file, time, time);
}

const destinations = (calls: string[]) =>
  calls.map((call) => / --destination (\S+) /.exec(call)?.[1]).filter((name) => name !== undefined);

describe("copying a backup", () => {
  beforeEach(() => {
    backup("older.enc", 600);
    backup("newest.enc", 5);
  });

  it("signs in by identity, and copies the newest one without ever writing over one", () => {
    const { status, az } = run(copyScript(tierNames));
    expect(status).toBe(0);
    expect(az[0]).toContain("login --identity --client-id identity");
    expect(az[1]).toContain("--pattern newest.enc* --overwrite false");
    expect(az[1]).toContain("--auth-mode login --account-name account");
    expect(destinations(az)).toEqual(["hourly"]);
  });

  it.each([
    { moment: { hour: "02", minute: "00" }, to: ["hourly", "daily"] },
    { moment: { hour: "02", minute: "10" }, to: ["hourly"] },
    { moment: { weekday: 7, hour: "03", minute: "05" }, to: ["hourly", "weekly"] },
    { moment: { weekday: 6, hour: "03", minute: "05" }, to: ["hourly"] },
    { moment: { day: "01", hour: "04", minute: "00" }, to: ["hourly", "monthly"] },
    { moment: { day: "02", hour: "04", minute: "00" }, to: ["hourly"] },
  ])("goes to $to at $moment", ({ moment, to }) => {
    expect(destinations(run(copyScript(tierNames), moment).az)).toEqual(to);
  });

  it("leaves out the tiers that a lifecycle doesn't keep", () => {
    const first = { weekday: 7, day: "01", hour: "03", minute: "00" };
    expect(destinations(run(copyScript(["hourly", "daily"]), first).az)).toEqual(["hourly"]);
  });

  it("fails when there is no backup to copy", () => {
    rmSync(join(folder, "backups", "older.enc"));
    rmSync(join(folder, "backups", "newest.enc"));
    const { status, stderr, az } = run(copyScript(tierNames));
    expect(status).not.toBe(0);
    expect(stderr).toContain("no backup in");
    expect(destinations(az)).toEqual([]);
  });
});

describe("testing a restore", () => {
  it("fetches the newest backup into a folder that is empty", () => {
    backup("left-over.enc", 60);
    const { status, az } = run(fetchScript);
    expect(status).toBe(0);
    expect(az.at(-1)).toContain("download-batch");
    expect(az.at(-1)).toContain("--source hourly");
    expect(az.at(-1)).toContain("--pattern 2026-11-14T11*");
    expect(spawnSync("ls", ["-A", join(folder, "backups")], { encoding: "utf8" }).stdout).toBe("");
  });

  it("marks its success, and leaves nothing of what it restored", () => {
    backup("restored.enc", 60);
    const { status, az } = run(proveScript);
    expect(status).toBe(0);
    expect(az.at(-1)).toContain("--container-name proofs --name 2026-11-14T1100Z");
    expect(spawnSync("ls", ["-A", join(folder, "backups")], { encoding: "utf8" }).stdout).toBe("");
  });
});
