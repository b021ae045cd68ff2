// Who is told of alerts: the settings for it, and what alerts/ makes of them.
import * as z from "zod";
import { mailServer, type Receivers } from "../alerts/receivers.ts";
import type { PlatformName } from "./platform-names.ts";
import type { Problem } from "./problems.ts";

/** The platforms with an Alertmanager that can tell anybody. */
const alertmanagers: readonly PlatformName[] = ["local", "docker", "kubernetes"];
/** Those whose own alerting can tell PagerDuty, and call an address time and again. */
const callers: readonly PlatformName[] = [...alertmanagers, "gcp", "azure"];

/** Text that is empty or passes; the value is a secret, and so in no message. */
const empty = (passes: (value: string) => boolean, called: string) =>
  z.string().refine((value) => value === "" || passes(value), { error: `The value is not ${called}.` });

const isWebAddress = (value: string) => ["http:", "https:"].includes(URL.parse(value)?.protocol ?? "");

function isMailServer(value: string): boolean {
  try {
    return mailServer(value, "").host !== "";
  } catch {
    return false;
  }
}

const webAddress = empty(isWebAddress, "an address as https://example.com/…");

/** Their values are secrets, except for addresses of people and of pages: `pulumi config set --secret`. */
export const alertSettings = {
  alertSlackUrl: { schema: webAddress, does: "Slack's incoming webhook for alerts.", default: "", only: alertmanagers },
  alertPagerDutyKey: {
    schema: empty((value) => /^[\w-]{20,64}$/.test(value), "an integration key of PagerDuty's Events API v2"),
    does: "The PagerDuty service that pages wake.",
    default: "",
    only: callers,
  },
  alertEmail: {
    schema: empty((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value), "an e-mail address"),
    does: "Who is told by e-mail when an alert fires.",
    default: "",
  },
  alertSmtpUrl: {
    schema: empty(isMailServer, "a mail server as smtp://user:password@mail.example.com:587"),
    does: "The mail server for alertEmail.",
    default: "",
    // Clouds have a way of their own to send mail.
    only: alertmanagers,
  },
  alertWebhookUrl: { schema: webAddress, does: "Gets alerts as JSON.", default: "" },
  alertHeartbeatUrl: {
    schema: webAddress,
    does: "Called time and again while alerts get through.",
    default: "",
    // On AWS an alarm misses the watchdog, and nobody outside is needed.
    only: callers,
  },
  runbookUrl: {
    schema: webAddress,
    does: "Where docs/runbooks is published, for the links in alerts and dashboards.",
    default: "",
  },
} as const;

type Texts = Record<keyof typeof alertSettings, string>;

/** Who is told. The settings are those of a checked spec. */
export const receiversOf = (settings: Texts): Receivers => ({
  ...(settings.alertSlackUrl && { slack: { url: settings.alertSlackUrl } }),
  ...(settings.alertPagerDutyKey && { pagerDuty: { key: settings.alertPagerDutyKey } }),
  ...(settings.alertEmail &&
    settings.alertSmtpUrl && {
      email: { to: settings.alertEmail, server: mailServer(settings.alertSmtpUrl, settings.alertEmail) },
    }),
  ...(settings.alertWebhookUrl && { webhook: { url: settings.alertWebhookUrl } }),
  ...(settings.alertHeartbeatUrl && { heartbeat: { url: settings.alertHeartbeatUrl } }),
});

/** An address without a server for it, or a server with nobody to write to. */
export function alertProblems({ alertEmail, alertSmtpUrl }: Texts): Problem[] {
  if ((alertEmail === "") === (alertSmtpUrl === "")) return [];
  const [set, missing] = alertEmail === "" ? ["alertSmtpUrl", "alertEmail"] : ["alertEmail", "alertSmtpUrl"];
  return [
    {
      code: "SETTING_MISSING",
      setting: missing,
      what: `${set} is set, and mail needs both.`,
      remedy: `Set ${missing} too, or remove ${set} from the stack file.`,
    },
  ];
}

/** Where alerts link to, without the last slash; undefined links into the repository. */
export const runbooksOf = ({ runbookUrl }: Texts): string | undefined =>
  runbookUrl === "" ? undefined : runbookUrl.replace(/\/+$/, "");
