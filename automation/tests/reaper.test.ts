import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { expired, reap } from "../commands/reap.ts";
import { judge } from "../reaper/expiry.ts";

const facts = (config: Record<string, string> | undefined, protectedUrns: string[] = []) => ({
  name: "review-1",
  config: config && Object.fromEntries(Object.entries(config).map(([key, value]) => [`campfire:${key}`, value])),
  protectedUrns,
});

describe("whether a stack may go", () => {
  it("is only when its last day is over", () => {
    const on = (today: string) => judge(facts({ expiresAt: "2026-11-22" }), today).expired;
    expect(["2026-11-21", "2026-11-22", "2026-11-23", "2027-01-01"].map(on)).toEqual([false, false, true, true]);
    // As the official CLI keeps a day that stood without quotes.
    expect(judge(facts({ expiresAt: "2026-11-22 00:00:00 +0000 UTC" }), "2026-11-23").expired).toBe(true);
  });

  it.each([
    ["without a day", facts({ lifecycle: "ephemeral" }), undefined],
    ["that was never updated", facts(undefined), undefined],
    ["in production", facts({ expiresAt: "2020-01-01", lifecycle: "production" }), "reap-production"],
    ["with something protected", facts({ expiresAt: "2020-01-01" }, ["urn:x"]), "reap-protected"],
    ["with a day that is none", facts({ expiresAt: "2020-02-31" }), "reap-date"],
  ])("is never so of one %s", (_, stack, code) => {
    const verdict = judge(stack, "2026-11-23");
    expect(verdict.expired).toBe(false);
    expect(verdict.code).toBe(code);
  });
});

/** A `pulumi` that answers from files beside it, writes down what else it is told, and fails as often as `failures` says. */
const fakePulumi = `#!/bin/sh
here=$(dirname "$0")
for last; do :; done
case "$*" in
  "stack ls --json") cat "$here/stacks" ;;
  "stack history"*) cat "$here/$last.history" ;;
  "stack export"*) cat "$here/$last.state" ;;
  *)
    echo "$*" >> "$here/calls"
    failures=$(cat "$here/failures")
    [ "$failures" -eq 0 ] || { echo $((failures - 1)) > "$here/failures"; exit 1; } ;;
esac
`;

const config = (expiresAt: string, lifecycle: string) => ({
  "campfire:expiresAt": { value: expiresAt, secret: false },
  "campfire:lifecycle": { value: lifecycle, secret: false },
});
/** As `pulumi stack history --json` lists them: the newest first. */
const histories = {
  gone: [
    { kind: "destroy", config: {} },
    { kind: "update", result: "failed", config: config("2020-01-01", "ephemeral") },
    { kind: "update", config: config("2999-01-01", "ephemeral") },
  ],
  kept: [{ kind: "update", config: config("2999-01-01", "staging") }],
  guarded: [{ kind: "update", config: config("2020-01-01", "staging") }],
};

describe("the reaper", () => {
  let folder = "";
  const printed: string[] = [];
  const told: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "campfire-reaper-"));
    const write = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
    writeFileSync(join(folder, "pulumi"), fakePulumi, { mode: 0o755 });
    writeFileSync(join(folder, "calls"), "");
    write(
      "stacks",
      Object.keys(histories).map((name) => ({ name })),
    );
    for (const [name, history] of Object.entries(histories)) {
      write(`${name}.history`, history);
      write(`${name}.state`, { deployment: { resources: [{ urn: "urn:x", protect: name === "guarded" }] } });
    }
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
    printed.length = told.length = 0;
    vi.spyOn(console, "log").mockImplementation((line) => void printed.push(line));
    vi.spyOn(console, "error").mockImplementation((line) => void told.push(line));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
  const reaping = async (stack: string, failures: number) => {
    writeFileSync(join(folder, "failures"), String(failures));
    const pauses: number[] = [];
    const pause = async (ms: number) => void pauses.push(ms);
    const error = await reap({ stack }, {}, pause as typeof import("node:timers/promises").setTimeout).then(
      () => undefined,
      (thrown) => thrown.problem.code,
    );
    return { error, pauses };
  };
  const destroy = "destroy --yes --skip-preview --non-interactive --stack gone";
  const forget = "stack rm --yes --preserve-config --non-interactive --stack gone";

  it("lists what may go, by the configuration of the last update even if that failed, and says of the rest why not", () => {
    writeFileSync(join(folder, "failures"), "0");
    expired();
    expect(printed).toEqual(['["gone"]']);
    expect(told).toEqual([
      "gone goes: its last day was 2020-01-01",
      "reap-protected: guarded stays: protected: urn:x",
      "kept stays: it stays until the end of 2999-01-01",
    ]);
    expect(calls()).toEqual([""]);
  });

  it("destroys a stack, again where that fails, and forgets it then", async () => {
    expect(await reaping("gone", 2)).toEqual({ error: undefined, pauses: [60_000, 180_000] });
    expect(calls()).toEqual([destroy, destroy, destroy, forget]);
  });

  it("keeps the state of a stack that it could not destroy", async () => {
    expect((await reaping("gone", 3)).error).toBe("reap-failed");
    expect(calls()).toEqual([destroy, destroy, destroy]);
  });

  it("looks again before it removes: a stack with more time or protection stays", async () => {
    expect((await reaping("kept", 0)).error).toBe("reap-not-expired");
    expect((await reaping("guarded", 0)).error).toBe("reap-protected");
    expect(calls()).toEqual([""]);
  });

  it("says so when the backend can't be asked", () => {
    vi.stubEnv("PATH", "/nowhere");
    expect(() => expired()).toThrow("pulumi stack ls --json");
  });
});
