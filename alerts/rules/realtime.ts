import { type Alert, type AlertContext, slowerThan } from "../alert.ts";

/** Slower than this and a conversation no longer feels like one; half of it is for the way to the reader. */
const FELT_SECONDS = { stored: 0.5, delivered: 1 };
/** The queue refuses messages at 5,000 (app/src/messages/post.ts). */
const LONG_QUEUE = 1_000;
/** Of three people one in a tunnel is a third, and no trouble of ours. */
const FEWEST_DROPS = 10;

/** Messages and the sockets they go to. */
export const realtime = ({ size }: AlertContext): Alert[] => [
  {
    name: "ConnectionsNearLimit",
    expr: `sum(campfire_websocket_connections_active) > ${size.thresholds.connections}`,
    for: "10m",
    severity: "ticket",
    summary: "{{ $value }} people are connected",
    description: "More than the stack's size is meant for: choose the next size before it gets slow.",
  },
  {
    name: "MessagesSlow",
    expr: slowerThan(FELT_SECONDS.stored, 0.95, "campfire_message_processing_seconds"),
    for: "5m",
    severity: "ticket",
    summary: "A message in twenty takes more than {{ $value | humanizeDuration }} to be stored",
    description: "People see their own messages late. Look at the database: its statements, its locks, its disk.",
  },
  {
    name: "MessagesQueue",
    expr: `campfire_messages_waiting > ${LONG_QUEUE}`,
    for: "1m",
    severity: "page",
    summary: "{{ $value }} messages wait on {{ $labels.instance }}",
    description: "The database takes them more slowly than they come; at 5,000 they are refused. Look at the database.",
  },
  {
    name: "DeliverySlow",
    expr: slowerThan(FELT_SECONDS.delivered, 0.95, "campfire_delivery_lag_seconds"),
    for: "5m",
    severity: "ticket",
    summary: "A message in twenty takes more than {{ $value | humanizeDuration }} to its readers",
    description: "The conversation drags. Look at the event loop, at the bus and, with several hosts, at their clocks.",
  },
  {
    name: "BusDown",
    expr: "campfire_bus_connected == 0",
    for: "2m",
    severity: "page",
    summary: "Replica {{ $labels.instance }} hears no other replica",
    description:
      "Its people see what others write only when it looks in the database, seconds later. Look at Redis, or where there is none at PostgreSQL.",
  },
  {
    name: "SocketsDropped",
    expr: `(sum(increase(campfire_websocket_slow_drops_total[10m])) > 0.1 * sum(campfire_websocket_connections_active)) and (sum(increase(campfire_websocket_slow_drops_total[10m])) >= ${FEWEST_DROPS})`,
    for: "5m",
    severity: "ticket",
    summary: "{{ $value }} clients were dropped within ten minutes because they took nothing",
    description:
      "More than one in ten: rather the way to them than the clients. Look at the ingress and at the network.",
  },
];
