import { HUES, hueIndex, initials } from "./initials.ts";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** An SVG with the initials of somebody who has no picture, on their colour. */
export function initialsPicture({ id, name }: { id: number; name: string }): string {
  const hue = HUES[hueIndex(id)]!;
  // Control characters are no XML at all, not even escaped.
  const letters = initials(name)
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "")
    .replace(/[&<>"']/g, (letter) => ESCAPES[letter]!);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256" width="256" height="256" role="img" aria-hidden="true">
<rect width="256" height="256" fill="hsl(${hue} 55% 82%)"/>
<text x="128" y="128" dy="0.36em" text-anchor="middle" font-family="system-ui, sans-serif" font-size="96" font-weight="600" fill="hsl(${hue} 60% 24%)">${letters}</text>
</svg>
`;
}
