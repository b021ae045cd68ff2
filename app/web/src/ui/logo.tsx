import { signal } from "@preact/signals";

const own = signal<string | undefined>(undefined);

/** The account's own logo, by its address; without one there is the campfire. */
export const showLogo = (url: string | undefined) => {
  own.value = url;
};

/** The account's logo, or the campfire: a flame in two layers over crossed logs. The same drawing as assets/campfire.svg, in colours that follow the theme. */
export function Logo() {
  if (own.value) return <img class="logo" src={own.value} alt="" onError={() => showLogo(undefined)} />;
  return (
    <svg class="logo" viewBox="0 0 48 48" aria-hidden="true">
      <path class="logo-flame" d={OUTER} />
      <path class="logo-heart" d={INNER} />
      <path class="logo-logs" d={LOGS} />
    </svg>
  );
}

const OUTER =
  "M25 4c1.5 6.5 11.5 11 11.5 21.5A12.3 12.3 0 0 1 24 38a12.3 12.3 0 0 1-12.5-12.5c0-5.5 3-8.5 5.5-11.5.3 2.7 1.2 4.3 2.8 5.3C19.5 13.5 21.5 8 25 4Z";
const INNER =
  "M24.6 20c.8 3.6 5.4 5.5 5.4 10.4A5.9 5.9 0 0 1 24 36.5a5.9 5.9 0 0 1-6-6.1c0-2.5 1.3-4 2.6-5.4.2 1.2.7 2 1.4 2.4-.1-2.7.9-5.4 2.6-7.4Z";
const LOGS = "m8 36.5 32 7M40 36.5l-32 7";
