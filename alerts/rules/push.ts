import type { Alert } from "../alert.ts";

/** Replicas look every five seconds; what waits for a later try isn't overdue. */
const OVERDUE_SECONDS = 300;
const ended = (outcomes: string) => `sum(increase(campfire_push_deliveries_total{outcome=~"${outcomes}"}[1h]))`;

/** Notifications for people who aren't looking. */
export const push = (): Alert[] => [
  {
    name: "PushStuck",
    expr: `max(campfire_push_overdue_seconds) > ${OVERDUE_SECONDS}`,
    for: "5m",
    severity: "ticket",
    summary: "A notification could have been sent {{ $value | humanizeDuration }} ago",
    description:
      "Nobody takes the queue, or it grows faster than it is sent: people who are away hear of nothing. Look at the replicas' logs.",
  },
  {
    name: "PushFails",
    expr: `${ended("refused|failed")} > 10 and ${ended("refused|failed")} > ${ended("sent")}`,
    for: "15m",
    severity: "ticket",
    summary: "{{ $value | humanize }} notifications were given up within an hour, more than were sent",
    description:
      "Push services refuse them or can't be reached. Look at the way out to the internet, the replicas' clocks and the VAPID settings.",
  },
];
