import { signal } from "@preact/signals";

/** Not in every browser, and so not in the language's own types. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** Asks the person whether to install the chat; null where the browser offers nothing, or it is installed. */
export const installPrompt = signal<(() => void) | null>(null);

export function watchInstall(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installPrompt.value = () => {
      installPrompt.value = null;
      void (event as InstallPrompt).prompt();
    };
  });
  addEventListener("appinstalled", () => {
    installPrompt.value = null;
  });
}

/** Whether the chat runs as an app of its own. */
export const isInstalled = () =>
  matchMedia("(display-mode: standalone)").matches || ("standalone" in navigator && navigator.standalone === true);

/** An iPhone or iPad. An iPad says that it is a Mac, but Macs have no touch screens. */
export const isApple = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.platform) && navigator.maxTouchPoints > 1);
