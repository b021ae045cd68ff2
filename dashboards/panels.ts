import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

/** The uid under which every platform provisions its Prometheus. */
export const dataSource = { type: "prometheus", uid: "prometheus" };

export interface Query {
  /** PromQL. */
  expr: string;
  /** Grafana's template for a series' name, as {{instance}}. */
  legend?: string;
}

const target = ({ expr, legend }: Query) => {
  const query = new DataqueryBuilder().datasource(dataSource).expr(expr);
  return legend === undefined ? query : query.legendFormat(legend);
};

/** Lines over time; `unit` is Grafana's name of it: s, bytes, reqps, percentunit, short. */
export function timeseries(title: string, unit: string, queries: Query[]): TimeseriesBuilder {
  const panel = new TimeseriesBuilder().title(title).unit(unit).datasource(dataSource).min(0).height(8).span(12);
  for (const query of queries) panel.withTarget(target(query));
  return panel;
}

/** One number, as it is now. */
export function stat(title: string, unit: string, query: Query): StatBuilder {
  return new StatBuilder().title(title).unit(unit).datasource(dataSource).withTarget(target(query)).height(4).span(6);
}
