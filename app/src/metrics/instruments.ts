import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** In seconds: from what nobody notices to what nobody waits for. */
export const LATENCY = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A value by labels; no value where nothing is known. */
export type Samples = { labels?: Record<string, string>; value: number | undefined }[];

/** Makes metrics whose names begin with `campfire_`. Labels take few values: route patterns, status classes, names from the code. */
export class Instruments {
  readonly registry: Registry;

  constructor(registry: Registry) {
    this.registry = registry;
  }

  counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name: `campfire_${name}`, help, labelNames, registers: [this.registry] });
  }

  histogram(name: string, help: string, labelNames: string[] = [], buckets = LATENCY): Histogram {
    return new Histogram({ name: `campfire_${name}`, help, labelNames, buckets, registers: [this.registry] });
  }

  /** Read at each scrape. What isn't known is left out, so that nobody takes it for a zero. */
  gauge(name: string, help: string, labelNames: string[], read: () => Samples): void {
    new Gauge({
      name: `campfire_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        if (labelNames.length === 0) this.remove();
        for (const { labels = {}, value } of read()) if (value !== undefined) this.set(labels, value);
      },
    });
  }

  /** A total that somebody else counts, and that starts anew when they do. */
  foreignCounter(name: string, help: string, labelNames: string[], read: () => Samples): void {
    new Counter({
      name: `campfire_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        if (labelNames.length === 0) this.remove();
        for (const { labels = {}, value } of read()) if (value !== undefined) this.inc(labels, value);
      },
    });
  }
}

/** One value without labels. */
export const only = (value: number | undefined): Samples => [{ value }];
