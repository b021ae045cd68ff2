import { readFileSync } from "node:fs";
import type { Rate } from "./limiter.ts";

/** What the ingress is told, as the JSON file that main.ts is started with. */
export interface IngressConfig {
  /** The stack's, whose supervisor the ingress starts again where nobody else would. */
  directory: string;
  httpsPort: number;
  /** Answers only with a redirect to https. */
  httpPort: number;
  /** /metrics and /health of the ingress itself; not reachable through it. */
  metricsPort: number;
  /** PEM, with the chain if there is one. */
  certificateFile: string;
  keyFile: string;
  /** `url` is http on loopback: `http://127.0.0.1:3001`. */
  replicas: { name: string; url: string }[];
  /** Seconds without a byte after which a WebSocket is closed; at least three times the ping. */
  idleTimeoutSeconds: number;
  /** The largest request that the replicas take, in bytes, and how many seconds they let it be on its way. */
  requestBytes: number;
  requestSeconds: number;
}

/** How much a client may ask for, and how long anything may take. Times in ms. */
export interface Limits {
  api: Rate;
  websocket: Rate;
  /** The largest body. */
  requestBytes: number;
  headersMs: number;
  requestMs: number;
  responseMs: number;
  keepAliveMs: number;
  connectMs: number;
  checkEveryMs: number;
  checkMs: number;
  /** Checks in a row that nobody answers, after which a replica counts as frozen. */
  frozenAfter: number;
  drainMs: number;
}

/** Numbers of the deployment guide, and those that it leaves open with the reason. */
const guideLimits: Omit<Limits, "requestBytes" | "requestMs"> = {
  /** nginx `limit_req`: 10 r/s, burst 20. */
  api: { perSecond: 10, burst: 20 },
  /** nginx `limit_req`: 5 r/s, burst 10. */
  websocket: { perSecond: 5, burst: 10 },
  /** Headers have to be there within this time: a slow-loris attack holds connections by sending them a byte at a time. */
  headersMs: 10_000,
  /** nginx `proxy_read_timeout` of everything but WebSockets. */
  responseMs: 60_000,
  /** A connection between two requests; longer than what browsers use, so that they and not we close it. */
  keepAliveMs: 75_000,
  /** Loopback: a replica that does not accept within this time is stuck. */
  connectMs: 1_000,
  /** Between two readiness checks of a replica, and how long one may take. */
  checkEveryMs: 1_000,
  checkMs: 2_000,
  /** Some 12 s: longer than any pause of a process that works, shorter than people wait. */
  frozenAfter: 10,
  /** Requests under way may finish when the ingress stops. */
  drainMs: 10_000,
};

export const limitsOf = ({ requestBytes, requestSeconds }: IngressConfig): Limits => ({
  ...guideLimits,
  requestBytes,
  requestMs: requestSeconds * 1000,
});

export function readConfig(file: string): IngressConfig {
  const config = JSON.parse(readFileSync(file, "utf8")) as IngressConfig;
  const problems = problemsOf(config);
  if (problems.length > 0) throw new Error(`INGRESS_CONFIG — ${file}: ${problems.join("; ")}.`);
  return config;
}

function problemsOf(config: IngressConfig): string[] {
  const ports = (["httpsPort", "httpPort", "metricsPort"] as const).filter((key) => !Number.isInteger(config[key]));
  const files = (["directory", "certificateFile", "keyFile"] as const).filter((key) => typeof config[key] !== "string");
  const replicas = Array.isArray(config.replicas) ? config.replicas : [];
  return [
    ...ports.map((key) => `${key} must be a port`),
    ...files.map((key) => `${key} must be a path`),
    ...(replicas.length > 0 ? [] : ["replicas must not be empty"]),
    ...replicas.flatMap(({ url }, index) =>
      isLoopback(url) ? [] : [`replicas[${index}].url must be http on loopback`],
    ),
    ...(["idleTimeoutSeconds", "requestBytes", "requestSeconds"] as const)
      .filter((key) => !(config[key] >= 1))
      .map((key) => `${key} must be 1 or more`),
  ];
}

const isLoopback = (url: string) => /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/.test(url);
