import type { Alert } from "../alert.ts";

/** Of a counter's increase, which is an estimate, this is two. */
const TWO = 1.5;
const mails = (outcome: string) => `sum(increase(campfire_mails_total{outcome="${outcome}"}[6h]))`;
const provider = (outcome: string) =>
  `sum(increase(campfire_sign_ins_total{method="provider",outcome="${outcome}"}[30m]))`;

/** Ways in that rest on somebody else's server. Few use them at a time, so little is enough to tell. */
export const signingIn = (): Alert[] => [
  {
    name: "MailFails",
    expr: `${mails("failed")} > ${TWO} and ${mails("failed")} > ${mails("sent")}`,
    for: "5m",
    severity: "ticket",
    summary: "{{ $value | humanize }} mails could not be sent within six hours, more than were",
    description:
      "People who forgot their password wait for a link that doesn't come. Ask `campfire doctor` about the mail server.",
  },
  {
    name: "SignInProviderFails",
    expr: `${provider("failed")} > ${TWO} and ${provider("failed")} > ${provider("success")}`,
    for: "5m",
    severity: "ticket",
    summary: "{{ $value | humanize }} sign-ins failed at the provider within half an hour, more than succeeded",
    description:
      "Nobody new gets in by single sign-on; who is signed in stays. Ask `campfire doctor` about the provider, and look at the replicas' logs.",
  },
];
