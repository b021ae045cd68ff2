import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../src/log.ts";
import { type Server, serve } from "../src/main.ts";
import { buildWeb, type WebBuild } from "../web/build.ts";
import { browserMissing, launch } from "../web/tests/support/browser.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { RoundRobin } from "./support/round-robin.ts";

let folder: string;
let chat: Chat;
let balancer: RoundRobin;
let ann: Person;
let older: Server;
let newer: Server;
let builds: [WebBuild, WebBuild];

/** Replicas of two builds behind one address, as in the middle of an upgrade. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "campfire-web-"));
  balancer = await RoundRobin.start();
  chat = await Chat.start({ replicas: 0, settings: { PUBLIC_URL: balancer.url, BUS: "postgres" } });
  builds = [
    await buildWeb({ outDir: join(folder, "older") }),
    await buildWeb({ outDir: join(folder, "newer"), minify: false }),
  ];
  const start = async ({ outDir }: WebBuild) => {
    const config = chat.config();
    const server = await serve(config, await createLog(config.log), outDir);
    chat.replicas.push(server);
    return server;
  };
  [older, newer] = [await start(builds[0]), await start(builds[1])];
  ann = await chat.firstRun();
  ann.url = balancer.url;
});
afterAll(async () => {
  await chat.stop();
  await balancer.stop();
  await rm(folder, { recursive: true });
});

const assetsOf = ({ files }: WebBuild) =>
  files.map(({ path }) => path).filter((path) => /^assets\/.*(?<!\.(br|gz))$/.test(path));
/** JavaScript has an older name, which means the same. */
const typeOf = ({ headers }: Response) =>
  headers.get("content-type")?.replace("application/javascript", "text/javascript");
const isMissingFrom = (build: WebBuild) => (path: string) => !assetsOf(build).includes(path);

describe("replicas of two builds", () => {
  test("each have the other's files, for good, as the other sends them", async () => {
    for (const [own, other, replica, origin] of [
      [builds[0], builds[1], older, newer],
      [builds[1], builds[0], newer, older],
    ] as const) {
      const foreign = assetsOf(other).filter(isMissingFrom(own));
      expect(foreign.length).toBeGreaterThan(5);
      for (const path of foreign) {
        const [here, there] = await Promise.all([replica, origin].map(({ url }) => fetch(`${url}/${path}`)));
        expect([path, here!.status]).toEqual([path, 200]);
        expect(here!.headers.get("cache-control")).toBe(there!.headers.get("cache-control"));
        expect(typeOf(here!)).toBe(typeOf(there!));
        expect(await here!.text()).toBe(await there!.text());
      }
    }
  });

  test("say that they are two versions", async () => {
    const versions = await Promise.all(
      [older, newer].map(async ({ url }) => (await ann.connect({}, url)).next("welcome")),
    );
    expect(versions[0]!.version).not.toBe(versions[1]!.version);
    for (const { version } of versions) expect(version).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{16}$/);
  });

  test("hand out nothing that no replica wrote, and nothing that isn't known", async () => {
    await chat.sql(
      "insert into client_files (name, content, seal) select 'evil-01234567.js', content, seal from client_files limit 1",
    );
    for (const name of ["evil-01234567.js", "none-01234567.js"])
      expect((await fetch(`${older.url}/assets/${name}`)).status).toBe(404);
  });
});

describe.skipIf(browserMissing())("people who use the chat during an upgrade", { timeout: 180_000 }, () => {
  let browser: Browser;
  const missed: string[] = [];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  async function open(): Promise<Page> {
    const context = await browser.newContext({ baseURL: balancer.url, serviceWorkers: "block" });
    await context.addCookies([{ name: "session", value: ann.token!, url: balancer.url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(40_000);
    page.on("response", (response) => {
      if (response.status() >= 400) missed.push(`${response.status()} ${response.url()}`);
    });
    page.on("pageerror", (error) => missed.push(String(error)));
    await page.goto("/");
    await message(page).waitFor();
    return page;
  }
  const message = (page: Page) => page.getByRole("textbox", { name: "Message" });
  const versionOf = (page: Page) => page.locator('meta[name="campfire-version"]').getAttribute("content");
  /** What completes emoji is loaded with the first colon. */
  const completesEmoji = async (page: Page) => {
    await message(page).pressSequentially(" :campi");
    await page.getByRole("listbox", { name: "Suggestions" }).getByText("camping").waitFor();
    await page.keyboard.press("Escape");
  };

  test("load every page of either build, and all that comes later", async () => {
    balancer.targets.push(older.url, newer.url);
    const seen = new Set<string | null>();
    for (let loads = 0; loads < 2; loads++) {
      balancer.turn = loads;
      const page = await open();
      seen.add(await versionOf(page));
      await completesEmoji(page);
      await page.context().close();
    }
    expect(seen.size).toBe(2);
    expect(missed).toEqual([]);
  });

  test("go on with the old client until nobody looks, then have the new one, once, with what they were writing", async () => {
    balancer.targets.splice(0, 2, older.url);
    const page = await open();
    const before = await versionOf(page);
    await message(page).fill("half a sentence");
    let loads = 0;
    page.on("load", () => loads++);
    const look = (state: "hidden" | "visible") =>
      page.evaluate(`
        Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      `);

    balancer.targets.splice(0, 1, newer.url);
    chat.replicas.splice(chat.replicas.indexOf(older), 1);
    await older.stop();
    await completesEmoji(page);
    const said = await ann.say((await ann.state()).rooms[0]!.id, "from the newer replica");
    await page.getByRole("article").filter({ hasText: said.text }).waitFor();
    expect([await versionOf(page), loads]).toEqual([before, 0]);

    await look("hidden");
    await until("the client reloaded itself", () => loads > 0);
    await message(page).waitFor();
    expect(await versionOf(page)).not.toBe(before);
    expect(await message(page).inputValue()).toContain("half a sentence");
    await look("hidden");
    await look("visible");
    await completesEmoji(page);
    expect(loads).toBe(1);
    expect(missed).toEqual([]);
  });
});
