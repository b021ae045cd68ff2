import type { Board } from "./board.ts";
import { chosen, quantiles, rateBy, shared, timeseries } from "./panels.ts";

const byReplica = (expr: string) => [{ expr, legend: "{{instance}}" }];

/** Messages and WebSockets, from whoever writes to whoever reads. */
export const realtime = (): Board => ({
  name: "realtime",
  title: "real time",
  rows: [
    {
      title: "WebSockets",
      panels: [
        timeseries("Connections", "short", byReplica(`campfire_websocket_connections_active{${chosen}}`)),
        timeseries(
          "Connections by state",
          "short",
          [{ expr: `sum by (state) (campfire_websocket_connections{${chosen}})`, legend: "{{state}}" }],
          "Backlogged: has not yet taken all that it was sent.",
        ),
        timeseries("Ended, by closing code", "cps", [rateBy("code", "campfire_websocket_closes_total")]),
        timeseries(
          "Dropped for being too slow",
          "cps",
          byReplica(`rate(campfire_websocket_slow_drops_total{${chosen}}[5m])`),
        ),
        timeseries("Frames from clients", "cps", [rateBy("type", "campfire_websocket_frames_received_total")]),
      ],
    },
    {
      title: "Messages",
      panels: [
        timeseries("Committed and delivered", "cps", [
          { expr: `sum(rate(campfire_messages_processed_total{${chosen}}[5m]))`, legend: "committed" },
          { expr: `sum(rate(campfire_deliveries_total{${chosen}}[5m]))`, legend: "delivered" },
        ]),
        timeseries("Over WebSockets, by how they ended", "cps", [
          rateBy("outcome", "campfire_websocket_messages_total"),
        ]),
        timeseries("Time to store", "s", quantiles("campfire_message_processing_seconds")),
        timeseries("Time until readers have it", "s", quantiles("campfire_delivery_lag_seconds")),
        timeseries("Waiting to be stored", "short", byReplica(`campfire_messages_waiting{${chosen}}`)),
      ],
    },
    {
      title: "Notifications",
      panels: [
        timeseries(
          "By how they ended",
          "cps",
          [rateBy("outcome", "campfire_push_deliveries_total")],
          "Gone: the browser subscribes no more. Postponed: tried again later. Outdated: read or looked at meanwhile.",
        ),
        timeseries("Waiting", "short", [
          { expr: 'max by (state) (campfire_push_waiting{job="campfire"})', legend: "{{state}}" },
        ]),
        timeseries("Overdue", "s", [
          { expr: shared("campfire_push_overdue_seconds"), legend: "the first in the queue" },
        ]),
      ],
    },
    {
      title: "Between replicas",
      panels: [
        timeseries("Time until other replicas hear", "s", quantiles("campfire_bus_lag_seconds")),
        timeseries("Entries", "cps", [
          { expr: `sum(rate(campfire_bus_published_total{${chosen}}[5m]))`, legend: "told" },
          { expr: `sum(rate(campfire_bus_received_total{${chosen}}[5m]))`, legend: "heard" },
        ]),
        timeseries("Connected", "short", byReplica(`campfire_bus_connected{${chosen}}`)),
        timeseries("Failures and reconnections", "short", [
          { expr: `sum(increase(campfire_bus_publish_failures_total{${chosen}}[5m]))`, legend: "failed to tell" },
          { expr: `sum(increase(campfire_bus_reconnects_total{${chosen}}[5m]))`, legend: "connected again" },
        ]),
      ],
    },
  ],
});
