import type { Board, BoardOptions, Row } from "./board.ts";
import { chosen, limits, quantiles, rateBy, shared, stat, timeseries, timeseriesBelow } from "./panels.ts";

const EVENTS = "campfire_slo_events_total";
const succeeded = (window: string) =>
  `sum(increase(${EVENTS}{job="campfire",outcome="good"}[${window}])) / sum(increase(${EVENTS}{job="campfire"}[${window}]))`;

/** The golden signals of the chat against what its size promises: traffic, errors, latency, saturation. */
export const overview = ({ targets, sources = [] }: BoardOptions): Board => ({
  name: "overview",
  title: "overview",
  rows: [
    {
      title: "Now",
      panels: [
        stat("Replicas ready", "short", { expr: 'sum(campfire_ready{job="campfire"})' }),
        stat("People connected", "short", { expr: 'sum(campfire_websocket_connections_active{job="campfire"})' }),
        stat("Messages a minute", "short", {
          expr: 'sum(rate(campfire_messages_processed_total{job="campfire"}[5m])) * 60',
        }),
        ...(sources.includes("prometheus")
          ? [
              stat("Alerts", "short", {
                expr: 'count(ALERTS{alertstate="firing",alertname!="Watchdog"}) or vector(0)',
              }).thresholds(limits(1, "below")),
            ]
          : []),
      ],
    },
    objective(targets),
    {
      title: "Traffic and errors",
      panels: [
        timeseries("Requests", "reqps", [rateBy("status", "campfire_http_requests_total")]),
        timeseriesBelow(
          targets && Number((1 - targets.availability).toFixed(6)),
          timeseries(
            "Share that fails",
            "percentunit",
            [
              {
                expr: `sum(rate(${EVENTS}{${chosen},outcome="bad"}[5m])) / sum(rate(${EVENTS}{${chosen}}[5m]))`,
                legend: "requests and messages",
              },
            ],
            "Failures of ours: 5xx, and messages refused because something was unavailable.",
          ),
        ),
        timeseries("Slowest routes", "s", [
          {
            expr: `topk(5, sum by (route) (rate(campfire_http_route_seconds_total{${chosen}}[5m])) / sum by (route) (rate(campfire_http_requests_total{${chosen}}[5m])))`,
            legend: "{{route}}",
          },
        ]),
      ],
    },
    {
      title: "Latency",
      panels: [
        timeseriesBelow(
          targets?.responseSeconds,
          timeseries("Time to answer a request", "s", quantiles("campfire_http_request_duration_seconds")),
        ),
        timeseries("Time to store a message", "s", quantiles("campfire_message_processing_seconds")),
        timeseries("Time until its readers have it", "s", quantiles("campfire_delivery_lag_seconds")),
      ],
    },
    {
      title: "Saturation",
      panels: [
        timeseries("Memory", "bytes", [
          { expr: `campfire_process_resident_memory_bytes{${chosen}}`, legend: "{{instance}}" },
        ]),
        timeseries("Processor", "short", [
          { expr: `rate(campfire_process_cpu_seconds_total{${chosen}}[5m])`, legend: "{{instance}}" },
        ]),
        timeseries("Event loop, slowest of 100", "s", [
          { expr: `campfire_nodejs_eventloop_lag_p99_seconds{${chosen}}`, legend: "{{instance}}" },
        ]),
        timeseries("Database connections", "short", [rateless("campfire_database_connections")]),
      ],
    },
  ],
});

const rateless = (gauge: string) => ({ expr: `sum by (state) (${gauge}{${chosen}})`, legend: "{{state}}" });

/** With no targets the shares themselves; with them what is left of the budget too. */
function objective(targets: BoardOptions["targets"]): Row {
  const month = stat("Succeeded in 30 days", "percentunit", { expr: succeeded("30d") }).decimals(2);
  const day = stat("Succeeded in a day", "percentunit", { expr: succeeded("1d") }).decimals(2);
  const certificate = stat(
    "Certificate ends in",
    "s",
    { expr: `${shared("campfire_certificate_expiry_timestamp_seconds")} - time()` },
    "Of the chat's own address, as browsers see it.",
  ).thresholds(limits(14 * 24 * 3600, "above"));
  if (!targets) return { title: "Objective", panels: [month, day, certificate] };
  const budget = 1 - targets.availability;
  return {
    title: `Objective: ${Number((targets.availability * 100).toFixed(3))} % in 30 days`,
    panels: [
      month.thresholds(limits(targets.availability, "above")),
      day.thresholds(limits(targets.availability, "above")),
      stat(
        "Error budget left",
        "percentunit",
        { expr: `1 - (1 - ${succeeded("30d")}) / ${Number(budget.toFixed(6))}` },
        "Of the failures that the objective allows in 30 days.",
      ).thresholds(limits(0.25, "above")),
      certificate,
    ],
  };
}
