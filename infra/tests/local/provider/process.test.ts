import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { holdsSecret, secret } from "../../../local/provider/values.ts";
import { inspect } from "../../../local/supervisor/client.ts";
import { Resource } from "../support/resource.ts";
import { eventually, fetchText, occupiedPort, pidRuns, serverProgram, temporaryStack } from "../support/stack.ts";
import { endBoth, supervisorOf } from "../support/supervisor.ts";

function inputsFor(directory: string, port: number, text = "ok") {
  return {
    directory,
    name: "web",
    command: process.execPath,
    args: ["-e", serverProgram(port, text)],
    ports: [port],
    portSetting: "campfire:port",
    ready: { http: `http://127.0.0.1:${port}/`, timeoutSeconds: 20 },
    restart: { minSeconds: 0.1, maxSeconds: 1 },
  };
}

test("a process is ready once it is created, is left alone while nothing changes, and is gone after its delete with all that was made for it", async () => {
  const directory = temporaryStack();
  const port = await freePort();
  const inputs = inputsFor(directory, port);
  const resource = new Resource("Process", "web");
  expect(await resource.create(inputs)).toMatchObject({
    status: "running",
    logFile: join(directory, "logs", "web.log"),
  });
  expect(await fetchText(port)).toBe("ok");
  expect(await resource.plan(inputs)).toBe("same");
  const [{ pid }] = (await inspect(directory)).processes as unknown as [{ pid: number }];
  await resource.delete();
  expect(pidRuns(pid)).toBe(false);
  expect(readdirSync(directory)).toEqual(["logs"]);
  await resource.delete();
  expect(await resource.refresh()).toBe(false);
});

test("a change restarts it with the new inputs; another name or stack is a replacement", async () => {
  const directory = temporaryStack();
  const port = await freePort();
  const inputs = inputsFor(directory, port);
  const resource = new Resource("Process", "web");
  await resource.create(inputs);
  const changed = inputsFor(directory, port, "changed");
  expect(await resource.plan(changed)).toBe("update");
  await resource.update(changed);
  expect(await fetchText(port)).toBe("changed");
  expect(await resource.plan({ ...changed, triggers: ["hash"] })).toBe("update");
  expect(await resource.plan({ ...changed, name: "other", ports: [] })).toBe("replace");
});

test("a create that does not become ready says the end of the log and the file, and leaves nothing", async () => {
  const directory = temporaryStack();
  const inputs = {
    ...inputsFor(directory, await freePort()),
    args: ["-e", "console.error('no such database'); process.exit(3)"],
  };
  const resource = new Resource("Process", "web");
  await expect(resource.create(inputs)).rejects.toThrow(/LOCAL_PROCESS_DIED.*web\.log[\s\S]*no such database/);
  expect(await inspect(directory)).toEqual({ supervisor: "absent", processes: [] });
});

test("one that never answers is given up after the time it was given", async () => {
  const directory = temporaryStack();
  const ready = { http: `http://127.0.0.1:${await freePort()}/`, timeoutSeconds: 0.5 };
  const inputs = { ...inputsFor(directory, await freePort()), ready };
  await expect(new Resource("Process", "web").create(inputs)).rejects.toThrow(/LOCAL_PROCESS_NOT_READY.*after 0.5 s/);
});

test("an update that fails puts the former inputs back, so that the state stays true", async () => {
  const directory = temporaryStack();
  const port = await freePort();
  const inputs = inputsFor(directory, port);
  const resource = new Resource("Process", "web");
  await resource.create(inputs);
  await expect(resource.update({ ...inputs, args: ["-e", "process.exit(1)"] })).rejects.toThrow("former settings");
  await eventually(async () => (await resource.plan(inputs)) === "same");
  expect(await fetchText(port)).toBe("ok");
});

test("refresh sees a process that died and that nobody restarts, and up starts it again", async () => {
  const directory = temporaryStack();
  const port = await freePort();
  const inputs = { ...inputsFor(directory, port), restart: { minSeconds: 60, maxSeconds: 60 } };
  const resource = new Resource("Process", "web");
  await resource.create(inputs);
  const [{ pid }] = (await inspect(directory)).processes as unknown as [{ pid: number }];
  process.kill(pid, "SIGKILL");
  await eventually(async () => (await inspect(directory)).processes[0]?.state === "backing-off");
  expect(await resource.refresh()).toBe(true);
  expect(resource.plain.status).toBe("backing-off");
  expect(await resource.plan(inputs)).toBe("update");
  expect((await resource.update(inputs)).status).toBe("running");
  expect(await fetchText(port)).toBe("ok");
});

