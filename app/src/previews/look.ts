import { exchange, type Received } from "../webhooks/outgoing.ts";
import { decodePage, readPage } from "./page.ts";
import { type Picture, shrink } from "./picture.ts";

export interface Preview {
  title: string;
  description: string | null;
  site: string | null;
  picture: Picture | null;
}

export interface Reach {
  /** Which addresses may be connected to. */
  mayReach: (address: string) => boolean;
  /** Whether ports other than those of http and https may be. */
  anyPort: boolean;
}

const TIMEOUT_MS = 7_000;
const MOST_BYTES = {
  // All of it is parsed at a stretch, and everybody on this replica waits; heads are much shorter.
  page: 512 * 1024,
  picture: 5 * 1024 * 1024,
};
const MOST_REDIRECTS = 5;
const LONGEST_ADDRESS = 2_000;
const HEADERS = { "user-agent": "Mozilla/5.0 (compatible; Campfire-Preview)", "accept-encoding": "identity" };

/** Why a link is not looked at, however often it would be tried. */
export class Unsuitable extends Error {}

/**
 * What a link leads to; null when the page says nothing of itself. All of it within 7 seconds. Throws `Unsuitable` for
 * what is no page, `PrivateAddress` and `TimedOut`.
 */
export async function lookAt(link: string, reach: Reach): Promise<Preview | null> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { answer, url } = await get(
    addressOf(link),
    reach,
    signal,
    MOST_BYTES.page,
    /^\s*(text\/html|application\/xhtml\+xml)\s*(;|$)/i,
  );
  const { title, description, site, image } = readPage(decodePage(answer.body, answer.headers["content-type"] ?? ""));
  if (title === null) return null;
  // A page without its picture is better than none.
  const picture = image === null ? null : await pictureOf(image, url, reach, signal).catch(() => null);
  return { title, description, site, picture };
}

async function pictureOf(image: string, page: URL, reach: Reach, signal: AbortSignal): Promise<Picture | null> {
  const type = /^\s*image\/(jpeg|png|webp|gif|avif)\s*(;|$)/i;
  const { answer } = await get(addressOf(image, page), reach, signal, MOST_BYTES.picture, type);
  return answer.cut ? null : shrink(answer.body, signal);
}

async function get(
  start: URL,
  reach: Reach,
  signal: AbortSignal,
  largestAnswer: number,
  type: RegExp,
): Promise<{ answer: Received; url: URL }> {
  let url = start;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    if (url.port !== "" && !reach.anyPort)
      throw new Unsuitable(`port ${url.port} is neither that of http nor of https`);
    const answer = await exchange(url, {
      method: "GET",
      headers: { ...HEADERS, accept: "text/html,image/*;q=0.9" },
      signal,
      largestAnswer,
      mayReach: reach.mayReach,
      wanted: ({ statusCode, headers }) => statusCode === 200 && type.test(headers["content-type"] ?? ""),
    });
    const { status, headers } = answer;
    if ([301, 302, 303, 307, 308].includes(status) && headers.location) {
      url = addressOf(headers.location, url);
      continue;
    }
    if (status === 429 || status >= 500) throw new Error(`answered with ${status}`);
    if (status !== 200) throw new Unsuitable(`answered with ${status}`);
    if (!type.test(headers["content-type"] ?? ""))
      throw new Unsuitable(`is ${headers["content-type"] ?? "of no type"}`);
    if (headers["content-encoding"] && headers["content-encoding"] !== "identity")
      throw new Unsuitable(`is compressed, though that was not asked for`);
    return { answer, url };
  }
  throw new Unsuitable(`redirects more than ${MOST_REDIRECTS} times`);
}

function addressOf(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (!url || !["http:", "https:"].includes(url.protocol) || url.href.length > LONGEST_ADDRESS)
    throw new Unsuitable("is no address of a page");
  if (url.username || url.password) throw new Unsuitable("has a password in its address");
  return url;
}
