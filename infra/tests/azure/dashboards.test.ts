import { expect, it } from "vitest";
import { dashboards } from "../../../dashboards/index.ts";
import { withAnyPrometheus } from "../../azure/dashboards.ts";

it.each(dashboards)(
  "$uid asks the Prometheus that its reader chooses, in every panel, and is the same otherwise",
  ({ json }) => {
    const ours = withAnyPrometheus(json);
    const chosen = "$".concat("{source}");
    expect(JSON.parse(ours).templating.list[0]).toMatchObject({
      name: "source",
      type: "datasource",
      query: "prometheus",
    });
    const sources = [...ours.matchAll(/"datasource":\{"type":"prometheus","uid":"([^"]+)"\}/g)].map(([, uid]) => uid);
    expect(sources.length).toBeGreaterThan(5);
    expect(new Set(sources)).toEqual(new Set([chosen]));
    expect(JSON.parse(ours).uid).toBe(JSON.parse(json).uid);
    expect(ours.match(/"expr":/g)).toHaveLength(json.match(/"expr":/g)?.length ?? 0);
  },
);
