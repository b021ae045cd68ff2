import { type AlertCase, histogram, replica, type Story } from "./case.ts";

// Of a small stack with two replicas and a backup every ten minutes. Its objective is 99 % of all events.

const events = (good: number, bad: number): Story => ({
  [replica("campfire_slo_events_total", "app-1", ',outcome="good"')]: { perMinute: good },
  [replica("campfire_slo_events_total", "app-1", ',outcome="bad"')]: { perMinute: bad },
});

const up = (first: number, second: number): Story => ({
  [replica("up", "app-1")]: first,
  [replica("up", "app-2")]: second,
});
const ready = (first: number, second: number): Story => ({
  [replica("campfire_ready", "app-1")]: first,
  [replica("campfire_ready", "app-2")]: second,
});
const app1 = { job: "campfire", instance: "app-1" };
const slow = (metric: string): Pick<AlertCase, "fires" | "silent" | "quiet" | "after"> => ({
  fires: histogram(metric, { fast: 90, slow: 10 }),
  silent: histogram(metric, { fast: 97, slow: 3 }),
  quiet: histogram(metric, { fast: 0, slow: 9 }),
  after: 20,
});

const pushes = (sent: number, refused: number): Story => ({
  [replica("campfire_push_deliveries_total", "app-1", ',outcome="sent"')]: { perMinute: sent },
  [replica("campfire_push_deliveries_total", "app-2", ',outcome="refused"')]: { perMinute: refused },
});

const mails = (sent: number, failed: number): Story => ({
  [replica("campfire_mails_total", "app-1", ',outcome="sent"')]: { perMinute: sent },
  [replica("campfire_mails_total", "app-2", ',outcome="failed"')]: { perMinute: failed },
});
const signIns = (success: number, failed: number): Story => ({
  [replica("campfire_sign_ins_total", "app-1", ',method="provider",outcome="success"')]: { perMinute: success },
  [replica("campfire_sign_ins_total", "app-2", ',method="provider",outcome="failed"')]: { perMinute: failed },
});

/** Availability, objectives, real time, saturation. */
export const serviceCases: Record<string, AlertCase> = {
  ChatDown: { fires: up(0, 0), silent: up(0, 1), after: 1.5 },
  ChatUnready: { fires: ready(0, 0), silent: ready(0, 1), after: 2 },
  ReplicaDown: { fires: up(0, 1), silent: up(1, 1), after: 3, labels: app1 },
  ReplicaUnready: { fires: ready(0, 1), silent: ready(1, 1), after: 6, labels: app1 },
  ReplicaMissing: { fires: up(0, 1), silent: up(1, 1), after: 16, along: ["ReplicaDown"] },
  ReplicaRestarts: {
    fires: { [replica("campfire_process_start_time_seconds", "app-1")]: { from: 1000, perMinute: 30 } },
    silent: { [replica("campfire_process_start_time_seconds", "app-1")]: 2000 },
    after: 6,
    labels: app1,
  },
  ErrorRateHigh: {
    fires: events(100, 3),
    silent: events(100, 1),
    after: 12,
    // Of three days it knows these minutes only.
    along: ["ErrorBudgetBurnsSlowly"],
  },
  ErrorBudgetBurnsFast: {
    fires: events(100, 20),
    // Fourteen times too many, but two an hour.
    silent: events(0.1, 0.04),
    after: 61,
    along: ["ErrorRateHigh", "ErrorBudgetBurns", "ErrorBudgetBurnsSlowly"],
  },
  ErrorBudgetBurns: {
    fires: events(100, 8),
    silent: events(100, 0.9),
    after: 362,
    along: ["ErrorRateHigh", "ErrorBudgetBurnsSlowly"],
  },
  ErrorBudgetBurnsSlowly: { fires: events(100, 1.5), silent: events(100, 0.9), after: 4400 },
  ResponsesSlow: slow("campfire_http_request_duration_seconds"),
  MessagesSlow: slow("campfire_message_processing_seconds"),
  DeliverySlow: slow("campfire_delivery_lag_seconds"),
  ConnectionsNearLimit: {
    fires: { [replica("campfire_websocket_connections_active", "app-1")]: 101 },
    silent: { [replica("campfire_websocket_connections_active", "app-1")]: 100 },
    after: 11,
  },
  MessagesQueue: {
    fires: { [replica("campfire_messages_waiting", "app-1")]: 1001 },
    silent: { [replica("campfire_messages_waiting", "app-1")]: 1000 },
    after: 2,
    labels: app1,
  },
  BusDown: {
    fires: { [replica("campfire_bus_connected", "app-1")]: 0 },
    silent: { [replica("campfire_bus_connected", "app-1")]: 1 },
    after: 3,
    labels: app1,
  },
  SocketsDropped: {
    fires: {
      [replica("campfire_websocket_connections_active", "app-1")]: 50,
      [replica("campfire_websocket_slow_drops_total", "app-1")]: { perMinute: 2 },
    },
    silent: {
      [replica("campfire_websocket_connections_active", "app-1")]: 50,
      [replica("campfire_websocket_slow_drops_total", "app-1")]: { perMinute: 0.3 },
    },
    quiet: {
      [replica("campfire_websocket_connections_active", "app-1")]: 3,
      [replica("campfire_websocket_slow_drops_total", "app-1")]: { perMinute: 0.8 },
    },
    after: 20,
  },
  PushStuck: {
    fires: { [replica("campfire_push_overdue_seconds", "app-1")]: { from: 0, perMinute: 60 } },
    silent: { [replica("campfire_push_overdue_seconds", "app-1")]: 290 },
    after: 12,
  },
  PushFails: {
    fires: pushes(1, 2),
    silent: pushes(3, 2),
    after: 30,
  },
  MailFails: {
    fires: mails(0.01, 0.02),
    silent: mails(0.03, 0.02),
    quiet: mails(0, 0.002),
    after: 120,
  },
  SignInProviderFails: {
    fires: signIns(0.1, 0.2),
    silent: signIns(0.3, 0.2),
    quiet: signIns(0, 0.04),
    after: 20,
  },
  MemoryHigh: {
    fires: { [replica("campfire_process_resident_memory_bytes", "app-1")]: 440 * 1024 * 1024 },
    silent: { [replica("campfire_process_resident_memory_bytes", "app-1")]: 430 * 1024 * 1024 },
    after: 11,
    labels: app1,
  },
  CpuHigh: {
    fires: { [replica("campfire_process_cpu_seconds_total", "app-1")]: { perMinute: 27 } },
    silent: { [replica("campfire_process_cpu_seconds_total", "app-1")]: { perMinute: 23 } },
    after: 17,
    labels: app1,
  },
  EventLoopSlow: {
    fires: { [replica("campfire_nodejs_eventloop_lag_p99_seconds", "app-1")]: 0.25 },
    silent: { [replica("campfire_nodejs_eventloop_lag_p99_seconds", "app-1")]: 0.15 },
    after: 6,
    labels: app1,
  },
};
