import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Resvg } from "@resvg/resvg-js";

const drawing = new URL("src/assets/campfire.svg", import.meta.url);
const BACKGROUND = "#f6f1ea";

export interface Icons {
  /** By their names below `assets/`. */
  files: Map<string, string | Uint8Array>;
  /** Their addresses. `badge` is white on nothing, for the bar of a phone. */
  links: { favicon: string; faviconUnread: string; touchIcon: string; appIcon: string; badge: string };
  /** What an installed app is called and looks like; the server puts the team's name in. */
  manifest: string;
}

/** The favicon, the icons of an installed app (drawn from the one SVG) and the manifest that names them. */
export async function iconFiles(): Promise<Icons> {
  const svg = await readFile(drawing, "utf8");
  const files = new Map<string, string | Uint8Array>();
  const add = (name: string, contents: string | Uint8Array): string => {
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8).toUpperCase();
    const hashed = name.replace(/\.(\w+)$/, `-${hash}.$1`);
    files.set(hashed, contents);
    return `/assets/${hashed}`;
  };
  const icon = (name: string, size: number, part: number) => add(name, png(square(svg, size, part), size));
  const links = {
    favicon: add("favicon.svg", svg),
    faviconUnread: add("favicon-unread.svg", withDot(svg)),
    touchIcon: icon("touch-icon.png", 180, 0.7),
    appIcon: icon("icon-192.png", 192, 0.8),
    badge: add("badge.png", png(silhouette(svg), 96)),
  };
  const manifest = {
    name: "Campfire",
    short_name: "Campfire",
    id: "/",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: BACKGROUND,
    theme_color: BACKGROUND,
    icons: [
      { src: links.appIcon, sizes: "192x192", type: "image/png", purpose: "any" },
      { src: icon("icon-512.png", 512, 0.8), sizes: "512x512", type: "image/png", purpose: "any" },
      // A maskable icon is cut to a circle of 80 % in the worst case.
      { src: icon("icon-mask-512.png", 512, 0.56), sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    // What comes after # outlives the way from / to the last room.
    shortcuts: [
      { name: "New direct message", url: "/#new-message" },
      { name: "Search messages", url: "/#search" },
    ],
  };
  return { files, links, manifest: JSON.stringify(manifest) };
}

/** The drawing on the paper colour, as a square of `size` px of which it takes the given part. */
function square(svg: string, size: number, part: number): string {
  const inner = size * part;
  const offset = (size - inner) / 2;
  const placed = svg.replace("<svg ", `<svg x="${offset}" y="${offset}" width="${inner}" height="${inner}" `);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><rect width="100%" height="100%" fill="${BACKGROUND}"/>${placed}</svg>`;
}

const withDot = (svg: string) =>
  svg.replace("</svg>", '<circle cx="37" cy="11" r="10" fill="#c8102e" stroke="#fff" stroke-width="2"/></svg>');

/** The flame's outline alone, since phones colour it themselves. */
const silhouette = (svg: string) =>
  svg.replace(/fill="#ffc65c"/, 'fill="none"').replace(/(fill|stroke)="#\w+"/g, '$1="#fff"');

const png = (svg: string, size: number) => new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
