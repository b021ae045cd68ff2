import type { Alert } from "./alert.ts";
import { inhibitions } from "./inhibitions.ts";
import { outlasting } from "./prometheus.ts";

/** Nobody can chat: what makes most of the other alerts fire too. */
const outages = ["ChatDown", "ChatUnready"];

/**
 * The same alerts for a platform that has no Alertmanager, and so nothing that holds one alert back because of another: what an outage brings
 * along says in its own expression that there must have been none in the last minutes. Only outages, lest expressions outgrow what a
 * platform takes.
 */
export const heldBack = (alerts: readonly Alert[]): Alert[] =>
  alerts.map((alert) => {
    const causes = alerts
      .filter(({ name }) => outages.includes(name) && inhibitions[name]?.includes(alert.name))
      .map(({ expr }) => `(${expr})`);
    if (causes.length === 0) return alert;
    return {
      ...alert,
      expr: `(${alert.expr}) unless on() count_over_time((${causes.join(" or ")})[${outlasting}:1m])`,
    };
  });
