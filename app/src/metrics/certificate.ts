import { isIP } from "node:net";
import { connect } from "node:tls";

const ANSWER_WITHIN_MS = 10_000;

/**
 * When the certificate ends that this address shows to browsers, in seconds since the epoch. Whoever signed it: its end is asked for, not
 * whether it is trusted, and nothing is sent.
 */
export function certificateEnd({ hostname, port }: URL): Promise<number> {
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const servername = isIP(host) ? undefined : host;
    const socket = connect({ host, port: Number(port) || 443, servername, rejectUnauthorized: false }, () => {
      const end = Date.parse(socket.getPeerCertificate().valid_to);
      socket.destroy();
      if (Number.isNaN(end)) reject(new Error(`${hostname} showed no certificate`));
      else resolve(end / 1000);
    });
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error(`${hostname} did not answer`)));
    socket.on("error", reject);
  });
}
