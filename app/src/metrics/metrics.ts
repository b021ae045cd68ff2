import { collectDefaultMetrics, Registry } from "prom-client";
import type { PoolState } from "../database/database.ts";
import type { BusObserver } from "../realtime/bus/bus.ts";
import type { MessageOutcome } from "../realtime/client-frames.ts";
import type { HubObserver } from "../realtime/hub.ts";
import type { SocketObserver } from "../realtime/sockets.ts";
import { Instruments, only } from "./instruments.ts";

/** What gauges read when somebody asks for the metrics. */
export interface Gauges {
  pool(): PoolState;
  poolMax: number;
  /** Open WebSockets, and how many of them have something waiting or are about to end. */
  sockets(): { open: number; backlogged: number; closing: number };
  usersOnline(): number;
  messagesWaiting(): number;
  busConnected(): boolean;
}

/** Reasons that are ours and not the sender's. */
const OUR_FAULT: ReadonlySet<MessageOutcome> = new Set(["unavailable", "internal"]);

/** Every metric of `campfire serve`; docs/metrics.md lists them, and a test compares. Times are in seconds. */
export class Metrics {
  readonly registry = new Registry();
  readonly instruments = new Instruments(this.registry);
  private readonly events = this.counter("slo_events_total", "Requests and messages, by whether they went well", [
    "outcome",
  ]);
  private readonly httpRequests = this.counter("http_requests_total", "Answered requests", [
    "method",
    "route",
    "status",
  ]);
  private readonly httpSeconds = this.histogram("http_request_duration_seconds", "Time to answer");
  private readonly routeSeconds = this.counter("http_route_seconds_total", "Time spent answering", ["route"]);
  private readonly queries = this.histogram("database_query_duration_seconds", "Time of a statement");
  private readonly statements = this.counter("database_statements_total", "Statements", ["statement"]);
  private readonly statementSeconds = this.counter("database_statement_seconds_total", "Time spent", ["statement"]);
  private readonly queryErrors = this.counter("database_query_errors_total", "Failed statements", ["statement"]);
  private readonly sessionLookups = this.counter("session_lookups_total", "Sessions looked up", ["from"]);
  private readonly messages = this.counter("messages_processed_total", "Messages that this replica committed");
  private readonly messageSeconds = this.histogram(
    "message_processing_seconds",
    "From taking a message in to its commit",
  );
  private readonly sent = this.counter("websocket_messages_total", "Messages over WebSockets, by how they ended", [
    "outcome",
  ]);
  private readonly deliveries = this.counter("deliveries_total", "Messages times the sockets they were written to");
  private readonly deliveryLag = this.histogram(
    "delivery_lag_seconds",
    "From taking a message in anywhere to writing it",
  );
  private readonly framesIn = this.counter("websocket_frames_received_total", "Frames from clients", ["type"]);
  private readonly closes = this.counter("websocket_closes_total", "Ended WebSockets by closing code", ["code"]);
  private readonly drops = this.counter("websocket_slow_drops_total", "WebSockets dropped for being too slow");
  private readonly busPublished = this.counter("bus_published_total", "Entries told to other replicas");
  private readonly busReceived = this.counter("bus_received_total", "Entries heard from other replicas");
  private readonly busLag = this.histogram("bus_lag_seconds", "From taking a message in elsewhere to hearing of it");
  private readonly busFailures = this.counter("bus_publish_failures_total", "Failed tries to publish");
  private readonly busReconnects = this.counter("bus_reconnects_total", "Times the bus came back");

  constructor(version: string, instanceId: string) {
    collectDefaultMetrics({ register: this.registry, prefix: "campfire_" });
    this.instruments.gauge("build_info", "The running program; always 1", ["version", "instance"], () => [
      { labels: { version, instance: instanceId }, value: 1 },
    ]);
    // A rate begins with the first event only when there was a zero before it.
    for (const outcome of ["good", "bad"]) this.events.inc({ outcome }, 0);
    for (const from of ["cache", "database"]) this.sessionLookups.inc({ from }, 0);
  }

