import type { SizePreset } from "../infra/presets.ts";

/** `page` wakes somebody: users notice now. `ticket` is looked at in working hours: they will notice later. */
export type Severity = "page" | "ticket";

/** One alert, written once; every platform's monitoring gets it from here. */
export interface Alert {
  /** CamelCase, unique. Its runbook is docs/runbooks/<name>.md. */
  name: string;
  /** PromQL; the alert fires while it returns anything. */
  expr: string;
  /** How long it has to hold, as Prometheus writes durations: "5m". Seconds, minutes and hours only: Azure knows no more. */
  for: string;
  severity: Severity;
  /** One line; may use Prometheus' templates, as {{ $labels.instance }}. */
  summary: string;
  /** What it means for people who chat, and the first thing to look at. */
  description: string;
}

/**
 * What a platform's Prometheus scrapes besides the replicas, which all do; each brings alerts of its own.
 *   ingress     what stands before the replicas, as the job `ingress`
 *   proxy       that job is the local TLS proxy, which counts requests by how they ended
 *   backups     the process that makes backups, as the job `backups`; a platform whose backups are jobs has none to scrape
 *   host        node_exporter, as the job `host`
 *   watchdog    nothing: there is somebody who misses the watchdog when it stops
 *   prometheus  Prometheus itself and its Alertmanager, where they are ours to watch
 */
export const sources = ["ingress", "proxy", "backups", "host", "watchdog", "prometheus"] as const;
export type Source = (typeof sources)[number];

/** What the thresholds depend on. */
export interface AlertContext {
  size: SizePreset;
  replicas: number;
  /** Minutes between two backups. */
  backupEveryMinutes: number;
  /** None when absent. */
  sources?: readonly Source[];
}

/** PromQL without the noise of binary fractions: 1 - 0.99 is 0.01. */
export const round = (value: number) => Number(value.toFixed(6));

/** The value below which this share of a histogram's observations lay, over all replicas, in the last 5 minutes. */
const quantile = (share: number, histogram: string) =>
  `histogram_quantile(${share}, sum by (le) (rate(${histogram}_bucket[5m])))`;

/**
 * So few observations in 5 minutes say nothing of how it feels: at night a single slow request is one in twenty. Quantiles count from
 * here on.
 */
const FEWEST_OBSERVATIONS = 50;

/** While this share of a histogram's observations, if there are enough of them, took longer than so many seconds. */
export const slowerThan = (seconds: number, share: number, histogram: string) =>
  `(${quantile(share, histogram)} > ${seconds}) and (sum(increase(${histogram}_count[5m])) >= ${FEWEST_OBSERVATIONS})`;
