import { overview } from "./overview.ts";

/** A dashboard as Grafana's provisioning takes it. */
export interface Dashboard {
  uid: string;
  /** Grafana's JSON model. */
  json: string;
}

/** Every dashboard, in the order in which people look at them. */
export const dashboards: Dashboard[] = [overview()].map((builder) => {
  const model = builder.build();
  return { uid: model.uid ?? "", json: JSON.stringify(model, null, 1) };
});
