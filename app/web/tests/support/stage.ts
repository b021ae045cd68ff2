import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject } from "vitest";
import { browserMissing, launch, noonZone } from "./browser.ts";
import type { FakeUser } from "./fake-chat.ts";
import { FakeServer } from "./fake-server.ts";

/** The built client, a browser, and for each test a fake server with a team of three and a few rooms. */
export class Stage {
  server!: FakeServer;
  url = "";
  ana!: FakeUser;
  ben!: FakeUser;
  /** What went wrong inside the pages. */
  readonly errors: string[] = [];
  private browser!: Browser;

  async open(): Promise<void> {
    this.browser = await launch();
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /** Starts a server; `team` fills it, otherwise nobody has set it up. */
  async begin({ team = true } = {}): Promise<void> {
    this.errors.length = 0;
    this.server = new FakeServer(inject("builtClient"));
    this.url = await this.server.start();
    if (!team) return;
    const { chat } = this.server;
    chat.accountName = "Northwind";
    this.ana = chat.addUser("Ana Ribeiro", { role: "administrator" });
    this.ben = chat.addUser("Ben Okafor");
    for (const name of ["All Talk", "Design"]) chat.addRoom(name);
    chat.addRoom(null, [this.ana.id, this.ben.id]);
  }

  async end(): Promise<void> {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
    await this.server.stop();
  }

  /** The address of the room that most tests are in. */
  get path(): string {
    return `/rooms/${this.room("Design").id}`;
  }

  room(name: string) {
    return this.server.chat.rooms.find((room) => room.name === name)!;
  }

  /** Fills a room with messages of Ben's, one every few minutes, up to now. */
  fill(name: string, count: number): void {
    const room = this.room(name);
    for (let left = count; left > 0; left--)
      this.server.chat.post(room, this.ben.id, `Message ${count - left + 1}`, {
        at: new Date(Date.now() - left * 240_000),
      });
  }

  /** A page of its own browser profile, of somebody who is signed in, or of nobody. */
  async page(user: FakeUser | null, path = "/", options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      locale: "en-GB",
      timezoneId: noonZone(),
      baseURL: this.url,
      // Where it isn't what is tested, it would only make every page load slower.
      serviceWorkers: "block",
      ...options,
    });
    if (user) {
      const token = `t${user.id}`;
      this.server.sessions.set(token, user.id);
      await context.addCookies([{ name: "session", value: token, url: this.url }]);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(40_000);
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) this.errors.push(message.text());
    });
    await page.goto(path);
    return page;
  }
}

/** Gives each test of a suite a team of its own; none may leave an error in a page. */
export function playOn(stage: Stage): void {
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  beforeEach(() => stage.begin());
  afterEach(async () => {
    await stage.end();
    expect(stage.errors).toEqual([]);
  });
}

/** Tests in a browser, each with a team of its own; none may leave an error in a page. */
export function onStage(name: string, tests: (stage: Stage) => void): void {
  describe.skipIf(browserMissing())(name, () => {
    const stage = new Stage();
    playOn(stage);
    tests(stage);
  });
}

/** Opens what only administrators have. */
export async function administer(page: Page, what: string): Promise<void> {
  await page.getByRole("button", { name: "Administration" }).click();
  await page.getByRole("menuitem", { name: what }).click();
}

export const compose = async (page: Page, text: string): Promise<void> => {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.getByRole("textbox", { name: "Message" }).press("Enter");
};

export const article = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });

/** The texts of all messages on the page, in order. */
export const texts = (page: Page): Promise<string[]> => page.locator("article .message-body").allTextContents();

/** For what a slow machine may need a while for. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });
