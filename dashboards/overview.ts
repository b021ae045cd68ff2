import { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { stat, timeseries } from "./panels.ts";

/** The golden signals of the chat: traffic, errors, latency, saturation. */
export const overview = () =>
  new DashboardBuilder("Campfire overview")
    .uid("campfire-overview")
    .tags(["campfire"])
    .refresh("30s")
    .time({ from: "now-3h", to: "now" })
    .withPanel(stat("Replicas up", "short", { expr: 'sum(up{job="campfire"})' }))
    .withPanel(stat("People connected", "short", { expr: "sum(campfire_websocket_connections_active)" }))
    .withPanel(stat("Messages a minute", "short", { expr: "sum(rate(campfire_messages_processed_total[5m])) * 60" }))
    .withPanel(stat("Last backup", "s", { expr: "time() - max(campfire_backup_last_success_timestamp_seconds)" }))
    .withPanel(
      timeseries("Requests", "reqps", [
        { expr: "sum by (status) (rate(campfire_http_requests_total[5m]))", legend: "{{status}}" },
      ]),
    )
    .withPanel(
      timeseries("Response time", "s", [
        { expr: quantile(0.5, "campfire_http_request_duration_seconds"), legend: "half" },
        { expr: quantile(0.95, "campfire_http_request_duration_seconds"), legend: "95 of 100" },
      ]),
    )
    .withPanel(
      timeseries("Delivery lag", "s", [{ expr: quantile(0.95, "campfire_delivery_lag_seconds"), legend: "95 of 100" }]),
    )
    .withPanel(
      timeseries("Database statements", "s", [
        { expr: quantile(0.95, "campfire_database_query_duration_seconds"), legend: "95 of 100" },
      ]),
    )
    .withPanel(
      timeseries("Memory", "bytes", [{ expr: "campfire_process_resident_memory_bytes", legend: "{{instance}}" }]),
    )
    .withPanel(
      timeseries("Processor", "short", [
        { expr: "rate(campfire_process_cpu_seconds_total[5m])", legend: "{{instance}}" },
      ]),
    );

const quantile = (of: number, histogram: string) =>
  `histogram_quantile(${of}, sum by (le) (rate(${histogram}_bucket[5m])))`;
