import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { EngineError } from "../errors.ts";
import { readCheckpoint, writeCheckpoint } from "../state/checkpoint.ts";
import { findPassphrase, forgetPassphrase, passphraseOf } from "../state/passphrase.ts";
import { backupOf, openStore, readOnlyStore, readState } from "../state/store.ts";
import { secret } from "../values/wire.ts";
import { resources } from "./support/arbitraries.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-state-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const passphrase = passphraseOf("correct horse", "the test");
const found = () => passphrase;

/** What an error is thrown with; fails when none is. */
async function problemOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EngineError);
  return (error as EngineError).problem;
}

describe("secrets", () => {
  // Made by the official CLI 3.260 with `pulumi config set --secret`, passphrase "correct horse".
  const official = {
    salt: "v1:eD6G2/U963o=:v1:4/ADPxSbms12oQgi:EGtbsLe8bZ4ReqaA2BPUGTVFKnZV5g==",
    ciphertext: "v1:gKz5oExxtyDUSNgN:ZxyRjCY1O0/8KneZoCUeZG5ePaHnZacqHq8qY9Q9",
  };

  test("what the official CLI encrypted is read", async () => {
    const crypter = await passphrase.unlock(official.salt, "a file");
    expect(crypter.decrypt(official.ciphertext)).toBe("battery staple");
  });

  test("a wrong passphrase is told, with the setting", async () => {
    const problem = await problemOf(passphraseOf("wrong", "the test").unlock(official.salt, "a file"));
    expect(problem).toMatchObject({ code: "wrong-passphrase", setting: "PULUMI_CONFIG_PASSPHRASE" });
  });

  test("what was encrypted is decrypted, and no two ciphertexts are the same", async () => {
    const crypter = await passphrase.create();
    const again = await passphraseOf("correct horse", "the test").unlock(crypter.salt, "a file");
    fc.assert(fc.property(fc.string(), (text) => again.decrypt(crypter.encrypt(text)) === text));
    expect(crypter.encrypt("x")).not.toBe(crypter.encrypt("x"));
  });

  test("the passphrase of the environment wins; else one is made, which only its owner can read", () => {
    const file = join(folder, "state", "passphrase");
    expect(findPassphrase(file, { PULUMI_CONFIG_PASSPHRASE: "" }).source).toBe("PULUMI_CONFIG_PASSPHRASE");
    expect(existsSync(file)).toBe(false);
    expect(findPassphrase(file, {}).source).toBe(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const made = readFileSync(file, "utf8");
    findPassphrase(file, {});
    expect(readFileSync(file, "utf8")).toBe(made);
  });

  test("a passphrase that another stack read while it was being forgotten stays", () => {
    const file = join(folder, "passphrase");
    findPassphrase(file, {});
    const before = readFileSync(file, "utf8");
    const answers = [false, true];
    forgetPassphrase(file, () => answers.shift()!);
    expect(readFileSync(file, "utf8")).toBe(before);
    forgetPassphrase(file, () => false);
    expect(readdirSync(folder)).toEqual([]);
    forgetPassphrase(file, () => false);
  });

  test("a passphrase is found while others take it away", async () => {
    const file = join(folder, "passphrase");
    const program = `const { rmSync } = require("fs");
      console.log("begins");
      for (;;) rmSync(${JSON.stringify(file)}, { force: true })`;
    const removing = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      await once(removing.stdout, "data");
      for (let turn = 0; turn < 2_000; turn++) expect(findPassphrase(file, {}).source).toBe(file);
    } finally {
      removing.kill("SIGKILL");
      await once(removing, "exit");
    }
  });
});

