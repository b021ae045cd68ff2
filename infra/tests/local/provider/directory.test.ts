import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Resource } from "../support/resource.ts";
import { temporaryDirectory } from "../support/stack.ts";

const inside = () => join(temporaryDirectory(), ".campfire", "test");

test("makes a directory with those above it, and takes all of them away again", async () => {
  const path = inside();
  const resource = new Resource("Directory", "stack");
  expect(await resource.create({ path, mode: "0711" })).toMatchObject({ path, made: true });
  expect(statSync(path).mode & 0o777).toBe(0o711);
  expect(await resource.plan({ path, mode: "0711" })).toBe("same");
  writeFileSync(join(path, "something"), "");
  await resource.delete();
  expect(existsSync(join(path, ".."))).toBe(false);
  await resource.delete();
});

test("a create that was interrupted after it made the directory is taken up again", async () => {
  const path = inside();
  await new Resource("Directory", "stack").create({ path });
  writeFileSync(join(path, "data"), "");
  const again = new Resource("Directory", "stack");
  expect(await again.create({ path })).toMatchObject({ made: true });
});

test("an interrupted create is found by its inputs alone, before the state has an id", async () => {
  const path = inside();
  await new Resource("Directory", "stack").create({ path });
  const pending = new Resource("Directory", "stack");
  pending.state = await pending.checked({ path });
  expect(await pending.refresh()).toBe(true);
  expect(pending.id).toBe(path);
  await pending.delete();
  expect(existsSync(path)).toBe(false);
});

test("a directory that was there before is used as it is and never removed", async () => {
  const path = temporaryDirectory();
  chmodSync(path, 0o755);
  const resource = new Resource("Directory", "uploads");
  expect(await resource.create({ path, mode: "0700" })).toMatchObject({ made: false });
  expect(statSync(path).mode & 0o777).toBe(0o755);
  await resource.delete();
  expect(existsSync(path)).toBe(true);
});

test("the directory of another stack is not taken over", async () => {
  const path = inside();
  await new Resource("Directory", "stack", "one").create({ path });
  expect(await new Resource("Directory", "stack", "two").create({ path })).toMatchObject({ made: false });
});

test("what is kept outlives the directory around it, and is found by the next stack", async () => {
  const path = inside();
  const stack = new Resource("Directory", "stack");
  const data = new Resource("Directory", "data");
  await stack.create({ path });
  mkdirSync(join(path, "database"));
  const kept = join(path, "database", "data");
  await data.create({ path: kept, keep: true });
  for (const name of ["rows", "../log"]) writeFileSync(join(kept, name), "");
  await data.delete();
  await stack.delete();
  expect(existsSync(join(kept, "rows"))).toBe(true);
  expect(existsSync(join(path, "database", "log"))).toBe(false);
  expect(await new Resource("Directory", "stack").create({ path })).toMatchObject({ made: true });
  expect(await new Resource("Directory", "data").create({ path: kept })).toMatchObject({ made: true });
});

test("refresh sees that it is gone, and a mode that changed; the next up mends both", async () => {
  const path = inside();
  const resource = new Resource("Directory", "stack");
  await resource.create({ path });
  chmodSync(path, 0o755);
  expect(await resource.plan({ path })).toBe("update");
  await resource.refresh();
  expect(resource.plain.mode).toBe("0755");
  await resource.update({ path });
  expect(statSync(path).mode & 0o777).toBe(0o700);
  rmSync(path, { recursive: true });
  expect(await resource.plan({ path })).toBe("update");
  expect(await resource.refresh()).toBe(false);
});

test("says all that is wrong at once", async () => {
  const { failures } = await new Resource("Directory", "stack").check({ path: "relative/../path", mode: "rwx" });
  expect(Object.keys(failures)).toEqual(["path", "mode"]);
  expect(await new Resource("Directory", "stack").plan({ path: "/a/b" })).toBe("replace");
});
