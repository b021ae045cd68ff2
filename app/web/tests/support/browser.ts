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

/** The zone where it is about noon now: in a browser there, no day ends while a test runs. */
export function noonZone(): string {
  const ahead = 12 - new Date().getUTCHours();
  // These names count westwards.
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

/** Without a locale Chromium calls a file whose name isn't ASCII "download". */
export const browserEnvironment = (): Record<string, string> => ({
  ...(process.env as Record<string, string>),
  LC_ALL: "C.UTF-8",
});

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    env: browserEnvironment(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
  });
