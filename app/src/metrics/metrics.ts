import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { PoolState } from "../database/database.ts";
import type { BusObserver } from "../realtime/bus/bus.ts";
import type { HubObserver } from "../realtime/hub.ts";
import type { SocketObserver } from "../realtime/sockets.ts";

const LATENCY = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What gauges read when somebody asks for the metrics. */
export interface Gauges {
  pool(): PoolState;
  sockets(): number;
  usersOnline(): number;
  messagesWaiting(): number;
  busConnected(): boolean;
}

/** Every metric of `campfire serve`. Labels take few values: route patterns, status classes, names from the code. */
export class Metrics {
  readonly registry = new Registry();
  private readonly counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `campfire_${name}`, help, labelNames, registers: [this.registry] });
  private readonly histogram = (name: string, help: string, labelNames: string[] = [], buckets = LATENCY) =>
    new Histogram({ name: `campfire_${name}`, help, labelNames, buckets, registers: [this.registry] });

  private readonly httpRequests = this.counter("http_requests_total", "Answered requests", [
    "method",
    "route",
    "status",
  ]);
  private readonly httpSeconds = this.histogram("http_request_duration_seconds", "Time to answer", ["method", "route"]);
  private readonly queries = this.histogram("database_query_duration_seconds", "Time of a statement", ["statement"]);
  private readonly queryErrors = this.counter("database_query_errors_total", "Failed statements", ["statement"]);
  private readonly messages = this.counter("messages_processed_total", "Messages that this replica committed");
  private readonly messageSeconds = this.histogram(
    "message_processing_seconds",
    "From taking a message in to its commit",
  );
  private readonly deliveries = this.counter(
    "deliveries_total",
    "Messages times the sockets that they were written to",
  );
  private readonly deliveryLag = this.histogram(
    "delivery_lag_seconds",
    "From taking a message in, on any replica, to writing it",
  );
  private readonly framesIn = this.counter("websocket_frames_received_total", "Frames from clients", ["type"]);
  private readonly closes = this.counter("websocket_closes_total", "Ended WebSockets by closing code", ["code"]);
  private readonly drops = this.counter("websocket_slow_drops_total", "WebSockets dropped for being too slow");
  private readonly busPublished = this.counter("bus_published_total", "Entries told to other replicas");
  private readonly busReceived = this.counter("bus_received_total", "Entries heard from other replicas");
  private readonly busFailures = this.counter("bus_publish_failures_total", "Failed tries to publish");
  private readonly busReconnects = this.counter("bus_reconnects_total", "Times the bus came back");

  constructor(version: string, instanceId: string) {
    collectDefaultMetrics({ register: this.registry, prefix: "campfire_" });
    const names = ["version", "instance"];
    const help = "The running program; always 1";
    const info = new Gauge({ name: "campfire_build_info", help, labelNames: names, registers: [this.registry] });
    info.set({ version, instance: instanceId }, 1);
  }

  /** Gauges are read at each scrape. */
  watch(gauges: Gauges): void {
    this.gauge("database_connections", "Connections of the pool", ["state"], (gauge) => {
      const { size, idle, waiting } = gauges.pool();
      gauge.set({ state: "idle" }, idle);
      gauge.set({ state: "busy" }, size - idle);
      gauge.set({ state: "waited_for" }, waiting);
    });
    this.gauge("websocket_connections_active", "Open WebSockets", [], (gauge) => gauge.set(gauges.sockets()));
    this.gauge("users_online", "People seen in the last minute, on any replica", [], (g) =>
      g.set(gauges.usersOnline()),
    );
    this.gauge("messages_waiting", "Messages that wait for the next batch", [], (g) => g.set(gauges.messagesWaiting()));
    this.gauge("bus_connected", "1 while other replicas can be heard", [], (g) => g.set(gauges.busConnected() ? 1 : 0));
  }

  httpAnswered(method: string, route: string, status: number, seconds: number): void {
    this.httpRequests.inc({ method, route, status: `${Math.floor(status / 100)}xx` });
    this.httpSeconds.observe({ method, route }, seconds);
  }

  queryDone = (statement: string, seconds: number, failed: boolean): void => {
    this.queries.observe({ statement }, seconds);
    if (failed) this.queryErrors.inc({ statement });
  };

  messageCommitted(seconds: number): void {
    this.messages.inc();
    this.messageSeconds.observe(seconds);
  }

  readonly hub: HubObserver = {
    delivered: (receivers, receivedAt) => {
      this.deliveries.inc(receivers * receivedAt.length);
      const now = Date.now();
      // Clocks of two machines may differ by more than the lag.
      for (const at of receivedAt) this.deliveryLag.observe(Math.max(0, now - at) / 1000);
    },
  };

  readonly bus: BusObserver = {
    published: (entries) => this.busPublished.inc(entries),
    received: (entries) => this.busReceived.inc(entries),
    failed: () => this.busFailures.inc(),
    reconnected: () => this.busReconnects.inc(),
  };

  readonly sockets: SocketObserver = {
    frameReceived: (type) => this.framesIn.inc({ type }),
    // A client may send any code from 3000 to 4999: those that aren't ours are one value.
    closed: (code) => this.closes.inc({ code: KNOWN_CODES.has(code) ? String(code) : "other" }),
    dropped: () => this.drops.inc(),
  };

  private gauge(name: string, help: string, labelNames: string[], collect: (gauge: Gauge) => void): void {
    new Gauge({
      name: `campfire_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        collect(this);
      },
    });
  }
}

const KNOWN_CODES = new Set([1000, 1001, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4401, 4403, 4408]);
