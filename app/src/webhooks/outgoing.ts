import { lookup as resolve } from "node:dns";
import * as http from "node:http";
import * as https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

export interface Answer {
  status: number;
  contentType: string | null;
  body: Buffer;
  /** Whether there was more than `largestAnswer`. */
  cut: boolean;
  retryAfter?: string | undefined;
}

export interface Outgoing {
  headers: Record<string, string>;
  body: string | Buffer;
  /** For the whole exchange, in ms. */
  timeoutMs: number;
  /** For which nothing may come, in ms; without it only the whole is limited. */
  silenceMs?: number;
  /** Longer answers are cut. */
  largestAnswer: number;
  allowPrivate: boolean;
  /** Keeps connections; all that use it have the same `allowPrivate`. Without one each request has its own. */
  agent?: https.Agent;
}

export interface Exchange {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string | Buffer;
  /** Ends the whole exchange, with a TimedOut. */
  signal: AbortSignal;
  /** For which nothing may come, in ms; it ends with a TimedOut too. */
  silenceMs?: number;
  /** Longer answers are cut. */
  largestAnswer: number;
  /** Which addresses may be connected to. */
  mayReach: (address: string) => boolean;
  /** Keeps connections; all that use it have the same `mayReach`. Without one each request has its own. */
  agent?: https.Agent | undefined;
  /** Whether the answer's body is worth reading; without it every body is. */
  wanted?: (response: http.IncomingMessage) => boolean;
}

export interface Received {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Empty when it was not wanted. */
  body: Buffer;
  /** Whether there was more than `largestAnswer`. */
  cut: boolean;
}

export class TimedOut extends Error {}

/** The address is one that requests from here must not reach. */
export class PrivateAddress extends Error {
  constructor(host: string) {
    super(
      `${host} is a private, loopback or link-local address; CAMPFIRE_WEBHOOK_ALLOW_PRIVATE=true would allow it ` +
        "for webhooks, CAMPFIRE_LINK_PREVIEW_ALLOW_PRIVATE=true for links",
    );
  }
}

/** Posts to an address that somebody entered. */
export async function post(url: URL, { timeoutMs, allowPrivate, ...request }: Outgoing): Promise<Answer> {
  const { status, headers, body, cut } = await exchange(url, {
    ...request,
    method: "POST",
    signal: AbortSignal.timeout(timeoutMs),
    mayReach: allowPrivate ? () => true : isPublic,
  });
  const { "content-type": contentType = null, "retry-after": retryAfter } = headers;
  return { status, contentType, body, cut, retryAfter };
}

/**
 * One request to an address that somebody entered, and its answer. Redirects aren't followed. Names are looked up here
 * and now, and the connection goes to the very address that was checked, so that no second look-up can name another.
 */
export function exchange(url: URL, options: Exchange): Promise<Received> {
  const { method, headers, body, signal, silenceMs, largestAnswer, mayReach, agent, wanted } = options;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // For an address nothing is looked up.
  if (isIP(host) && !mayReach(host)) return Promise.reject(new PrivateAddress(host));
  return new Promise((settle, reject) => {
    let silent = false;
    const fail = (error: Error) => reject(signal.aborted || silent ? new TimedOut("no answer in time") : error);
    const request = (url.protocol === "https:" ? https : http).request(
      url,
      {
        method,
        headers: { ...headers, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) },
        signal,
        ...(silenceMs !== undefined && { timeout: silenceMs }),
        // A connection of its own: one kept open was checked for another time.
        agent: agent ?? false,
        lookup: lookupChecked(mayReach),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const finish = () => {
          const whole = Buffer.concat(chunks);
          const read = { body: whole.subarray(0, largestAnswer), cut: whole.length > largestAnswer };
          settle({ status: response.statusCode!, headers: response.headers, ...read });
          response.destroy();
        };
        response.on("error", fail);
        if (wanted && !wanted(response)) return finish();
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > largestAnswer) finish();
        });
        response.on("end", finish);
      },
    );
    request.on("error", fail);
    request.on("timeout", () => {
      silent = true;
      request.destroy();
    });
    request.end(body);
  });
}

/** All of IPv6 that is given out to anybody. The rest holds old ways to write IPv4 addresses, such as ::10.0.0.1. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR("2000::/3");
/** Looks like anybody's, and is each Azure machine's own platform: it hands out what agents and the network set up. */
const AZURE_PLATFORM = "168.63.129.16";

/** Whether anybody on the internet could have this address. Those that tunnels and NAT64 translate (6to4, Teredo) are none. */
export function isPublic(address: string): boolean {
  // In one way to write it, for ipaddr.js takes ::8.8.8.8 for ::ffff:8.8.8.8.
  const written = address.includes(":") ? URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) : address;
  if (!written || !ipaddr.isValid(written)) return false;
  // An IPv4 address within an IPv6 one counts as what it leads to.
  const parsed = ipaddr.process(written);
  if (parsed.range() !== "unicast" || parsed.toString() === AZURE_PLATFORM) return false;
  return parsed.kind() === "ipv4" || parsed.match(GIVEN_OUT);
}

const lookupChecked =
  (mayReach: Exchange["mayReach"]): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      // One that may not be reached among others is no oversight.
      if (addresses.length === 0 || !addresses.every(({ address }) => mayReach(address))) {
        return callback(new PrivateAddress(hostname), "", 0);
      }
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
