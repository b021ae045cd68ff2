import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Resvg } from "@resvg/resvg-js";

const drawing = new URL("src/assets/campfire.svg", import.meta.url);
const BACKGROUND = "#f6f1ea";

/** The favicon, the icons of an installed app (drawn from the one SVG) and the manifest that names them. */
export async function iconFiles(): Promise<{
  files: Map<string, string | Uint8Array>;
  links: { favicon: string; touchIcon: string; manifest: string };
}> {
  const svg = await readFile(drawing, "utf8");
  const files = new Map<string, string | Uint8Array>();
  const add = (name: string, contents: string | Uint8Array): string => {
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8).toUpperCase();
    const hashed = name.replace(/\.(\w+)$/, `-${hash}.$1`);
    files.set(hashed, contents);
    return `/assets/${hashed}`;
  };
  const favicon = add("favicon.svg", svg);
  const touchIcon = add("touch-icon.png", png(svg, 180, 0.7));
  const icons = [
    { src: add("icon-192.png", png(svg, 192, 0.8)), sizes: "192x192", type: "image/png", purpose: "any" },
    { src: add("icon-512.png", png(svg, 512, 0.8)), sizes: "512x512", type: "image/png", purpose: "any" },
    // A maskable icon is cut to a circle of 80 % in the worst case.
    { src: add("icon-mask-512.png", png(svg, 512, 0.56)), sizes: "512x512", type: "image/png", purpose: "maskable" },
  ];
  const manifest = add(
    "manifest.webmanifest",
    JSON.stringify({
      name: "Campfire",
      short_name: "Campfire",
      id: "/",
      start_url: "/",
      scope: "/",
      display: "standalone",
      background_color: BACKGROUND,
      theme_color: BACKGROUND,
      icons,
    }),
  );
  return { files, links: { favicon, touchIcon, manifest } };
}

/** The drawing on the paper colour, as a square of `size` px of which it takes the given part. */
function png(svg: string, size: number, part: number): Uint8Array {
  const inner = size * part;
  const offset = (size - inner) / 2;
  const placed = svg.replace("<svg ", `<svg x="${offset}" y="${offset}" width="${inner}" height="${inner}" `);
  const square = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><rect width="100%" height="100%" fill="${BACKGROUND}"/>${placed}</svg>`;
  return new Resvg(square, { fitTo: { mode: "width", value: size } }).render().asPng();
}
