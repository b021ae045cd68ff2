import { execFileSync } from "node:child_process";
import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { making } from "../../../local/paths.ts";
import { secret } from "../../../local/provider/values.ts";
import { Resource } from "../support/resource.ts";
import { eventually, pidRuns, temporaryDirectory } from "../support/stack.ts";

const append = (file: string, text: string) =>
  `require("fs").appendFileSync(${JSON.stringify(file)}, ${JSON.stringify(text)})`;

function inputsFor(directory: string, program: string) {
  return { directory, name: "migrate", command: process.execPath, args: ["-e", program], timeoutSeconds: 20 };
}

test("runs once, again when a trigger changes, and its last words at the delete", async () => {
  const directory = temporaryDirectory();
  const runs = join(directory, "runs");
  const last = { command: process.execPath, args: ["-e", append(runs, "deleted ")] };
  const inputs = { ...inputsFor(directory, append(runs, "run ")), delete: last };
  const resource = new Resource("Command", "migrate");
  await resource.create(inputs);
  expect(await resource.plan(inputs)).toBe("same");
  expect(await resource.refresh()).toBe(true);
  expect(await resource.plan({ ...inputs, triggers: ["schema 2"] })).toBe("update");
  await resource.update({ ...inputs, triggers: ["schema 2"] });
  await resource.delete();
  await resource.delete();
  expect(readFileSync(runs, "utf8")).toBe("run run deleted ");
  expect(existsSync(join(directory, "commands"))).toBe(false);
});

test("is run again when what it did is gone with the stack's directory", async () => {
  const directory = temporaryDirectory();
  const resource = new Resource("Command", "migrate");
  await resource.create(inputsFor(directory, ""));
  rmSync(join(directory, "commands"), { recursive: true });
  expect(await resource.plan(inputsFor(directory, ""))).toBe("update");
  expect(await resource.refresh()).toBe(false);
});

test("what it makes appears whole or not at all, and is not made twice", async () => {
  const directory = temporaryDirectory();
  const creates = join(directory, "data");
  const make = (then: string) => `${append(making(creates), "made ")}; ${then}`;
  const resource = new Resource("Command", "migrate");
  await expect(resource.create({ ...inputsFor(directory, make("process.exit(1)")), creates })).rejects.toThrow(
    "exit code 1",
  );
  expect(existsSync(creates)).toBe(false);
  await resource.create({ ...inputsFor(directory, make("")), creates });
  expect(readFileSync(creates, "utf8")).toBe("made ");
  await resource.update({ ...inputsFor(directory, make("other()")), creates });
  expect(await resource.plan({ ...inputsFor(directory, make("other()")), creates })).toBe("same");
  rmSync(creates);
  expect(await resource.plan({ ...inputsFor(directory, make("other()")), creates })).toBe("update");
});

test("a failure shows the end of what it said, without secrets, and counts as not run", async () => {
  const inputs = {
    ...inputsFor(temporaryDirectory(), "console.error('refused: ' + process.env.PASSWORD); process.exit(7)"),
    env: { PASSWORD: secret("hunter22") },
  };
  const resource = new Resource("Command", "migrate");
  await expect(resource.create(inputs)).rejects.toThrow(/LOCAL_COMMAND_FAILED.*exit code 7[\s\S]*refused: \[secret\]/);
  resource.state = inputs;
  expect(await resource.refresh()).toBe(false);
});

test("gets its own environment and not that of whoever runs up", async () => {
  const directory = temporaryDirectory();
  const file = join(directory, "env.json");
  process.env.PULUMI_CONFIG_PASSPHRASE_TEST = "not for children";
  const program = `require("fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.env))`;
  await new Resource("Command", "migrate").create({ ...inputsFor(directory, program), env: { OWN: "1" } });
  delete process.env.PULUMI_CONFIG_PASSPHRASE_TEST;
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ OWN: "1", PATH: process.env.PATH });
  expect(readFileSync(file, "utf8")).not.toContain("not for children");
});

test("is killed with its children when it takes too long", async () => {
  const directory = temporaryDirectory();
  const pids = join(directory, "pids");
  // A shell has begun long before its time is over, also where Node takes seconds to begin.
  const program = `sleep 1000 & echo $$ $! > '${pids}'; wait`;
  const inputs = { ...inputsFor(directory, ""), command: "/bin/sh", args: ["-c", program], timeoutSeconds: 2 };
  await expect(new Resource("Command", "migrate").create(inputs)).rejects.toThrow(/LOCAL_COMMAND_CUT_OFF.*within 2 s/);
  const both = readFileSync(pids, "utf8").split(" ").map(Number);
  await eventually(() => both.every((pid) => !pidRuns(pid)));
});

test("a run that a killed provider left behind is ended before the next", async () => {
  const directory = temporaryDirectory();
  const started = join(directory, "started");
  const hangs = inputsFor(directory, `${append(started, "x")}; setInterval(() => {}, 1000)`);
  const abandoned = expect(new Resource("Command", "migrate").create({ ...hangs, timeoutSeconds: 60 })).rejects.toThrow(
    "SIGKILL",
  );
  await eventually(() => existsSync(join(directory, "commands", "migrate.json")) && existsSync(started));
  const { running } = JSON.parse(readFileSync(join(directory, "commands", "migrate.json"), "utf8"));
  await new Resource("Command", "migrate").create(inputsFor(directory, ""));
  await abandoned;
  expect(pidRuns(running.pid)).toBe(false);
});

if (process.getuid?.() === 0) {
  test("a user that may not reach the program is told which directory is in the way", async () => {
    const closed = temporaryDirectory(); // mkdtemp makes it for its owner only
    const program = join(closed, "program");
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
    const inputs = { ...inputsFor("/tmp", ""), command: program, user: "nobody" };
    expect((await new Resource("Command", "migrate").check(inputs)).failures.command).toContain(
      `nobody may not enter ${closed}`,
    );
    chownSync(closed, Number(execFileSync("id", ["-u", "nobody"])), 0);
    expect((await new Resource("Command", "migrate").check(inputs)).failures).toEqual({});
  });
} else {
  test("another user to run as needs root", async () => {
    expect((await new Resource("Command", "x").check({ user: "nobody" })).failures.user).toContain("root");
  });
}
