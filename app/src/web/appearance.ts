import type { FastifyRequest } from "fastify";
import { type Account, findAccount } from "../accounts/accounts.ts";
import { logoPath, stylesPath } from "../accounts/addresses.ts";
import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";

/** The client reads it too, to leave the styles off when they change while it is open. */
const STYLES_COOKIE = "styles";

/**
 * A way out of styles that hide everything: any address with `?styles=off` leaves them out in this browser until it is
 * closed, or until `?styles=on`.
 */
export function switchStyles(app: App, publicUrl: URL): void {
  app.addHook("onRequest", async (request, reply) => {
    if (request.method !== "GET") return;
    const { styles } = request.query as { styles?: unknown };
    const options = { path: "/", sameSite: "lax", secure: publicUrl.protocol === "https:" } as const;
    if (styles === "off") reply.setCookie(STYLES_COOKIE, "off", options);
    if (styles === "on") reply.clearCookie(STYLES_COOKIE, options);
  });
}

/** The client's page in the account's look. Where that can't be read it goes out plain: it says by itself that nothing can be reached. */
export async function inAccountsLook(page: string, request: FastifyRequest, database: Queries): Promise<string> {
  const account = await findAccount(database).catch((error: unknown) => {
    request.log.warn({ err: error }, "a page goes out without the account's look");
    return null;
  });
  if (!account) return page;
  const { styles } = request.query as { styles?: unknown };
  const off = styles === "off" || (styles !== "on" && request.cookies[STYLES_COOKIE] === "off");
  return page.replace("</head>", `${tags(account, off)}</head>`);
}

/** Both addresses are made of a hash: nothing in them needs escaping. */
function tags({ logoHash, stylesHash }: Account, stylesOff: boolean): string {
  const logo = logoHash ? `<meta name="campfire-logo" content="${logoPath(logoHash)}">` : "";
  return stylesHash && !stylesOff
    ? `${logo}<link data-styles rel="stylesheet" href="${stylesPath(stylesHash)}">`
    : logo;
}
