import type { Page } from "playwright-core";
import { it } from "vitest";
import { eventually, onStage } from "../support/stage.ts";

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);

/** Opens the list of people with the keyboard, as administrators may. */
async function openPeople(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Administration" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "People" }).waitFor();
  for (const key of ["ArrowDown", "Enter"]) await page.keyboard.press(key);
  await page.getByRole("dialog", { name: "People" }).waitFor();
}

async function closeToWhereItBegan(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await eventually(() => page.getByRole("dialog").count()).toBe(0);
  await eventually(() => focused(page)).toBe("Administration");
}

onStage("the focus", (stage) => {
  it("is back where it began after dialogs that gave way to each other", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await openPeople(page);
    await page.getByRole("button", { name: "Deactivate Ben Okafor…" }).press("Enter");
    await page.getByRole("dialog", { name: "Deactivate Ben Okafor?" }).waitFor();
    await closeToWhereItBegan(page);
    await openPeople(page);
    await page.getByRole("button", { name: "Deactivate Ben Okafor…" }).press("Enter");
    await page.getByRole("button", { name: "Deactivate", exact: true }).press("Enter");
    await page.getByRole("heading", { name: "Deactivated" }).waitFor();
    await closeToWhereItBegan(page);
  });

  it("leaves a menu on an Escape that comes as soon as it is there", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await page.getByRole("button", { name: "Administration" }).waitFor();
    await page.evaluate(async () => {
      const opener = document.querySelector<HTMLElement>("[aria-label=Administration]")!;
      opener.click();
      while (!document.activeElement!.matches("[role=menuitem]")) await Promise.resolve();
      document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    });
    await eventually(() => page.getByRole("menu").count()).toBe(0);
    await eventually(() => focused(page)).toBe("Administration");
  });

  it("stays on a role that is changed", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await openPeople(page);
    await page.getByRole("combobox", { name: "Role of Ben Okafor" }).focus();
    await page.keyboard.type("Adm");
    await eventually(() => stage.ben.role).toBe("administrator");
    await eventually(() => focused(page)).toBe("Role of Ben Okafor");
  });
});
