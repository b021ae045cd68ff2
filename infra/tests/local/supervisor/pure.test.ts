import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { recordsDirectory } from "../../../local/paths.ts";
import { delaySeconds, failuresAfter } from "../../../local/supervisor/backoff.ts";
import { identityOf, isSameProcess } from "../../../local/supervisor/identity.ts";
import { openLog, rotate, tail } from "../../../local/supervisor/logs.ts";
import { lineReader } from "../../../local/supervisor/protocol.ts";
import { readRecords, writeRecord } from "../../../local/supervisor/records.ts";
import { nodeSpec, temporaryDirectory } from "../support/stack.ts";

const backOffs = fc
  .tuple(fc.double({ min: 0.1, max: 60, noNaN: true }), fc.double({ min: 1, max: 100, noNaN: true }))
  .map(([minSeconds, times]) => ({ minSeconds, maxSeconds: minSeconds * times }));

test("the back-off starts at min, never shrinks and never passes max", () => {
  fc.assert(
    fc.property(backOffs, fc.integer({ min: 1, max: 10_000 }), (backOff, failures) => {
      expect(delaySeconds(backOff, 1)).toBe(backOff.minSeconds);
      expect(delaySeconds(backOff, failures)).toBeLessThanOrEqual(backOff.maxSeconds);
      expect(delaySeconds(backOff, failures + 1)).toBeGreaterThanOrEqual(delaySeconds(backOff, failures));
    }),
  );
});

test("failures add up until a process was healthy for max", () => {
  fc.assert(
    fc.property(backOffs, fc.nat(1000), fc.double({ min: 0, max: 1e6, noNaN: true }), (backOff, before, ran) => {
      expect(failuresAfter(backOff, before, ran)).toBe(ran >= backOff.maxSeconds ? 1 : before + 1);
    }),
  );
});

test("lines arrive whole however the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string().filter((line) => !line.includes("\n"))),
      fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
      (lines, sizes) => {
        const seen: string[] = [];
        const read = lineReader((line) => seen.push(line));
        let rest = lines.map((line) => `${line}\n`).join("");
        for (const size of sizes) {
          if (rest === "") break;
          read(rest.slice(0, size));
          rest = rest.slice(size);
        }
        expect(seen).toEqual(lines);
      },
    ),
  );
});

test("a log over its limit becomes .1, that .2, and the oldest goes; a writer goes on in the emptied file", () => {
  const log = join(temporaryDirectory(), "logs", "web.log");
  const limit = { bytes: 10, files: 3 };
  const fd = openLog(log);
  for (const text of ["first-first", "second-second", "third-third", "fourth-fourth"]) {
    writeFileSync(fd, text);
    rotate(log, limit);
  }
  writeFileSync(fd, "now");
  rotate(log, limit);
  expect(["", ".1", ".2"].map((age) => readFileSync(log + age, "utf8"))).toEqual([
    "now",
    "fourth-fourth",
    "third-third",
  ]);
  expect(() => statSync(`${log}.3`)).toThrow("ENOENT");
  expect(statSync(`${log}.1`).mode & 0o777).toBe(0o600);
});

test("the tail of a log leaves out what was there before", () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "logs"));
  const log = join(directory, "logs", "web.log");
  writeFileSync(log, "old\n");
  const from = statSync(log).size;
  writeFileSync(log, `old\n${Array.from({ length: 50 }, (_, line) => `line ${line}`).join("\n")}\n`);
  expect(tail(log, { from, lines: 2 })).toBe("line 48\nline 49");
  expect(tail(log, { from: 4 })).not.toContain("old");
  expect(tail(join(directory, "none.log"))).toBe("");
});

test("a process is told from a later one with its pid", () => {
  const identity = identityOf(process.pid)!;
  expect(isSameProcess(process.pid, identity)).toBe(true);
  expect(isSameProcess(process.pid, `${identity}0`)).toBe(false);
  expect(identityOf(2 ** 22 + 1)).toBeUndefined();
});

test("a record that goes while others read them is left out", () => {
  const directory = temporaryDirectory();
  mkdirSync(recordsDirectory(directory), { recursive: true });
  const spec = nodeSpec(directory, "stays", "");
  writeRecord(directory, { spec, pid: null, identity: null, since: null, restarts: 0, order: 1 });
  // In the list of the folder, and not there when it is opened.
  symlinkSync("nowhere", join(recordsDirectory(directory), "gone.json"));
  expect(readRecords(directory).map((record) => record.spec.name)).toEqual(["stays"]);
});
