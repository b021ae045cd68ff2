import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Chromium is: the CHROMIUM variable, or the place where Debian puts it. */
export const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** For `describe.skipIf`: says in one line what is missing. */
export function browserMissing(): boolean {
  const missing = !existsSync(chromiumPath);
  if (missing) console.warn(`Skipped: no Chromium at ${chromiumPath}. Install it, or set CHROMIUM to its path.`);
  return missing;
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
  });
