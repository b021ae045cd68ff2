// A provider whose items are files of the folder WORLD, so that a test can see what is really there. It kills the engine where it is told to:
// KILL is `<n> before` or `<n> after`, about the nth change of the world in this run. With HOLD every change lasts until
// there is a file `go`.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as provider from "@pulumi/pulumi/provider/index.js";

const world = process.env.WORLD!;
const [killAt, killWhen] = (process.env.KILL ?? "0 never").split(" ");
const engine = process.ppid;
let changes = 0;

writeFileSync(join(world, `provider-${process.pid}.pid`), "");
process.on("exit", () => rmSync(join(world, `provider-${process.pid}.pid`), { force: true }));
process.on("SIGTERM", () => process.exit(0));

const plain = (value: unknown) => String((value as { value?: unknown } | null)?.value ?? value);
const fileOf = (key: string) => join(world, `${key}.item`);

async function change(act: () => void): Promise<void> {
  changes += 1;
  const mine = Number(killAt) === changes;
  if (mine && killWhen === "before") await die();
  if (process.env.HOLD) {
    writeFileSync(join(world, "busy"), "");
    while (!existsSync(join(world, "go"))) await sleep(10);
  }
  act();
  if (mine && killWhen === "after") await die();
}

async function die(): Promise<never> {
  process.kill(engine, "SIGKILL");
  return sleep(60_000, undefined as never);
}

const items: provider.Provider = {
  version: "0.1.0",
  async check(_urn, _olds, news) {
    return { inputs: news, failures: [] };
  },
  async diff(_id, _urn, olds, news) {
    const replaces = plain(olds.key) === plain(news.key) ? [] : ["key"];
    return {
      changes: replaces.length > 0 || plain(olds.value) !== plain(news.value),
      replaces,
      deleteBeforeReplace: true,
    };
  },
  async create(_urn, inputs) {
    const key = plain(inputs.key);
    if (existsSync(fileOf(key))) throw new Error(`${key} is there already: it would be made twice`);
    await change(() => writeFileSync(fileOf(key), plain(inputs.value)));
    return { id: key, outs: { ...inputs, place: `at ${key}` } };
  },
  // Without an id the inputs tell which item is meant: an engine asks so about a create that it did not see the end of.
  async read(_id, _urn, props) {
    const key = plain(props.key);
    if (!existsSync(fileOf(key))) return { id: "", props: {} };
    return { id: key, props: { ...props, value: readFileSync(fileOf(key), "utf8"), place: `at ${key}` } };
  },
  async update(_id, _urn, _olds, news) {
    await change(() => writeFileSync(fileOf(plain(news.key)), plain(news.value)));
    return { outs: { ...news, place: `at ${plain(news.key)}` } };
  },
  async delete(id) {
    if (!existsSync(fileOf(id))) throw new Error(`${id} is gone already: it would be deleted twice`);
    await change(() => rmSync(fileOf(id)));
  },
};

provider.main(items, process.argv.slice(2));
