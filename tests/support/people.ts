import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { findExecutable } from "../../infra/local/executables.ts";

/** Chromium of this machine: the variable CHROMIUM, else what PATH finds. */
const browserProgram =
  process.env.CHROMIUM ??
  ["chromium", "chromium-browser", "google-chrome"].map((name) => findExecutable(name)).find(Boolean);
export const hasBrowser = browserProgram !== undefined && existsSync(browserProgram);

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserProgram,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
  });

/** Somebody with a browser of their own, who uses the chat as people do: by what is on the screen. */
export class Person {
  readonly name: string;
  readonly page: Page;
  readonly #url: string;

  private constructor(name: string, page: Page, url: string) {
    this.name = name;
    this.page = page;
    this.#url = url;
  }

  /** `url` is the chat's address; its certificate comes from an authority that the browser doesn't know. */
  static async withBrowser(browser: Browser, name: string, url: string): Promise<Person> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: url });
    return new Person(name, await context.newPage(), url);
  }

  /** Sets the account up; the first person becomes its administrator. */
  async setUp(team: string): Promise<void> {
    await this.page.goto(this.#url);
    await this.page.getByRole("textbox", { name: "Team name" }).fill(team);
    await this.#introduce("Light the fire");
  }

  /** The link that an administrator hands to others. */
  async invitation(): Promise<string> {
    await this.page.getByRole("complementary").getByRole("button", { name: "Invite people" }).click();
    const link = await this.page.getByRole("textbox", { name: "Invitation link" }).inputValue();
    await this.page.keyboard.press("Escape");
    return link;
  }

  async join(link: string): Promise<void> {
    await this.page.goto(link);
    await this.#introduce("Join");
  }

  async say(text: string): Promise<void> {
    const message = this.page.getByRole("textbox", { name: "Message" });
    await message.fill(text);
    await message.press("Enter");
  }

  /** Waits until a message is on the screen, and counts how often it is. */
  async sees(text: string): Promise<number> {
    const shown = this.page.getByRole("article").filter({ hasText: text });
    await shown.first().waitFor({ timeout: 60_000 });
    return shown.count();
  }

  /** The texts of the messages in the room, from top to bottom. */
  texts(): Promise<string[]> {
    return this.page.getByRole("log").getByRole("article").allInnerTexts();
  }

  async #introduce(action: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Your name" }).fill(this.name);
    await this.page.getByRole("textbox", { name: "Email address" }).fill(`${this.name.toLowerCase()}@example.com`);
    await this.page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await this.page.getByRole("button", { name: action }).click();
    await this.page.getByRole("log").waitFor({ timeout: 60_000 });
  }
}