test("a process that runs on without its supervisor is put under one again, and not restarted", async () => {
  const directory = temporaryStack();
  const inputs = inputsFor(directory, await freePort());
  const resource = new Resource("Process", "web");
  await resource.create(inputs);
  const [{ pid }] = (await inspect(directory)).processes as unknown as [{ pid: number }];
  endBoth(await supervisorOf(directory));
  await eventually(async () => (await inspect(directory)).supervisor === "stopped");
  expect(await resource.plan(inputs)).toBe("update");
  await resource.update(inputs);
  expect(await inspect(directory)).toMatchObject({ supervisor: "running", processes: [{ pid, state: "running" }] });
  expect(await resource.plan(inputs)).toBe("same");
});

test("a port that something else has is refused before anything is made, with who has it and the setting", async () => {
  const port = await occupiedPort();
  const { failures } = await new Resource("Process", "web").check(inputsFor(temporaryStack(), port));
  expect(failures.ports).toMatch(new RegExp(`Port ${port} is used by .*\\(pid ${process.pid}\\).*campfire:port`));
});

test("a port that the process itself takes again while others are looked at is not somebody else's", async () => {
  const directory = temporaryStack();
  const inputs = inputsFor(directory, await freePort());
  const web = new Resource("Process", "web");
  await web.create(inputs);
  // Answers the first time, and then keeps everybody waiting who asks how it is: long enough for the other one to be back.
  const port = await freePort();
  const slow = `let asked = 0; require("http").createServer((q, r) => asked++ || r.end()).listen(${port}, "127.0.0.1")`;
  await new Resource("Process", "slow").create({ ...inputsFor(directory, port), name: "slow", args: ["-e", slow] });
  const first = (await inspect(directory)).processes.find(({ name }) => name === "web")?.pid;
  process.kill(first!, "SIGKILL");
  await eventually(() => !pidRuns(first!));
  expect((await web.check(inputs)).failures).toEqual({});
});

test("says all that is wrong at once", async () => {
  const wrong = {
    directory: "here",
    name: "a/b",
    command: "no-such-program-anywhere",
    args: ["--password", secret("hunter22")],
    env: { "A B": "x" },
    ports: [0],
    ready: { timeoutSeconds: 5 },
    live: { http: "https://127.0.0.1/", everySeconds: 10, silences: 0.5 },
    stop: { signal: "SIGKILL", timeoutSeconds: -1 },
    restart: { minSeconds: 5, maxSeconds: 1 },
  };
  const { failures } = await new Resource("Process", "web").check(wrong);
  const expected = [
    "directory",
    "name",
    "cwd",
    "env",
    "command",
    "stop.timeoutSeconds",
    "restart",
    "stop.signal",
    "logFile",
    "ready",
    "live.http",
    "live.timeoutSeconds",
    "live.silences",
    "ports",
    "args",
  ];
  expect(Object.keys(failures).sort()).toEqual(expected.sort());
  expect(JSON.stringify(failures)).not.toContain("hunter22");
});

test("secrets in the environment reach the process, but no error, no file that others can read, and no state in the clear", async () => {
  const directory = temporaryStack();
  const port = await freePort();
  const leak = "console.log('url is ' + process.env.DATABASE_URL + ' or s3cr3t-word'); process.exit(1)";
  const env = { DATABASE_URL: secret("postgres://campfire:s3cr3t-word@127.0.0.1/campfire") };
  const failing = new Resource("Process", "web").create({ ...inputsFor(directory, port), args: ["-e", leak], env });
  const error: Error = await failing.then(
    () => new Error("did not fail"),
    (thrown) => thrown,
  );
  expect(error.message).toContain("url is [secret] or [secret]");
  expect(`${error.message}${error.stack}`).not.toContain("s3cr3t");

  const resource = new Resource("Process", "web");
  await resource.create({ ...inputsFor(directory, port), env });
  expect(resource.state.env).toSatisfy(holdsSecret);
  await resource.refresh();
  expect(resource.state.env).toSatisfy(holdsSecret);
  expect(statSync(join(directory, "supervisor", "processes", "web.json")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(directory, "logs", "supervisor.log"), "utf8")).not.toContain("s3cr3t");
});
