import { join } from "node:path";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { createLog } from "../src/log.ts";
import { serve } from "../src/main.ts";
import { buildWeb } from "../web/build.ts";
import { Chat } from "./support/chat.ts";

test("the client against the real server", { timeout: 150_000 }, async () => {
  const out = join("/tmp", `real-web-${process.pid}`);
  await buildWeb({ outDir: out });
  const chat = await Chat.start({ replicas: 0, settings: { BUS: "postgres" } });
  for (let i = 0; i < 2; i++) {
    const config = chat.config();
    chat.replicas.push(await serve(config, await createLog(config.log), out));
  }
  const ann = await chat.firstRun();
  const joinUrl = (await ann.state()).account.joinUrl!;
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const step = async (name: string, f: () => Promise<unknown>) => {
    try {
      await f();
      console.log("ok", name);
    } catch (e) {
      console.log("FAILED", name, String(e).slice(0, 500));
    }
  };
  const open = async (base: string) => {
    const c = await browser.newContext({ baseURL: base });
    const p = await c.newPage();
    p.setDefaultTimeout(8000);
    p.on("pageerror", (e) => console.log("pageerror", String(e)));
    p.on("console", (m) => {
      if (m.type() === "error") console.log("console", m.text());
    });
    return p;
  };
  const a = await open(chat.replicas[0]!.url);
  const b = await open(chat.replicas[1]!.url);
  try {
    await a.goto("/session/new");
    await a.getByLabel("Email address").fill("ann@example.com");
    await a.getByLabel("Password").fill("correct horse");
    await a.getByRole("button", { name: "Sign in" }).click();
    await b.goto(new URL(joinUrl).pathname);
    await b.getByLabel("Your name").fill("Bob Stone");
    await b.getByLabel("Email address").fill("bob@example.com");
    await b.getByLabel("Password").fill("battery staple");
    await b.getByRole("button", { name: "Join" }).click();
    const boxA = a.getByRole("textbox", { name: "Message", exact: true });
    const boxB = b.getByRole("textbox", { name: "Message", exact: true });
    await boxA.waitFor();
    await boxB.waitFor();
    await step("mention", async () => {
      await boxA.pressSequentially("hi @bo");
      await boxA.press("Tab");
      await boxA.press("Enter");
      await b.locator(".mention.me").waitFor();
    });
    await step("edit", async () => {
      await boxA.press("ArrowUp");
      await a.getByRole("textbox", { name: "Edit message" }).fill("edited kettles");
      await a.keyboard.press("Enter");
      await b.getByText("edited kettles").waitFor();
      await b.getByText("edited", { exact: true }).waitFor();
    });
    await step("boost", async () => {
      const m = b.getByRole("article").last();
      await m.hover();
      await m.getByRole("button", { name: "Boost", exact: true }).click();
      await b.getByRole("button", { name: "Party" }).click();
      await a.getByRole("button", { name: "🎉 by Bob Stone" }).click();
      await b.getByRole("button", { name: /🎉 by you and Ann|🎉 by Ann and you|🎉 by you/ }).waitFor();
      await b.getByRole("button", { name: /🎉 by/ }).click();
      await a.getByRole("button", { name: "🎉 by you", exact: true }).waitFor();
    });
    await step("search", async () => {
      await b.getByRole("button", { name: "Search messages" }).click();
      await b.getByRole("searchbox", { name: "Search messages" }).fill("kettle");
      await b.keyboard.press("Enter");
      await b.locator("mark").first().waitFor();
      await b.keyboard.press("Escape");
      await b.getByRole("button", { name: "Search messages" }).click();
      await b.getByRole("button", { name: "kettle" }).waitFor();
      await b.getByRole("button", { name: "Forget them" }).click();
      await b.keyboard.press("Escape");
    });
    await step("closed room", async () => {
      await b.getByRole("button", { name: "New room" }).click();
      await b.getByRole("textbox", { name: "Room name" }).fill("Board");
      await b.getByRole("radio", { name: /Closed/ }).check();
      await b.getByRole("checkbox", { name: "Ann" }).check();
      await b.getByRole("button", { name: "Create room" }).click();
      await a.getByRole("link", { name: "Board" }).waitFor();
    });
    await step("members", async () => {
      await b.getByRole("button", { name: "Room settings" }).click();
      await b.getByRole("checkbox", { name: "Ann" }).uncheck();
      await b.getByRole("button", { name: "Save" }).click();
      await expect.poll(() => a.getByRole("link", { name: "Board" }).count(), { timeout: 8000 }).toBe(0);
    });
    await step("open it", async () => {
      await b.getByRole("button", { name: "Room settings" }).click();
      await b.getByRole("radio", { name: /Open/ }).check();
      await b.getByRole("textbox", { name: "Room name" }).fill("Forum");
      await b.getByRole("button", { name: "Save" }).click();
      await a.getByRole("link", { name: "Forum" }).waitFor();
    });
    await step("bell", async () => {
      await b.getByRole("button", { name: /^Notifications/ }).click();
      await b.getByRole("menuitemradio", { name: "Nothing" }).click();
      await b.getByRole("button", { name: "Notifications: Nothing" }).waitFor();
    });
    await step("delete room", async () => {
      await b.getByRole("button", { name: "Room settings" }).click();
      await b.getByRole("button", { name: "Delete room…" }).click();
      await b.getByRole("button", { name: "Delete room", exact: true }).click();
      await expect.poll(() => a.getByRole("link", { name: "Forum" }).count(), { timeout: 8000 }).toBe(0);
    });
    await step("bot", async () => {
      await a.getByRole("button", { name: "Administration" }).click();
      await a.getByRole("menuitem", { name: "Bots" }).click();
      await a.getByRole("button", { name: "New bot" }).click();
      await a.getByRole("textbox", { name: "Bot’s name" }).fill("Deployer");
      await a.getByRole("button", { name: "Create bot" }).click();
      const curl = await a.getByRole("textbox", { name: "Try it" }).inputValue();
      const url = /http\S+/.exec(curl)![0];
      const r = await fetch(url, { method: "POST", body: "<b>Deployed</b> <script>1</script>" });
      expect(r.status).toBe(201);
      await b.locator(".message-body b").waitFor();
      await a.getByRole("button", { name: "New key…" }).click();
      await a.getByRole("button", { name: "Make a new key" }).click();
      await a.getByRole("textbox", { name: "Try it" }).waitFor();
      await a.keyboard.press("Escape");
    });
    await step("renew", async () => {
      await a.getByRole("button", { name: "Invite people" }).click();
      await a.getByRole("button", { name: "Make a new link…" }).click();
      await a.getByRole("button", { name: "Make a new link", exact: true }).click();
      await expect
        .poll(() => a.getByRole("textbox", { name: "Invitation link" }).inputValue(), { timeout: 8000 })
        .not.toBe(joinUrl);
      await a.keyboard.press("Escape");
    });
    await step("account", async () => {
      await a.getByRole("button", { name: "Administration" }).click();
      await a.getByRole("menuitem", { name: "Settings for" }).click();
      await a.getByRole("textbox", { name: "Team name" }).fill("Northwind");
      await a.getByRole("checkbox").check();
      await a.getByRole("button", { name: "Save" }).click();
      await b.getByRole("complementary", { name: "Northwind" }).waitFor();
      await expect.poll(() => b.getByRole("button", { name: "New room" }).count(), { timeout: 8000 }).toBe(0);
    });
    await step("profile", async () => {
      await b.getByRole("button", { name: "your profile" }).click();
      await b.getByRole("textbox", { name: "Your name" }).fill("Robert Stone");
      await b.getByRole("button", { name: "Save" }).click();
      await b.getByRole("button", { name: "Robert Stone, your profile" }).click();
      await b.getByRole("button", { name: "Where you’re" }).click();
      await b.getByRole("dialog").getByRole("listitem").first().waitFor();
      await b.getByRole("button", { name: "Sign in on another" }).click();
      const link = await b.getByRole("textbox", { name: "Link for your device" }).inputValue();
      await b.keyboard.press("Escape");
      const c = await open(chat.replicas[1]!.url);
      await c.goto(new URL(link).pathname);
      await c.getByRole("button", { name: "Sign in here" }).click();
      await c.getByRole("button", { name: "Robert Stone, your profile" }).waitFor();
    });
    await step("delete message", async () => {
      const m = a.getByRole("article").filter({ hasText: "edited kettles" });
      await m.hover();
      await m.getByRole("button", { name: "More actions" }).click();
      await a.getByRole("menuitem", { name: "Delete" }).click();
      await a.getByRole("button", { name: "Delete message" }).click();
      await expect.poll(() => b.getByText("edited kettles").count(), { timeout: 8000 }).toBe(0);
    });
    await step("ban", async () => {
      await a.getByRole("button", { name: "Administration" }).click();
      await a.getByRole("menuitem", { name: "People" }).click();
      await a.getByRole("combobox", { name: "Role of Robert Stone" }).selectOption("Administrator");
      await b.getByRole("button", { name: "Administration" }).waitFor();
      await a.getByRole("button", { name: "Ban Robert Stone…" }).click();
      await a.getByRole("button", { name: "Ban", exact: true }).click();
      await a.getByRole("heading", { name: "Banned" }).waitFor();
      await b.getByRole("button", { name: "Sign in" }).waitFor();
    });
  } finally {
    await browser.close();
    await chat.stop();
  }
});
