import { existsSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** Where to keep what each screen looked like, for somebody to look at; nowhere unless the variable says so. */
const folder = process.env.SCREENSHOTS;

/** As Playwright's pages are at first. */
const wide = { width: 1280, height: 720 };
const looks = [
  { name: "wide-light", size: wide, colorScheme: "light" },
  { name: "wide-dark", size: wide, colorScheme: "dark" },
  { name: "narrow-light", size: { width: 390, height: 844 }, colorScheme: "light" },
  { name: "narrow-dark", size: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

/** Keeps what a page looks like, where somebody asked for it. A name that is there already gets a number. */
export async function keep(page: Page, name: string): Promise<void> {
  if (!folder) return;
  const file = (number: number) => join(folder, `${name}${number > 1 ? ` ${number}` : ""}.png`);
  let number = 1;
  while (existsSync(file(number))) number++;
  await page.screenshot({ path: file(number) });
}

/** What axe finds serious in what is on the screen, and what has to be moved sideways: wide and narrow, light and dark. */
export async function findings(page: Page, name: string): Promise<string[]> {
  const found = new Set<string>();
  for (const { name: look, size, colorScheme } of looks) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await keep(page, `${name}-${look}`);
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"], preload: false });
    // What lies under a dialog is out of reach, and looked at without it.
    if ((await page.locator("dialog").count()) > 0) axe.include("dialog");
    // Colours are all that differs in the dark.
    const { violations } = await (colorScheme === "dark" ? axe.withRules("color-contrast") : axe).analyze();
    for (const { id, impact, nodes } of violations)
      if (impact === "serious" || impact === "critical")
        for (const { target } of nodes) found.add(`${name}, ${look}: ${id}: ${target.join(" ")}`);
    if (await page.evaluate(isMovedSideways)) found.add(`${name}, ${look}: is wider than the screen`);
  }
  await page.setViewportSize(wide);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return [...found];
}

const isMovedSideways = `[document.documentElement, ...document.querySelectorAll("dialog")].some(
  ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
)`;
