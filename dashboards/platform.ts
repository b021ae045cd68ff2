import type { Source } from "../alerts/alert.ts";
import type { Board, Row } from "./board.ts";
import { chosen, shared, stat, timeseries } from "./panels.ts";

const byReplica = (expr: string) => [{ expr, legend: "{{instance}}" }];

const replicas: Row = {
  title: "Replicas",
  panels: [
    timeseries("Running", "short", byReplica(`up{${chosen}}`)),
    timeseries("Memory", "bytes", byReplica(`campfire_process_resident_memory_bytes{${chosen}}`)),
    timeseries("Heap in use", "bytes", byReplica(`campfire_nodejs_heap_size_used_bytes{${chosen}}`)),
    timeseries("Processor", "short", byReplica(`rate(campfire_process_cpu_seconds_total{${chosen}}[5m])`)),
    timeseries("Event loop", "s", [
      { expr: `campfire_nodejs_eventloop_lag_mean_seconds{${chosen}}`, legend: "{{instance}} mean" },
      { expr: `campfire_nodejs_eventloop_lag_p99_seconds{${chosen}}`, legend: "{{instance}} 99 of 100" },
    ]),
    timeseries("Time in garbage collection", "percentunit", [
      {
        expr: `sum by (instance) (rate(campfire_nodejs_gc_duration_seconds_sum{${chosen}}[5m]))`,
        legend: "{{instance}}",
      },
    ]),
    timeseries("Open files", "short", byReplica(`campfire_process_open_fds{${chosen}}`)),
    timeseries("Versions", "short", [
      { expr: `count by (version) (campfire_build_info{${chosen}})`, legend: "{{version}}" },
    ]),
    timeseries("Running since", "s", byReplica(`time() - campfire_process_start_time_seconds{${chosen}}`)),
  ],
};

const files: Row = {
  title: "Attachments",
  panels: [
    timeseries("Room", "bytes", [
      { expr: shared("campfire_files_free_bytes"), legend: "free" },
      { expr: shared("campfire_files_size_bytes"), legend: "in all" },
    ]),
    stat("Room left", "percentunit", {
      expr: `${shared("campfire_files_free_bytes")} / ${shared("campfire_files_size_bytes")}`,
    }),
  ],
};

const ingress: Row = {
  title: "Ingress",
  panels: [
    timeseries("Requests", "reqps", [
      {
        expr: 'sum by (class, status) (rate(campfire_ingress_request_duration_seconds_count{job="ingress"}[5m]))',
        legend: "{{class}} {{status}}",
      },
    ]),
    timeseries("Replicas that it holds for ready", "short", [
      { expr: 'campfire_ingress_replica_ready{job="ingress"}', legend: "{{replica}}" },
    ]),
    timeseries("WebSockets", "short", [{ expr: 'campfire_ingress_websockets{job="ingress"}', legend: "open" }]),
    timeseries("Refused because of too many", "reqps", [
      { expr: 'sum(rate(campfire_ingress_limited_total{job="ingress"}[5m])) or vector(0)', legend: "limited" },
    ]),
  ],
};

const DISKS = '{job="host",fstype!~"tmpfs|overlay|squashfs|ramfs|devtmpfs"}';

const host: Row = {
  title: "Machine",
  panels: [
    timeseries("Processor", "percentunit", [
      { expr: '1 - avg(rate(node_cpu_seconds_total{job="host",mode="idle"}[5m]))', legend: "busy" },
    ]),
    timeseries("Memory", "bytes", [
      { expr: 'node_memory_MemAvailable_bytes{job="host"}', legend: "available" },
      { expr: 'node_memory_MemTotal_bytes{job="host"}', legend: "in all" },
    ]),
    timeseries("Disks", "percentunit", [
      {
        expr: `node_filesystem_avail_bytes${DISKS} / node_filesystem_size_bytes${DISKS}`,
        legend: "{{mountpoint}} free",
      },
    ]),
    timeseries("Load", "short", [{ expr: 'node_load5{job="host"}', legend: "5 minutes" }]),
    timeseries("Network", "Bps", [
      { expr: 'sum(rate(node_network_receive_bytes_total{job="host",device!="lo"}[5m]))', legend: "in" },
      { expr: 'sum(rate(node_network_transmit_bytes_total{job="host",device!="lo"}[5m]))', legend: "out" },
    ]),
  ],
};

/** What the parts run on, and what they take of it. */
export const platform = (sources: readonly Source[]): Board => ({
  name: "platform",
  title: "platform",
  rows: [replicas, files, ...(sources.includes("proxy") ? [ingress] : []), ...(sources.includes("host") ? [host] : [])],
});
