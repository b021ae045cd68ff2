import { expect, it } from "vitest";
import { administer, eventually, onStage } from "../support/stage.ts";

onStage("with hundreds of people", (stage) => {
  it("lists show the first, find any, and show all when asked to", async () => {
    for (let n = 100; n < 250; n++) stage.server.chat.addUser(`Person ${n}`);
    const page = await stage.page(stage.ana, stage.path);
    await page.getByRole("heading", { name: "Design" }).waitFor();
    const dialog = page.getByRole("dialog");
    await administer(page, "People");
    const names = dialog.locator(".name-button");
    await eventually(() => names.count()).toBe(50);
    await dialog.getByRole("searchbox", { name: "Find people" }).fill("249");
    await eventually(() => names.allTextContents()).toEqual(["Person 249"]);
    await dialog.getByRole("searchbox", { name: "Find people" }).fill("");
    await dialog.getByRole("button", { name: "Show 102 more" }).click();
    await eventually(() => names.count()).toBe(152);
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "New direct message" }).click();
    const boxes = dialog.getByRole("checkbox");
    await eventually(() => boxes.count()).toBe(50);
    await dialog.getByRole("searchbox", { name: "Find people" }).fill("person 249");
    await dialog.getByRole("checkbox", { name: "Person 249" }).check();
    await dialog.getByRole("searchbox", { name: "Find people" }).fill("");
    // Whoever is ticked stays in sight.
    await eventually(() => boxes.count()).toBe(51);
    expect(await dialog.getByRole("checkbox", { name: "Person 249" }).isChecked()).toBe(true);
  });
});
