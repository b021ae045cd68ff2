import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findAccount } from "../accounts/accounts.ts";
import { logoPath } from "../accounts/addresses.ts";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";

type Named = Record<string, string | undefined>;

const isId = (id: string | undefined) => /^[1-9]\d{0,14}$/.test(id ?? "");
const room = ({ id }: Named) => (isId(id) ? `/rooms/${id}` : "/");
const message = ({ id }: Named) => (isId(id) ? `/messages/${id}` : "/");

/**
 * Where Campfire's pages are here: people have bookmarked them and linked to them. What follows the # is for the client
 * (`device/shortcuts.tsx`), and browsers keep it when `/` leads on to a room.
 */
const PAGES: [path: string, to: (params: Named, query: Named) => string][] = [
  ["/session", () => "/session/new"],
  ["/account", () => "/#settings"],
  ["/account/edit", () => "/#settings"],
  ["/account/users", () => "/#people"],
  ["/account/bots", () => "/#bots"],
  ["/account/bots/new", () => "/#bots"],
  ["/account/bots/:id/edit", () => "/#bots"],
  ["/account/custom_styles/edit", () => "/#styles"],
  ["/users/me/profile", () => "/#profile"],
  ["/users/me/push_subscriptions", () => "/#notifications"],
  ["/users/me/sidebar", () => "/"],
  ["/users/:id", ({ id }) => (isId(id) ? `/#person-${id}` : "/")],
  ["/searches", (_, { q }) => (q ? `/#search=${encodeURIComponent(q)}` : "/#search")],
  ["/rooms", () => "/"],
  ["/rooms/opens/new", () => "/#new-room"],
  ["/rooms/closeds/new", () => "/#new-room"],
  ["/rooms/directs/new", () => "/#new-message"],
  ...["opens", "closeds", "directs"].flatMap((kind): typeof PAGES => [
    [`/rooms/${kind}/:id`, room],
    [`/rooms/${kind}/:id/edit`, room],
  ]),
  ...["messages", "settings", "involvement", "refresh"].map((part): (typeof PAGES)[0] => [`/rooms/:id/${part}`, room]),
  ["/rooms/:room/messages/:id/edit", message],
  ["/messages/:id/boosts", message],
  ["/messages/:id/boosts/new", message],
];

/** Campfire's addresses that aren't ours, but for those that bots use. */
export async function oldAddresses(
  app: App,
  { database, folder }: { database: Queries; folder: string },
): Promise<void> {
  for (const [path, to] of PAGES) {
    app.get(path, async (request, reply) => {
      const query = request.query as Record<string, unknown>;
      const words = Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === "string");
      return reply.redirect(to(request.params as Named, Object.fromEntries(words)));
    });
  }

  const built = await readFile(join(folder, "manifest.webmanifest"), "utf8").catch(() => null);
  if (built === null) return;
  const { icons = [] } = JSON.parse(built) as { icons?: { src: string; sizes: string }[] };

  for (const path of ["/webmanifest", "/webmanifest.json"])
    app.get(path, async (_request, reply) => reply.redirect("/manifest.webmanifest"));

  // Not by a redirect, which browsers don't follow here: who installed Campfire gets the new worker before they open it.
  for (const path of ["/service-worker", "/service-worker.js"])
    app.get(path, async (_request, reply) => reply.header("cache-control", "no-cache").sendFile("sw.js"));

  app.get("/account/logo", async (request, reply) => {
    const hash = (await findAccount(database))?.logoHash;
    const { size } = request.query as { size?: unknown };
    const wanted = size === "small" ? "192x192" : "512x512";
    const icon = (icons.find(({ sizes }) => sizes === wanted) ?? icons[0])?.src;
    const to = hash ? logoPath(hash) : icon;
    return to ? reply.header("cache-control", "no-cache").redirect(to) : reply.callNotFound();
  });
}
