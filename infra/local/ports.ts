import { portsOfAStack } from "../settings.ts";

/** Replicas that a local stack has ports for. */
export const mostReplicas = 10;

/** The ports of a local stack: one after another from the setting `port` on, all on loopback. */
export interface Ports {
  /** The chat. */
  https: number;
  /** Leads to https. */
  http: number;
  database: number;
  cache: number;
  prometheus: number;
  grafana: number;
  /** Metrics and health of the ingress and of the backups, which the outside can't reach through the ingress. */
  ingressMetrics: number;
  backupsMetrics: number;
  alertmanager: number;
  /** Metrics of the machine. */
  hostMetrics: number;
  /** One a replica. */
  replicas: number[];
}

const firstReplica = portsOfAStack - mostReplicas;

export const portsFrom = (first: number, replicas: number): Ports => ({
  https: first,
  http: first + 1,
  database: first + 2,
  cache: first + 3,
  prometheus: first + 4,
  grafana: first + 5,
  ingressMetrics: first + 6,
  backupsMetrics: first + 7,
  alertmanager: first + 8,
  hostMetrics: first + 9,
  replicas: Array.from({ length: replicas }, (_, index) => first + firstReplica + index),
});

export const allPorts = ({ replicas, ...others }: Ports): number[] => [...Object.values(others), ...replicas];
