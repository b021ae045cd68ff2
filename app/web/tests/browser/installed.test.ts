import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { buildWeb } from "../../build.ts";
import { browserMissing } from "../support/browser.ts";
import { article, compose, eventually, playOn, Stage } from "../support/stage.ts";
import { workerOf } from "../support/worker.ts";

const stage = new Stage();

describe.skipIf(browserMissing())("the installed app", () => {
  playOn(stage);

  const open = async (path: string): Promise<Page> => {
    const page = await stage.page(stage.ana, path, { serviceWorkers: "allow" });
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await workerOf(page);
    return page;
  };
  const scriptOf = (page: Page) => page.locator("script[src]").getAttribute("src");
  const isKept = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute("data-offline"));

  it("can be installed as it is", async () => {
    const page = await open(`/rooms/${stage.room("Design").id}`);
    const devtools = await page.context().newCDPSession(page);
    const { errors, url } = await devtools.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    expect(new URL(url).pathname).toBe("/manifest.webmanifest");
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  });

  it("starts without the server, says so, and goes on by itself with the server's own page", async () => {
    const room = stage.room("Design");
    const page = await open(`/rooms/${room.id}`);
    const port = Number(new URL(stage.url).port);
    await stage.server.stop();
    await page.reload();
    await page.getByText("Campfire can’t be reached right now. Trying again…").waitFor();
    expect(await isKept(page)).toBe(true);
    await page.context().setOffline(true);
    await page.getByText("You are not connected.").waitFor();
    await page.context().setOffline(false);
    await stage.server.start(port);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    expect(await isKept(page)).toBe(false);
    expect(new URL(page.url()).pathname).toBe(`/rooms/${room.id}`);
    await compose(page, "back again");
    await article(page, "back again").waitFor();
  });

  it("takes an ingress without a server for no server, but not what the chat says itself", async () => {
    const page = await open(`/rooms/${stage.room("Design").id}`);
    stage.server.ingressAlone = true;
    await page.reload();
    await page.getByText("Campfire can’t be reached right now. Trying again…").waitFor();
    stage.server.ingressAlone = false;
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await page.goto("/session/new");
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await isKept(page)).toBe(false);
  });

  it("leads somebody who was signed out meanwhile to the sign-in page", async () => {
    const page = await open(`/rooms/${stage.room("Design").id}`);
    stage.server.ingressAlone = true;
    await page.reload();
    await page.getByText("Trying again…").waitFor();
    stage.server.sessions.clear();
    stage.server.ingressAlone = false;
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await isKept(page)).toBe(false);
  });

  it("is the new version at once after an upgrade, also without the server", async () => {
    const page = await open(`/rooms/${stage.room("Design").id}`);
    const before = await scriptOf(page);
    const dir = await mkdtemp(join(tmpdir(), "campfire-web-"));
    await buildWeb({ outDir: join(dir, "web"), minify: false });
    stage.server.dir = join(dir, "web");
    stage.server.chat.version = "next";
    await page.reload();
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    const after = await scriptOf(page);
    expect(after).not.toBe(before);
    const keeps = (path: string | null) => page.evaluate(async (one) => !!(await caches.match(one!)), path);
    await eventually(() => keeps(after)).toBe(true);
    // A page that still runs the old one may load the rest of it.
    expect(await keeps(before)).toBe(true);
    await eventually(async () => {
      stage.server.ingressAlone = true;
      await page.reload();
      return [await isKept(page), await scriptOf(page)];
    }).toEqual([true, after]);
    stage.server.ingressAlone = false;
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await rm(dir, { recursive: true });
  });

  it("offers what is done most from its icon", async () => {
    const page = await open("/#search");
    await page.getByRole("searchbox", { name: "Search messages" }).waitFor();
    expect(new URL(page.url()).hash).toBe("");
    await page.goto("/#new-message");
    await page.getByRole("dialog", { name: "New direct message" }).waitFor();
  });

  it("opens what Campfire's old addresses lead to, and nothing for administrators to others", async () => {
    const { chat } = stage.server;
    chat.post(stage.room("Design"), stage.ben.id, "Tea & biscuits");
    const ana = await stage.page(stage.ana, stage.path);
    const shown = async (page: typeof ana, hash: string, name: string) => {
      await page.goto(`${stage.path}#${hash}`);
      await page.getByRole("dialog", { name, exact: true }).waitFor();
      expect(new URL(page.url()).hash).toBe("");
      await page.keyboard.press("Escape");
    };
    for (const [hash, name] of [
      ["settings", "Settings for everybody"],
      ["people", "People"],
      ["bots", "Bots"],
      ["styles", "Custom styles"],
      ["profile", "Your profile"],
      ["notifications", "Notifications"],
      ["new-room", "New room"],
      [`person-${stage.ben.id}`, stage.ben.name],
    ] as const)
      await shown(ana, hash, name);
    await ana.goto(`${stage.path}#search=${encodeURIComponent("Tea & biscuits")}`);
    await ana.getByText("1 message found").waitFor();
    const ben = await stage.page(stage.ben, stage.path);
    await ben.goto(`${stage.path}#bots`);
    await shown(ben, "profile", "Your profile");
  });
});