describe("the state", () => {
  test("comes back from the disk as it was, secrets included, and holds none of them in clear", async () => {
    const crypter = await passphrase.create();
    fc.assert(
      fc.property(resources, (all) => {
        const text = JSON.stringify(writeCheckpoint({ resources: all, pending: [] }, crypter, "v3.260.0"));
        expect(readCheckpoint(JSON.parse(text), crypter).resources).toEqual(JSON.parse(JSON.stringify(all)));
      }),
    );
    const hidden = { ...thing("a"), outputs: { deep: [{ word: secret("battery staple") }] } };
    const text = JSON.stringify(writeCheckpoint({ resources: [hidden], pending: [] }, crypter, "v3.260.0"));
    expect(text).not.toContain("battery");
  });

  test("keeps what was under way", async () => {
    const store = await openStore(folder, "dev", found);
    await store.save(() => ({ resources: [thing("a")], pending: [{ type: "creating", resource: thing("b") }] }));
    const { initial } = await readOnlyStore(folder, "dev", found);
    expect(initial.pending).toMatchObject([{ type: "creating", resource: { urn: "b" } }]);
  });

  test("is readable by its owner only, and its last version stays beside it", async () => {
    const first = await openStore(folder, "dev", found);
    await first.save(() => ({ resources: [thing("a")], pending: [] }));
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    const before = readFileSync(first.file, "utf8");
    const second = await openStore(folder, "dev", found);
    await second.save(() => ({ resources: [], pending: [] }));
    expect(readFileSync(backupOf(first.file), "utf8")).toBe(before);
    second.forget();
    expect(existsSync(first.file) || existsSync(backupOf(first.file))).toBe(false);
  });

  test("that is asked for many times at once is written few times, and the last write holds everything", async () => {
    const store = await openStore(folder, "dev", found);
    const made: string[] = [];
    let asked = 0;
    const writes = Array.from({ length: 50 }, async (_, index) => {
      made.push(`r${index}`);
      await store.save(() => {
        asked += 1;
        return { resources: made.map(thing), pending: [] };
      });
    });
    await Promise.all(writes);
    expect(asked).toBeLessThan(5);
    expect((await readState(store.file, found)).initial.resources).toHaveLength(50);
  });

  test.each([
    ["half written", '{"version": 3, "deployment": {"resou'],
    ["of another form", '{"version": 1}'],
    ["without a salt", '{"version": 3, "deployment": {}}'],
  ])("%s is told and left alone; the remedy names the backup", async (_how, content) => {
    const store = await openStore(folder, "dev", found);
    await store.save(() => ({ resources: [], pending: [] }));
    await openStore(folder, "dev", found);
    writeFileSync(store.file, content);
    const problem = await problemOf(openStore(folder, "dev", found));
    expect(problem.code).toBe("state-broken");
    expect(problem.remedy).toContain(backupOf(store.file));
    expect(readFileSync(store.file, "utf8")).toBe(content);
  });

  test("whose parents are missing is told as broken", async () => {
    const crypter = await passphrase.create();
    const orphan = writeCheckpoint(
      { resources: [{ ...thing("a"), parent: "gone" }], pending: [] },
      crypter,
      "v3.260.0",
    );
    expect(() => readCheckpoint(orphan, crypter)).toThrow("missing");
  });

  test("with what only the official engine handles is refused by name", async () => {
    const crypter = await passphrase.create();
    const checkpoint = writeCheckpoint({ resources: [thing("a")], pending: [] }, crypter, "v3.260.0");
    checkpoint.deployment.resources![0]!.external = true;
    expect(() => readCheckpoint(checkpoint, crypter)).toThrow('"external"');
  });

  test("that can't be written is told, and leaves the old one whole", async () => {
    const store = await openStore(folder, "dev", found);
    await store.save(() => ({ resources: [thing("a")], pending: [] }));
    const before = readFileSync(store.file, "utf8");
    // A folder in the way of the new file: no more can be done as root to make a write fail.
    mkdirSync(`${store.file}.${process.pid}.new`);
    const problem = await problemOf(store.save(() => ({ resources: [], pending: [] })));
    expect(problem.code).toBe("state-write");
    expect(readFileSync(store.file, "utf8")).toBe(before);
  });

  test.runIf(process.platform === "linux")("on a full disk is told, and what was there before stays", async () => {
    const store = await openStore(folder, "dev", found);
    await store.save(() => ({ resources: [thing("a")], pending: [] }));
    symlinkSync("/dev/full", `${store.file}.${process.pid}.new`);
    const problem = await problemOf(store.save(() => ({ resources: [], pending: [] })));
    expect(problem.code).toBe("disk-full");
    expect((await readState(store.file, found)).initial.resources).toHaveLength(1);
    await store.save(() => ({ resources: [], pending: [] }));
    expect((await readState(store.file, found)).initial.resources).toHaveLength(0);
  });

  test("of a preview is neither written nor backed up", async () => {
    const store = await openStore(folder, "dev", found);
    await store.save(() => ({ resources: [thing("a")], pending: [] }));
    const { initial, existed } = await readOnlyStore(folder, "dev", found);
    expect([existed, initial.resources.length]).toEqual([true, 1]);
    expect(existsSync(backupOf(store.file))).toBe(false);
  });
});

const thing = (urn: string) => ({
  urn,
  type: "test:index:Thing",
  custom: true,
  id: urn,
  inputs: {},
  outputs: {},
  dependencies: [],
  propertyDependencies: {},
});
