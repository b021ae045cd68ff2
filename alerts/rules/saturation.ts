import { type Alert, type AlertContext, round } from "../alert.ts";

/** At this share of a second between two turns of the event loop, every request and every message waits that long. */
const STALLED_SECONDS = 0.2;

/** What a replica was given, and what it takes of it. */
export const saturation = ({ size: { app, thresholds } }: AlertContext): Alert[] => [
  {
    name: "MemoryHigh",
    expr: `campfire_process_resident_memory_bytes{job="campfire"} > ${Math.round(app.memoryMiB * thresholds.memory)} * 1024 * 1024`,
    for: "10m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} uses {{ $value | humanize1024 }}B of memory",
    description: "It is near its limit, at which it is ended. Look for a leak, or choose the next size.",
  },
  {
    name: "CpuHigh",
    expr: `rate(campfire_process_cpu_seconds_total{job="campfire"}[5m]) > ${round(app.cpu * thresholds.cpu)}`,
    for: "10m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} is busy",
    description: "It uses most of the processor time it was given. Add replicas, or choose the next size.",
  },
  {
    name: "EventLoopSlow",
    expr: `campfire_nodejs_eventloop_lag_p99_seconds{job="campfire"} > ${STALLED_SECONDS}`,
    for: "5m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} stalls for {{ $value | humanizeDuration }}",
    description: "Whatever it does, everybody on it waits meanwhile. Look at its processor time and at what it serves.",
  },
];
