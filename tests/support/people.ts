import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { until } from "../../app/tests/support/processes.ts";
import { browserEnvironment, noonZone } from "../../app/web/tests/support/browser.ts";
import { findExecutable } from "../../infra/local/executables.ts";

/** Chromium of this machine: the variable CHROMIUM, else what PATH finds. */
const browserProgram =
  process.env.CHROMIUM ??
  ["chromium", "chromium-browser", "google-chrome"].map((name) => findExecutable(name)).find(Boolean);
export const hasBrowser = browserProgram !== undefined && existsSync(browserProgram);

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserProgram,
    env: browserEnvironment(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      // The stack's authority is known to nobody, and contexts can't be told so for their service workers.
      "--ignore-certificate-errors",
    ],
  });

/** Somebody with a browser of their own, who uses the chat as people do: by what is on the screen. */
export class Person {
  readonly name: string;
  readonly page: Page;
  password = "correct horse battery";
  /** The replica that the page's WebSocket is at, as it was welcomed; null until then. */
  replica: string | null = null;
  readonly #url: string;

  private constructor(name: string, page: Page, url: string) {
    this.name = name;
    this.page = page;
    this.#url = url;
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => this.#hear(String(payload))));
  }

  /** `url` is the chat's address; its certificate comes from an authority that the browser doesn't know. */
  static async withBrowser(
    browser: Browser,
    name: string,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<Person> {
    const here = { locale: "en-GB", timezoneId: noonZone() };
    const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: url, ...here, ...options });
    context.setDefaultTimeout(60_000);
    return new Person(name, await context.newPage(), url);
  }

  get email(): string {
    return `${this.name.toLowerCase().replaceAll(" ", ".")}@example.com`;
  }

  /** Notes what goes wrong in the page from now on. */
  watch(problems: string[]): void {
    this.page.on("pageerror", (error) => problems.push(`${this.name}: ${error}`));
    this.page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(`${this.name}: ${message.text()}`);
    });
    this.page.on("response", (response) => {
      if (response.status() >= 500) problems.push(`${this.name}: ${response.status()} of ${response.url()}`);
    });
  }

  /** Asks the chat as the page would, with its cookies, and throws unless it agrees: for what a test only builds upon. */
  async ask<Body = unknown>(method: string, path: string, data?: unknown): Promise<Body> {
    const response = await this.page.request.fetch(path, { method, data });
    const text = await response.text();
    if (!response.ok()) throw new Error(`${this.name}: ${method} ${path}: ${response.status()} ${text}`);
    return (text ? JSON.parse(text) : undefined) as Body;
  }

  /** Opens an address of the chat, and waits until a room is there. */
  async open(path = "/"): Promise<void> {
    this.replica = null;
    await this.page.goto(path);
    await this.arrived();
  }

  /** Waits until a room is there, and all that happens in it. */
  async arrived(): Promise<void> {
    await this.page.getByRole("log").waitFor();
    await until(`${this.name} is connected`, () => this.replica !== null, 60_000);
  }

  /** Sets the account up; the first person becomes its administrator. */
  async setUp(team: string): Promise<void> {
    await this.page.goto(this.#url);
    await this.page.getByRole("textbox", { name: "Team name" }).fill(team);
    await this.introduce("Light the fire");
    await this.arrived();
  }

  /** The link that an administrator hands to others. */
  async invitation(): Promise<string> {
    await this.page.getByRole("complementary").getByRole("button", { name: "Invite people" }).click();
    const link = await this.page.getByRole("textbox", { name: "Invitation link" }).inputValue();
    await this.page.keyboard.press("Escape");
    return link;
  }

  /** The same link without a look at the screen. */
  async invitationLink(): Promise<string> {
    return (await this.ask<{ account: { joinUrl: string } }>("GET", "/api/state")).account.joinUrl;
  }

  async join(link: string): Promise<void> {
    await this.page.goto(link);
    await this.introduce("Join");
    await this.arrived();
  }

  /** Fills in the form that makes an account, and sends it. */
  async introduce(action: "Light the fire" | "Join"): Promise<void> {
    await this.page.getByRole("textbox", { name: "Your name" }).fill(this.name);
    await this.page.getByRole("textbox", { name: "Email address" }).fill(this.email);
    await this.page.getByLabel("Password", { exact: true }).fill(this.password);
    await this.page.getByRole("button", { name: action, exact: true }).click();
  }

  /** Fills in the sign-in page that is on the screen. */
  async signIn(password = this.password): Promise<void> {
    await this.page.getByRole("textbox", { name: "Email address" }).fill(this.email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  /** Connects anew until this page is at another replica than somebody else's. */
  async apartFrom(other: Person): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      if (this.replica !== other.replica) return;
      await this.open(this.page.url());
      // The ingress takes turns: a page that always asks an even number of times would always be led to the same one.
      if (tries % 2 === 0) await this.ask("GET", "/api/state");
    }
    throw new Error(`${other.name} and ${this.name} were led to ${other.replica} each time`);
  }

  async openRoom(name: string): Promise<void> {
    await this.page.getByRole("navigation").getByRole("link", { name }).click();
    await this.page.getByRole("heading", { level: 1, name }).waitFor();
  }

  async say(text: string): Promise<void> {
    const message = this.page.getByRole("textbox", { name: "Message", exact: true });
    await message.fill(text);
    await message.press("Enter");
  }

  /** Says something, and waits until the chat has it: only then it can be edited. */
  async haveSaid(text: string): Promise<void> {
    await this.say(text);
    await this.kept(text);
  }

  /** Waits until the chat has what this person said. */
  async kept(text: string): Promise<void> {
    await this.article(text).and(this.page.locator(":not(.pending)")).waitFor();
  }

  /** The messages that hold a text. */
  article(text: string): Locator {
    return this.page.getByRole("article").filter({ hasText: text });
  }

  /** Waits until a message is on the screen, and counts how often it is. */
  async sees(text: string): Promise<number> {
    await this.article(text).first().waitFor();
    return this.article(text).count();
  }

  /** The texts of the messages in the room, from top to bottom. */
  texts(): Promise<string[]> {
    return this.page.getByRole("log").getByRole("article").allInnerTexts();
  }

  /** Presses a button of the page or of the dialog that is open. */
  async press(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Chooses from the menu of a message, such as "Edit". */
  async choose(text: string, action: string): Promise<void> {
    await this.article(text).hover();
    await this.article(text).getByRole("button", { name: "More actions" }).click();
    await this.page.getByRole("menuitem", { name: action }).click();
  }

  /** Opens what only administrators have, such as "People". */
  async administer(what: string): Promise<void> {
    await this.page.getByRole("button", { name: "Administration" }).click();
    await this.page.getByRole("menuitem", { name: what }).click();
  }

  /** Opens one's own profile, and waits for what is in it. */
  async openProfile(): Promise<void> {
    await this.page.getByRole("button", { name: "your profile" }).click();
    await this.dialog().getByRole("textbox", { name: "About you" }).waitFor();
  }

  /** The dialog that is open; there is one at a time. */
  dialog(name?: string): Locator {
    return this.page.getByRole("dialog", name === undefined ? {} : { name });
  }

  /** Closes the dialog that is open, as its cross does. */
  async closeDialog(): Promise<void> {
    await this.dialog().getByRole("button", { name: "Close" }).click();
    await this.dialog().waitFor({ state: "detached" });
  }

  #hear(frame: string): void {
    for (const event of JSON.parse(frame) as { type: string; instanceId: string }[])
      if (event.type === "welcome") this.replica = event.instanceId;
  }
}
