import { expect, test } from "vitest";
import { supervisorDirectory } from "../../../local/paths.ts";
import { makePrivateDirectory } from "../../../local/supervisor/directories.ts";
import { isSameProcess } from "../../../local/supervisor/identity.ts";
import { readRecords } from "../../../local/supervisor/records.ts";
import { Registry } from "../../../local/supervisor/registry.ts";
import { eventually, nodeSpec, slowUsers, temporaryStack } from "../support/stack.ts";

/** What a supervisor runs in this very process, and the pids of what it has started. */
function registryOf(directory: string) {
  makePrivateDirectory(supervisorDirectory(directory));
  const started: number[] = [];
  const registry = new Registry(directory, (what) => {
    const pid = /started as pid (\d+)/.exec(what)?.[1];
    if (pid) started.push(Number(pid));
  });
  return { registry, started };
}

const neverAborted = new AbortController().signal;

test("what is being started while a supervisor hands over is written down, for the next one to find", async () => {
  const directory = temporaryStack();
  const asked = slowUsers(directory);
  const { registry, started } = registryOf(directory);
  const put = registry.put(
    nodeSpec(directory, "one", "setInterval(() => {}, 1000)", { user: "somebody" }),
    neverAborted,
  );
  put.catch(() => {});
  await eventually(() => asked() > 1);
  await registry.close();
  const [record] = readRecords(directory);
  expect(started).toEqual([record?.pid]);
  expect(isSameProcess(record!.pid!, record!.identity!)).toBe(true);
  await put;
  expect(readRecords(directory)).toEqual([record]);
});

test("what has yet to be started when a supervisor hands over is left to the next one, with what it was", async () => {
  const directory = temporaryStack();
  const { registry, started } = registryOf(directory);
  const stubborn = `process.on("SIGTERM", () => setTimeout(() => process.exit(), 500)); setInterval(() => {}, 1000); console.log("up")`;
  const spec = nodeSpec(directory, "one", stubborn);
  await registry.put(spec, neverAborted);
  const put = registry.put({ ...spec, triggers: ["changed"] }, neverAborted);
  const failure = expect(put).rejects.toMatchObject({ code: "LOCAL_SUPERVISOR_ENDING" });
  await registry.close();
  await failure;
  expect(started).toHaveLength(1);
  expect(readRecords(directory)).toMatchObject([{ spec }]);
});
