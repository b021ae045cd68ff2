import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
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

const target = ({ expr, legend }: Query, index: number) => {
  const query = new DataqueryBuilder()
    .refId(String.fromCharCode(65 + index))
    .datasource(dataSource)
    .expr(expr);
  return legend === undefined ? query : query.legendFormat(legend);
};

/** Lines over time; `unit` is Grafana's name of it: s, bytes, reqps, percentunit, short. `what` is said where one points at the title. */
export function timeseries(title: string, unit: string, queries: Query[], what?: string): TimeseriesBuilder {
  const panel = new TimeseriesBuilder().title(title).unit(unit).datasource(dataSource).min(0).height(8).span(12);
  panel.tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (queries.some(({ legend }) => legend !== undefined)) panel.legend(shownLegend());
  if (what) panel.description(what);
  for (const [index, query] of queries.entries()) panel.withTarget(target(query, index));
  return panel;
}

const shownLegend = () =>
  new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom);

/** Lines over time with a dashed one at the limit, above which it is worse than promised. */
export const timeseriesBelow = (limit: number | undefined, panel: TimeseriesBuilder): TimeseriesBuilder =>
  limit === undefined
    ? panel
    : panel
        .thresholds(limits(limit, "below"))
        .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));

/** One number, as it is now. */
export function stat(title: string, unit: string, query: Query, what?: string): StatBuilder {
  const panel = new StatBuilder().title(title).unit(unit).datasource(dataSource).height(4).span(6);
  panel.reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]));
  if (what) panel.description(what);
  return panel.withTarget(target(query, 0));
}

/** Green from `limit` on, red below; or the other way about. */
export const limits = (limit: number, good: "above" | "below") =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: good === "above" ? "red" : "green" },
    { value: limit, color: good === "above" ? "green" : "red" },
  ]);

/** The lines of a histogram that stand for how it feels: for half of all, and for the slowest few. Over the chosen replicas. */
export const quantiles = (histogram: string, more = ""): Query[] =>
  [0.5, 0.95, 0.99].map((share) => ({
    expr: `histogram_quantile(${share}, sum by (le) (rate(${histogram}_bucket{${chosen}${more}}[5m])))`,
    legend: share === 0.5 ? "half" : `${share * 100} of 100`,
  }));

/** The replicas that the reader chose, as label matchers. */
export const chosen = 'job="campfire",instance=~"$instance"';

/** Events a second of a counter, of the chosen replicas, by a label. */
export const rateBy = (label: string, counter: string): Query => ({
  expr: `sum by (${label}) (rate(${counter}{${chosen}}[5m]))`,
  legend: `{{${label}}}`,
});

/** Events a second of a counter that every replica tells about the whole stack. */
export const sharedRate = (counter: string, matchers = "") => `max(rate(${counter}{job="campfire"${matchers}}[5m]))`;

/** A gauge that every replica tells about the whole stack. */
export const shared = (gauge: string) => `max(${gauge}{job="campfire"})`;
