import type { Queries } from "../database/database.ts";
import { type Instruments, only } from "../metrics/instruments.ts";
import { Reading } from "../metrics/reading.ts";
import { type Outcome, queueState } from "./queue.ts";

export type PushObserver = (kind: Outcome["kind"]) => void;

const OUTCOMES: Outcome["kind"][] = ["sent", "outdated", "gone", "refused", "failed", "postponed"];

/** Metrics of push notifications: how those of this replica ended, and the queue that all share. */
export function watchPush(instruments: Instruments, queries: Queries): PushObserver {
  const outcomes = instruments.counter("push_deliveries_total", "Notifications for browsers, by how they ended", [
    "outcome",
  ]);
  // A rate begins with the first event only when there was a zero before it.
  for (const outcome of OUTCOMES) outcomes.inc({ outcome }, 0);
  const queue = new Reading(() => queueState(queries), 15_000);
  instruments.gauge("push_waiting", "Messages and notifications that wait to be sent", ["state"], () => [
    { labels: { state: "messages" }, value: queue.value?.messages },
    { labels: { state: "notifications" }, value: queue.value?.deliveries },
  ]);
  instruments.gauge("push_overdue_seconds", "For how long the first in the queue is overdue", [], () =>
    only(queue.value?.overdue),
  );
  return (outcome) => outcomes.inc({ outcome });
}
