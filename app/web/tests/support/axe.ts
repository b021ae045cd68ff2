import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** What axe finds, as lines one can act on. Colours are all that differs in the dark. */
export async function problems(page: Page, colorScheme: "light" | "dark" = "light"): Promise<string[]> {
  // Otherwise each look opens a page of its own for frames of other sites, of which the client has none.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (colorScheme === "dark" ? axe.withRules("color-contrast") : axe).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
}
