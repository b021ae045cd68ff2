import type { Alert, AlertContext } from "../alert.ts";

/** Whether there is somebody who answers. */
export const availability = ({ replicas }: AlertContext): Alert[] => [
  {
    name: "ChatDown",
    expr: 'sum(up{job="campfire"}) == 0 or absent(up{job="campfire"})',
    for: "1m",
    severity: "page",
    summary: "No replica of the chat answers",
    description: "Nobody can chat. Look at the replicas' logs and at the database.",
  },
  {
    name: "ChatUnready",
    expr: "sum(campfire_ready) == 0",
    for: "1m",
    severity: "page",
    summary: "No replica of the chat is ready",
    description:
      "The replicas run, but get no requests: nobody can chat. The database is away, or older than the program.",
  },
  {
    name: "ReplicaDown",
    expr: 'up{job="campfire"} == 0',
    for: "2m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} does not answer",
    description: "One replica is down or can't be scraped; the others serve. Look at its log first.",
  },
  {
    name: "ReplicaUnready",
    // While none is ready that is the news, and not each of them.
    expr: "(campfire_ready == 0) and on() (sum(campfire_ready) > 0)",
    for: "5m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} is not ready",
    description: "It runs, but gets no requests; the others serve. Ask its /health/ready what it waits for.",
  },
  {
    name: "ReplicaMissing",
    expr: `sum(up{job="campfire"}) < ${replicas}`,
    for: "15m",
    severity: "ticket",
    summary: `Fewer than ${replicas} replicas run`,
    description: "The stack works with less in reserve than it was given: the next failure may be an outage.",
  },
  {
    name: "ReplicaRestarts",
    expr: 'changes(campfire_process_start_time_seconds{job="campfire"}[30m]) >= 3',
    for: "1m",
    severity: "ticket",
    summary: "Replica {{ $labels.instance }} started {{ $value }} times within half an hour",
    description: "It ends and is started again: people are connected anew each time. Its log says what it died of.",
  },
];
