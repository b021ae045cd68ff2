// What Cloud Armor lets through, as plain data.
import { rateLimits } from "../presets.ts";

/** One rule of Cloud Armor; the lowest number is asked first, and what it allows is asked no further. */
export interface WebFirewallRule {
  priority: number;
  description: string;
  /** In Cloud Armor's language; undefined is everybody. */
  expression: string | undefined;
  action: "allow" | "deny(403)" | "throttle";
  /** Requests in ten seconds from one address, for `throttle`. */
  limit?: number;
}

/** Cloud Armor counts over ten seconds at the least: what the guide's rate and burst let through in that time. */
export const windowSeconds = 10;
const inWindow = ({ perSecond, burst }: { perSecond: number; burst: number }) => perSecond * windowSeconds + burst;

/** Rule sets of the OWASP Core Rule Set 3.3 that look into what is said, in the fours that fit one expression with its exception. */
const attacks = [
  ["sqli", "xss", "lfi", "rfi"],
  ["rce", "protocolattack", "sessionfixation", "nodejs"],
];

/** Sensitivity 1 has the fewest false alarms: the rules that only an attack matches. */
const anyOf = (sets: string[]) =>
  sets.map((set) => `evaluatePreconfiguredWaf('${set}-v33-stable', {'sensitivity': 1})`).join(" || ");

/** People write about SQL and shells in a chat: what they say and search for must not look like an attack. */
const saidByPeople = "request.path.matches('/(messages|search)(/|$)')";

const everybodyElse: WebFirewallRule = {
  priority: 2_147_483_647,
  description: "Everything else",
  expression: undefined,
  action: "allow",
};

/** Before the chat: the guide's rate limits for each address, and none for static files and health. */
export const chatRules: WebFirewallRule[] = [
  {
    priority: 1000,
    description: "Metrics are for the collector",
    expression: "request.path.matches('^/metrics(/|$)')",
    action: "deny(403)",
  },
  ...attacks.map(
    (sets, index): WebFirewallRule => ({
      priority: 2000 + index,
      description: `Attacks: ${sets.join(", ")}`,
      expression: `!${saidByPeople} && (${anyOf(sets)})`,
      action: "deny(403)",
    }),
  ),
  { priority: 2100, description: "Scanners", expression: anyOf(["scannerdetection"]), action: "deny(403)" },
  {
    priority: 3000,
    description: "WebSockets of one address",
    expression: "request.path.matches('^/ws(/|$)')",
    action: "throttle",
    limit: inWindow(rateLimits.webSockets),
  },
  {
    priority: 3010,
    description: "Requests of one address",
    expression: "!request.path.matches('^/(assets|health)(/|$)')",
    action: "throttle",
    limit: inWindow(rateLimits.requests),
  },
  everybodyElse,
];

/** Before Grafana, whose queries look like attacks and whose pages load a hundred files: only sign-ins are limited. */
export const grafanaRules: WebFirewallRule[] = [
  {
    priority: 1000,
    description: "Metrics are for nobody",
    expression: "request.path.matches('^/metrics(/|$)')",
    action: "deny(403)",
  },
  {
    priority: 2000,
    description: "Sign-ins of one address",
    expression: "request.path.matches('^/login(/|$)')",
    action: "throttle",
    limit: inWindow({ perSecond: 1, burst: 0 }),
  },
  everybodyElse,
];
