import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from "vitest";
import { findings, keep } from "./looking.ts";
import { NetworkAddress } from "./network-address.ts";
import { hasBrowser, launchBrowser, Person } from "./people.ts";
import { type Settings, TestStack } from "./test-stack.ts";

/** A stack of two replicas behind the ingress, and people who use it, each with a browser and a network address of their own. */
export class TwoReplicas {
  stack!: TestStack;
  /** What went wrong inside the pages, or was answered with a server's error. */
  readonly problems: string[] = [];
  /** Who set the chat up. */
  administrator: Person | undefined;
  #browser!: Browser;
  readonly #addresses: NetworkAddress[] = [];

  get url(): string {
    return this.stack.url;
  }

  async open(purpose: string, settings: SettingsFor): Promise<void> {
    this.stack = await TestStack.create(purpose);
    this.stack.configure(await settings(this.url));
    [this.#browser] = await Promise.all([launchBrowser(), this.stack.succeed("up")]);
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    for (const address of this.#addresses) address.give();
    await this.stack?.dispose();
  }

  /** Somebody whom the chat doesn't know yet, before an empty page. */
  async stranger(name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const address = await NetworkAddress.take(this.#addresses.length + 2);
    this.#addresses.push(address);
    // The chat is at localhost, which browsers ask directly unless told; what else a test serves is at 127.0.0.1.
    const proxy = { server: address.proxy, bypass: "<-loopback>,127.0.0.1" };
    // Where it isn't what is tested, a service worker would only make every page slower.
    const context = { proxy, serviceWorkers: "block", ...options } as const;
    const person = await Person.withBrowser(this.#browser, name, this.url, context);
    person.watch(this.problems);
    return person;
  }

  /** Somebody with an account, who is signed in and sees a room. The first one sets the chat up, and administers it. */
  async member(name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await this.stranger(name, options);
    const { email, password } = person;
    if (this.administrator) {
      const code = (await this.administrator.invitationLink()).split("/").at(-1);
      await person.ask("POST", `/api/invitations/${code}`, { name, email, password });
    } else {
      await person.ask("POST", "/api/first-run", { accountName: "The Lighthouse", name, email, password });
      this.administrator = person;
    }
    await person.open();
    return person;
  }

  /** What is serious in what this person sees, wide and narrow, light and dark, is a problem as an error in the page is. */
  async look(person: Person, screen: string): Promise<void> {
    this.problems.push(...(await findings(person.page, screen)));
  }

  /** Has two people's pages connect until each is at another replica. */
  async apart(one: Person, other: Person): Promise<void> {
    await other.apartFrom(one);
  }

  /** For `afterEach`: who came since then leaves. */
  present(): readonly BrowserContext[] {
    return this.#browser.contexts();
  }
}

/** The stack's settings; they may name what the test listens at, or be made from the chat's own address. */
type SettingsFor = (url: string) => Settings | Promise<Settings>;

/**
 * Tests on a stack that is made once for them all; none may leave an error in a page. Whoever comes in a test leaves at its end; whoever
 * comes in `beforeAll` stays.
 */
export function onTwoReplicas(
  name: string,
  purpose: string,
  tests: (chat: TwoReplicas) => void,
  settings: SettingsFor = () => ({}),
): void {
  describe.skipIf(!hasBrowser)(name, () => {
    const chat = new TwoReplicas();
    let staying: readonly BrowserContext[] = [];
    beforeAll(() => chat.open(purpose, settings));
    afterAll(() => chat.close());
    beforeEach(() => {
      staying = chat.present();
    });
    afterEach(async ({ task }) => {
      if (task.result?.state === "fail")
        for (const page of chat.present().flatMap((context) => context.pages())) await keep(page, task.name);
      await Promise.all(
        chat
          .present()
          .filter((context) => !staying.includes(context))
          .map((context) => context.close()),
      );
      expect(chat.problems.splice(0)).toEqual([]);
    });
    tests(chat);
  });
}
