import { execFileSync, spawnSync } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { Resource } from "../support/resource.ts";

const root = process.platform === "linux" && process.getuid?.() === 0;
const name = `campfire-test-${process.pid}`;
const exists = () => spawnSync("id", [name]).status === 0;

if (root) {
  test("makes a system user, adopts it again, and removes it", async () => {
    onTestFinished(() => void spawnSync("userdel", [name]));
    const resource = new Resource("User", "postgres");
    await resource.create({ name });
    await new Resource("User", "postgres").create({ name });
    expect(await resource.plan({ name })).toBe("same");
    expect(execFileSync("getent", ["passwd", name], { encoding: "utf8" })).toMatch(/nologin$/m);
    await resource.delete();
    expect(exists()).toBe(false);
    expect(await resource.plan({ name })).toBe("update");
    expect(await resource.refresh()).toBe(false);
    await resource.delete();
  });

  test("refuses a user that another stack or somebody else made, and does not remove it", async () => {
    onTestFinished(() => void spawnSync("userdel", [name]));
    const other = new Resource("User", "postgres", "other");
    await other.create({ name });
    const resource = new Resource("User", "postgres");
    await expect(resource.create({ name })).rejects.toThrow(/LOCAL_USER_EXISTS.*campfire\/other/);
    await expect(resource.create({ name: "daemon" })).rejects.toThrow("LOCAL_USER_EXISTS");
    resource.state = { name };
    await resource.delete();
    expect(exists()).toBe(true);
  });
} else {
  test("says that only root can make system users", async () => {
    const { failures } = await new Resource("User", "postgres").check({ name });
    expect(failures.name).toContain(process.platform === "linux" ? "root" : "Linux");
  });
}

test("a name that useradd would not take is refused", async () => {
  expect((await new Resource("User", "postgres").check({ name: "Not A Name" })).failures).toHaveProperty("name");
});
