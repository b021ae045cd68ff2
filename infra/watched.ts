import type { Source } from "../alerts/alert.ts";
import type { PlatformName } from "./platform-names.ts";

/**
 * What the alerts of each platform can read besides the replicas; on this machine as far as it is installed. On Google Cloud and Azure the
 * watchdog is there only with somebody to hear it (alertHeartbeatUrl): they would show it as a trouble that never ends.
 */
export const watchedOn = {
  local: ["ingress", "proxy", "backups", "host", "watchdog", "prometheus"],
  // Caddy's metrics are not those of the local proxy.
  docker: ["ingress", "backups", "host", "watchdog", "prometheus"],
  // Machines, Prometheus and Alertmanager are the cluster's, and kube-prometheus-stack watches them by rules of its own.
  kubernetes: ["backups", "watchdog"],
  aws: ["watchdog"],
  gcp: ["watchdog"],
  azure: ["watchdog"],
} as const satisfies Record<PlatformName, readonly Source[]>;
