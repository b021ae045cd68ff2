import type { Page } from "playwright-core";

/** What has the focus: by the name it is read out with, whether it looks other than without, and whether all of it that fits is on the screen. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return { name: "", shown: true };
  const spoken = element.cloneNode(true);
  for (const silent of spoken.querySelectorAll("[aria-hidden=true]")) silent.remove();
  const label = element.labels?.[0]?.textContent;
  const look = () => {
    const looks = [];
    for (let node = element, levels = 0; node && levels < 4; node = node.parentElement, levels++) {
      const { outline, boxShadow, borderColor, backgroundColor, transform } = getComputedStyle(node);
      looks.push(outline, boxShadow, borderColor, backgroundColor, transform);
    }
    return looks.join();
  };
  const { top, bottom } = element.getBoundingClientRect();
  const focused = look();
  element.blur();
  const blurred = look();
  element.focus({ preventScroll: true });
  return {
    name: (element.getAttribute("aria-label") ?? label ?? spoken.textContent ?? "").replace(/\\s+/g, " ").trim(),
    shown: focused !== blurred && bottom > 0 && top < innerHeight,
  };
})()`;

/** Somebody's keyboard, without a mouse beside it. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The name of what has the focus; empty when nothing has. */
  async focused(): Promise<string> {
    return (await this.#page.evaluate<{ name: string }>(FOCUSED)).name;
  }

  /** Presses Tab until the focus is on what has this name. Throws when it never comes there, or comes where nobody sees it. */
  async tabTo(name: string): Promise<void> {
    const seen: string[] = [];
    for (let presses = 0; presses < 80; presses++) {
      const focused = await this.#page.evaluate<{ name: string; shown: boolean }>(FOCUSED);
      if (!focused.shown) throw new Error(`nobody sees that "${focused.name}" has the focus`);
      if (focused.name === name) return;
      seen.push(focused.name);
      await this.#page.keyboard.press("Tab");
    }
    throw new Error(`Tab never came to "${name}", but to ${JSON.stringify(seen)}`);
  }

  /** Goes to a button, a link or a field, and presses Enter there. */
  async enter(name: string): Promise<void> {
    await this.tabTo(name);
    await this.#page.keyboard.press("Enter");
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }
}
