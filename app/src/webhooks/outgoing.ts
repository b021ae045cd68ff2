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
  /** Longer answers are cut. */
  largestAnswer: number;
  allowPrivate: boolean;
  /** Keeps connections; all that use it have the same `allowPrivate`. Without one each request has its own. */
  agent?: https.Agent;
}

export class TimedOut extends Error {}

/** The address is one that requests from here must not reach. */
export class PrivateAddress extends Error {
  constructor(host: string) {
    super(`${host} is a private, loopback or link-local address; CAMPFIRE_WEBHOOK_ALLOW_PRIVATE=true would allow it`);
  }
}

/**
 * Posts to an address that somebody entered. Redirects aren't followed. Names are looked up here and now, and the
 * connection goes to the very address that was checked, so that no second look-up can name another.
 */
export function post(
  url: URL,
  { headers, body, timeoutMs, largestAnswer, allowPrivate, agent }: Outgoing,
): Promise<Answer> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // For an address nothing is looked up.
  if (!allowPrivate && isIP(host) && !isPublic(host)) return Promise.reject(new PrivateAddress(host));
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((settle, reject) => {
    const fail = (error: Error) => reject(signal.aborted ? new TimedOut(`no answer within ${timeoutMs} ms`) : error);
    const request = (url.protocol === "https:" ? https : http).request(
      url,
      {
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        signal,
        // A connection of its own: one kept open was checked for another time.
        agent: agent ?? false,
        ...(!allowPrivate && { lookup: lookupPublic }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const finish = () => {
          const { "content-type": contentType = null, "retry-after": retryAfter } = response.headers;
          const whole = Buffer.concat(chunks);
          const answer = { body: whole.subarray(0, largestAnswer), cut: whole.length > largestAnswer };
          settle({ status: response.statusCode!, contentType, ...answer, retryAfter });
          response.destroy();
        };
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > largestAnswer) finish();
        });
        response.on("end", finish);
        response.on("error", fail);
      },
    );
    request.on("error", fail);
    request.end(body);
  });
}

/** Whether anybody on the internet could have this address. */
export function isPublic(address: string): boolean {
  // An IPv4 address within an IPv6 one counts as what it leads to.
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "unicast";
}

const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "", 0);
    // One that isn't public among others is no oversight.
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublic(address))) {
      return callback(new PrivateAddress(hostname), "", 0);
    }
    if (options.all) return callback(null, addresses);
    callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};
