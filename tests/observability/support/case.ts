/** What Prometheus has seen: series → how it went. */
export type Story = Record<string, Course>;

/** A value that stays, or one that grows by so much a minute. */
export type Course = number | { from?: number; perMinute: number };

/** When one alert fires, and how near one can come without it. */
export interface AlertCase {
  /** On top of a healthy stack. */
  fires: Story;
  silent: Story;
  /** As bad as what fires, with too few people or too little time for it to mean anything. */
  quiet?: Story;
  /** Minutes after which both are looked at. */
  after: number;
  /** The labels of the alert that fires, besides alertname, alertstate and severity. */
  labels?: Record<string, string>;
  /** What fires with it, because the same fault shows there too. */
  along?: readonly string[];
}

export const replica = (metric: string, instance: string, more = "") =>
  `${metric}{job="campfire",instance="${instance}"${more}}`;

/** Two replicas that nobody uses, and what is around them: nothing to report. */
export const healthy: Story = Object.fromEntries([
  ...["app-1", "app-2"].flatMap((instance) => [
    [replica("up", instance), 1],
    [replica("campfire_ready", instance), 1],
    [replica("campfire_process_start_time_seconds", instance), 1000],
  ]),
  ...["ingress", "backups", "host", "prometheus", "alertmanager"].map((job) => [
    `up{job="${job}",instance="${job}"}`,
    1,
  ]),
  ['prometheus_notifications_alertmanagers_discovered{job="prometheus",instance="prometheus"}', 1],
]);

/** A story in the notation of promtool, a value every `stepMinutes`, so long. */
export const seriesOf = (story: Story, minutes: number, stepMinutes: number) =>
  Object.entries(story).map(([series, course]) => {
    const { from = 0, perMinute } = typeof course === "number" ? { from: course, perMinute: 0 } : course;
    const step = perMinute * stepMinutes;
    return {
      series,
      values: `${from}${step < 0 ? "-" : "+"}${Math.abs(step)}x${Math.ceil(minutes / stepMinutes) + 1}`,
    };
  });

/** The buckets of a histogram of whose observations every minute `fast` take up to 1 ms and `slow` up to 10 s. */
export function histogram(metric: string, { fast, slow }: { fast: number; slow: number }): Story {
  const bucket = (le: string) => replica(`${metric}_bucket`, "app-1", `,le="${le}"`);
  return {
    [bucket("0.001")]: { perMinute: fast },
    [bucket("5")]: { perMinute: fast },
    [bucket("10")]: { perMinute: fast + slow },
    [bucket("+Inf")]: { perMinute: fast + slow },
    [replica(`${metric}_count`, "app-1")]: { perMinute: fast + slow },
  };
}
