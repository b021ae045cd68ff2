import type { Instruments } from "../metrics/instruments.ts";
import type { MailObserver } from "./mailer.ts";

/** In seconds: mail servers may take their time, and are given up after half a minute of silence. */
const BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Metrics of the mail that this replica sends. */
export function watchMail(instruments: Instruments): MailObserver {
  const mails = instruments.counter("mails_total", "Mails, by whether the mail server took them", ["outcome"]);
  // A rate begins with the first event only when there was a zero before it.
  for (const outcome of ["sent", "failed"]) mails.inc({ outcome }, 0);
  const duration = instruments.histogram("mail_duration_seconds", "Time to hand a mail over, or to fail", [], BUCKETS);
  return (seconds, taken) => {
    mails.inc({ outcome: taken ? "sent" : "failed" });
    duration.observe(seconds);
  };
}
