import type { Alert, AlertContext } from "../alert.ts";

/** What stands before the replicas; on clouds this is the platform's own. */
export const ingress = (_context?: AlertContext): Alert[] => [
  {
    name: "IngressDown",
    expr: 'up{job="ingress"} == 0 or absent(up{job="ingress"})',
    for: "1m",
    severity: "page",
    summary: "The ingress does not answer",
    description: "Nobody gets through to the chat. Look at the ingress' log.",
  },
];

/** What the TLS proxy of a local stack says of the requests that it passed on. */
export const proxy = (_context?: AlertContext): Alert[] => [
  {
    name: "IngressErrors",
    expr: '(sum(rate(campfire_ingress_request_duration_seconds_count{status=~"5..",class!="health"}[5m])) / sum(rate(campfire_ingress_request_duration_seconds_count{class!="health"}[5m])) > 0.05) and (sum(increase(campfire_ingress_request_duration_seconds_count{status=~"5..",class!="health"}[5m])) >= 10)',
    for: "5m",
    severity: "page",
    summary: "{{ $value | humanizePercentage }} of the requests fail at the ingress",
    description: "People see errors, wherever they come from. Look at which replicas the ingress holds for ready.",
  },
];