  /** Gauges are read at each scrape. */
  watch(gauges: Gauges): void {
    this.gauge("database_connections", "Connections of the pool", ["state"], () => {
      const { size, idle, waiting } = gauges.pool();
      return [
        { labels: { state: "idle" }, value: idle },
        { labels: { state: "busy" }, value: size - idle },
        { labels: { state: "waited_for" }, value: waiting },
      ];
    });
    this.gauge("database_connections_max", "Connections the pool may open", [], () => only(gauges.poolMax));
    this.gauge("websocket_connections_active", "WebSockets", [], () => only(gauges.sockets().open));
    this.gauge("websocket_connections", "WebSockets by state", ["state"], () => {
      const { open, backlogged, closing } = gauges.sockets();
      return [
        { labels: { state: "flowing" }, value: open - backlogged - closing },
        { labels: { state: "backlogged" }, value: backlogged },
        { labels: { state: "closing" }, value: closing },
      ];
    });
    this.gauge("users_online", "People seen in the last minute, on any replica", [], () => only(gauges.usersOnline()));
    this.gauge("messages_waiting", "Messages that wait for the next batch", [], () => only(gauges.messagesWaiting()));
    this.gauge("bus_connected", "1 while other replicas can be heard", [], () => only(Number(gauges.busConnected())));
  }

  httpAnswered(method: string, route: string, status: number, seconds: number): void {
    this.httpRequests.inc({ method, route, status: `${Math.floor(status / 100)}xx` });
    this.httpSeconds.observe(seconds);
    this.routeSeconds.inc({ route }, seconds);
    this.events.inc({ outcome: status >= 500 ? "bad" : "good" });
  }

  queryDone = (statement: string, seconds: number, failed: boolean): void => {
    this.queries.observe(seconds);
    this.statements.inc({ statement });
    this.statementSeconds.inc({ statement }, seconds);
    if (failed) this.queryErrors.inc({ statement });
  };

  sessionFound = (from: "cache" | "database"): void => this.sessionLookups.inc({ from });

  messageCommitted(seconds: number): void {
    this.messages.inc();
    this.messageSeconds.observe(seconds);
  }

  messageEnded = (outcome: MessageOutcome): void => {
    this.sent.inc({ outcome });
    this.events.inc({ outcome: OUR_FAULT.has(outcome) ? "bad" : "good" });
  };

  readonly hub: HubObserver = {
    delivered: (receivers, receivedAt) => {
      this.deliveries.inc(receivers * receivedAt.length);
      for (const at of receivedAt) this.deliveryLag.observe(secondsSince(at));
    },
  };

  readonly bus: BusObserver = {
    published: (entries) => this.busPublished.inc(entries),
    received: (entries) => {
      this.busReceived.inc(entries.length);
      for (const entry of entries) if (entry.kind === "message") this.busLag.observe(secondsSince(entry.receivedAt));
    },
    failed: () => this.busFailures.inc(),
    reconnected: () => this.busReconnects.inc(),
  };

  readonly sockets: SocketObserver = {
    frameReceived: (type) => this.framesIn.inc({ type }),
    // A client may send any code from 3000 to 4999: those that aren't ours are one value.
    closed: (code) => this.closes.inc({ code: KNOWN_CODES.has(code) ? String(code) : "other" }),
    dropped: () => this.drops.inc(),
  };

  private counter(...args: Parameters<Instruments["counter"]>) {
    return this.instruments.counter(...args);
  }
  private histogram(...args: Parameters<Instruments["histogram"]>) {
    return this.instruments.histogram(...args);
  }
  private gauge(...args: Parameters<Instruments["gauge"]>): void {
    this.instruments.gauge(...args);
  }
}

/** Clocks of two machines may differ by more than the lag. */
const secondsSince = (at: number) => Math.max(0, Date.now() - at) / 1000;

const KNOWN_CODES = new Set([1000, 1001, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4401, 4403, 4408]);
