import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { holdsSecret, secret } from "../../../local/provider/values.ts";
import { Resource } from "../support/resource.ts";
import { temporaryDirectory } from "../support/stack.ts";

test("writes, keeps, changes and removes a file", async () => {
  const path = join(temporaryDirectory(), "app.conf");
  const resource = new Resource("File", "conf");
  const { sha256 } = await resource.create({ path, content: "one" });
  expect(readFileSync(path, "utf8")).toBe("one");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await resource.plan({ path, content: "one" })).toBe("same");
  expect(await resource.plan({ path, content: "two" })).toBe("update");
  expect((await resource.update({ path, content: "two", mode: "0644" })).sha256).not.toBe(sha256);
  expect(statSync(path).mode & 0o777).toBe(0o644);
  expect(readdirSync(join(path, ".."))).toEqual(["app.conf"]);
  await resource.delete();
  expect(existsSync(path)).toBe(false);
  await resource.delete();
});

test("a file that somebody else made is refused by name, and stays as it was", async () => {
  const path = join(temporaryDirectory(), "notes.txt");
  writeFileSync(path, "mine");
  await expect(new Resource("File", "conf").create({ path, content: "ours" })).rejects.toThrow(
    /LOCAL_FILE_EXISTS.*notes\.txt/,
  );
  expect(readFileSync(path, "utf8")).toBe("mine");
});

test("it is not taken for an interrupted create of ours either", async () => {
  const path = join(temporaryDirectory(), "notes.txt");
  writeFileSync(path, "mine");
  const pending = new Resource("File", "conf");
  pending.state = await pending.checked({ path, content: "ours" });
  expect(await pending.refresh()).toBe(false);
});

test("in the stack's own directory a half-finished create is taken up again, also with other content", async () => {
  const directory = join(temporaryDirectory(), ".campfire", "test");
  await new Resource("Directory", "stack").create({ path: directory });
  const path = join(directory, "app.conf");
  writeFileSync(path, "from a run that was killed");
  await new Resource("File", "conf").create({ path, content: "now" });
  expect(readFileSync(path, "utf8")).toBe("now");
});

test("refresh sees content that somebody changed, and up puts it right", async () => {
  const path = join(temporaryDirectory(), "app.conf");
  const resource = new Resource("File", "conf");
  await resource.create({ path, content: "ours" });
  writeFileSync(path, "edited");
  expect(await resource.plan({ path, content: "ours" })).toBe("update");
  expect(await resource.refresh()).toBe(true);
  expect(resource.plain.content).toBe("edited");
  expect(await resource.plan({ path, content: "ours" })).toBe("update");
  await resource.update({ path, content: "ours" });
  expect(readFileSync(path, "utf8")).toBe("ours");
});

test("delete leaves a file that somebody else changed outside the stack's directory", async () => {
  const path = join(temporaryDirectory(), "app.conf");
  const resource = new Resource("File", "conf");
  await resource.create({ path, content: "ours" });
  writeFileSync(path, "theirs");
  await resource.delete();
  expect(readFileSync(path, "utf8")).toBe("theirs");
});

test("secret content stays secret, with its hash, whatever a refresh finds", async () => {
  const path = join(temporaryDirectory(), "secret.conf");
  const resource = new Resource("File", "conf");
  await resource.create({ path, content: secret("hunter22") });
  expect(resource.state.sha256).toSatisfy(holdsSecret);
  writeFileSync(path, "other secret");
  await resource.refresh();
  expect(resource.state.content).toSatisfy(holdsSecret);
  expect(JSON.stringify(resource.id)).not.toContain("hunter22");
});

test("a directory in the file's place is named", async () => {
  await expect(new Resource("File", "conf").create({ path: temporaryDirectory(), content: "x" })).rejects.toThrow(
    "LOCAL_NOT_A_FILE",
  );
});
