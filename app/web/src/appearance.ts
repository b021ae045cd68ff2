import { computed, effect, signal } from "@preact/signals";
import { session } from "./chat-context.ts";
import { showLogo } from "./ui/logo.tsx";

/** Whether this browser leaves the account's styles out (`?styles=off`, docs/protocol.md). */
export const stylesOff = signal(/(?:^|; )styles=off/.test(document.cookie));

/** Loads this page again, with the account's styles. */
export const turnStylesOn = () => location.assign("/?styles=on");

const account = computed(() => session.value?.state.value.account);

/** Keeps the account's logo and styles as they are now: the server put into the page what they were when it was loaded. */
export function followAppearance(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="campfire-logo"]');
  showLogo(meta?.content);
  effect(() => {
    if (!account.value) return;
    showLogo(account.value.logoUrl);
    applyStyles(stylesOff.value ? undefined : account.value.stylesUrl);
  });
}

function applyStyles(url: string | undefined): void {
  const before = [...document.querySelectorAll<HTMLLinkElement>("link[data-styles]")];
  if (url === before.at(-1)?.getAttribute("href")) return;
  const leave = () => {
    for (const link of before) link.remove();
  };
  if (!url) {
    leave();
    return;
  }
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: url });
  link.dataset.styles = "";
  // The page never stands without any.
  link.onload = link.onerror = leave;
  document.head.append(link);
}
