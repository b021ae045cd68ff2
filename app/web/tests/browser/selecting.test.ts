import { expect, it } from "vitest";
import { eventually, onStage } from "../support/stage.ts";

onStage("choosing one of several", (stage) => {
  it.each([
    ["light", "none"],
    ["dark", "none"],
    ["dark", "active"],
  ] as const)(
    "has its arrow well inside the border, and a press of it opens the list (%s, forced colours: %s)",
    async (colorScheme, forcedColors) => {
      const page = await stage.page(stage.ana, stage.path, { colorScheme, forcedColors, reducedMotion: "reduce" });
      await page.getByRole("button", { name: "Notification settings" }).click();
      const level = page.getByRole("combobox", { name: "Notifications of All Talk" });
      await level.waitFor();
      const arrow = await level.evaluate((select) => {
        const drawn = select.nextElementSibling!;
        const [box, border] = [drawn.getBoundingClientRect(), select.getBoundingClientRect()];
        const [text, paper] = [getComputedStyle(drawn).stroke, getComputedStyle(select).backgroundColor];
        return {
          inside: border.right - box.right >= 10 && box.width >= 12 && box.top > border.top,
          seen: text !== paper,
          pressed: document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === select,
          own: getComputedStyle(select).appearance,
        };
      });
      expect(arrow).toEqual({ inside: true, seen: true, pressed: true, own: "none" });
      await level.focus();
      await page.keyboard.press("ArrowDown");
      await eventually(() => level.inputValue()).toBe("nothing");
      await eventually(() => stage.room("All Talk").involvement.get(stage.ana.id)).toBe("nothing");
    },
  );
});
