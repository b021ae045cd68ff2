import { timing } from "../../../infra/presets.ts";
import { ofType, only, type Plan, type Rule } from "./rule.ts";

const processType = "local:index:Process";
const platforms = ["local"] as const;

/** The replicas of the app, first to last. */
const replicas = (plan: Plan) =>
  ofType(plan, processType)
    .filter(({ name }) => /^app-\d+$/.test(name))
    .sort((a, b) => Number(a.name.slice(4)) - Number(b.name.slice(4)));

const number = (value: unknown) => Number(value);

export const local: Rule[] = [
  {
    id: "pitfall-01",
    platforms,
    holds: "the ingress keeps a silent WebSocket for at least three pings",
    check: (plan) => {
      const config = JSON.parse(String(only(plan, "local:index:File", "ingress.json").inputs.content)) as {
        idleTimeoutSeconds: number;
      };
      const { env } = only(plan, processType, "app-1").inputs as { env: Record<string, string> };
      const ping = number(env.CAMPFIRE_WEBSOCKET_PING_INTERVAL);
      const { idleTimeoutSeconds: idle } = config;
      return idle >= 3 * ping && idle >= 300 ? [] : [`idle time-out ${idle} s, ping ${ping} s`];
    },
  },
  {
    id: "pitfall-03",
    platforms,
    holds: "a replica has longer to stop than it takes to drain",
    check: (plan) =>
      replicas(plan).flatMap(({ name, inputs }) => {
        const stop = number((inputs.stop as Record<string, unknown>).timeoutSeconds);
        const drain = number((inputs.env as Record<string, unknown>).CAMPFIRE_SHUTDOWN_TIMEOUT);
        return stop > drain && drain >= timing.drain ? [] : [`${name} stops within ${stop} s, drains for ${drain} s`];
      }),
  },
  {
    id: "rolling",
    platforms,
    holds: "there are at least two replicas, and each waits for the one before, so that one of them always serves",
    check: (plan) => {
      const all = replicas(plan);
      const loose = all.slice(1).filter(({ dependencies }, index) => !dependencies.includes(all[index]?.urn ?? ""));
      return [
        ...(all.length >= 2 ? [] : [`${all.length} replicas`]),
        ...loose.map(({ name }) => `${name} does not wait`),
      ];
    },
  },
  {
    id: "migrated-first",
    platforms,
    holds: "the first replica and the backups wait for the migrations, and those for the database",
    check: (plan) => {
      const migrate = only(plan, "local:index:Command", "migrate");
      const database = only(plan, processType, "postgres");
      const waiting = [replicas(plan)[0], only(plan, processType, "backups")];
      return [
        ...waiting.filter((one) => !one?.dependencies.includes(migrate.urn)).map((one) => `${one?.name} does not wait`),
        ...(migrate.dependencies.includes(database.urn) ? [] : ["migrate does not wait for the database"]),
      ];
    },
  },
  {
    id: "own-ports",
    platforms,
    holds: "no two processes share a port",
    check: (plan) => {
      const ports = ofType(plan, processType).flatMap(({ inputs }) => inputs.ports as number[]);
      return ports.filter((port, index) => ports.indexOf(port) !== index).map((port) => `port ${port} is taken twice`);
    },
  },
  {
    id: "no-secret-arguments",
    platforms,
    holds: "no secret is handed over as an argument, which every user of the machine can read",
    check: (plan) =>
      [...ofType(plan, processType), ...ofType(plan, "local:index:Command")]
        .filter(({ inputs }) => JSON.stringify(inputs.args ?? "").includes("<secret>"))
        .map(({ urn }) => urn),
  },
];
