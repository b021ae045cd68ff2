import type { Page } from "playwright-core";
import decode from "qr/decode.js";
import sharp from "sharp";

/** What a camera would read in the QR code on the page, from its pixels on the screen. */
export async function readQrCode(page: Page, name = "QR code of the link for your device"): Promise<string> {
  const code = page.getByRole("img", { name });
  await code.waitFor();
  const { data, info } = await sharp(await code.screenshot())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return decode({ data, width: info.width, height: info.height });
}
