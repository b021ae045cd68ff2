import type { Page } from "playwright-core";

/** What is used of an SVG element: tests of the whole stack, whose types know no page, look at codes too. */
interface Drawn {
  viewBox: { baseVal: { width: number } };
  querySelector(name: "path"): { isPointInFill(point: object): boolean };
  createSVGPoint(): object;
}

/** The squares of the QR code on the page, as they are painted. */
export async function squares(page: Page): Promise<boolean[][]> {
  const code = page.getByRole("img", { name: "QR code of the link for your device" });
  await code.waitFor();
  return code.evaluate((element) => {
    const svg = element as unknown as Drawn;
    const path = svg.querySelector("path");
    const size = svg.viewBox.baseVal.width;
    const at = (x: number, y: number) =>
      path.isPointInFill(Object.assign(svg.createSVGPoint(), { x: x + 0.5, y: y + 0.5 }));
    return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => at(x, y)));
  });
}
