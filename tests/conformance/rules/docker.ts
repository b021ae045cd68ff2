import type { PlanEntry } from "../../../engine/plan/json.ts";
import { lifecyclePresets, timing } from "../../../infra/presets.ts";
import { ofType, only, type Plan, type Rule } from "./rule.ts";

const platforms = ["docker"] as const;
const containerType = "docker:index/container:Container";

// biome-ignore lint/suspicious/noExplicitAny: the provider's own form of a container.
type Inputs = Record<string, any>;
const inputsOf = ({ inputs }: PlanEntry) => inputs as Inputs;
const containers = (plan: Plan) => ofType(plan, containerType);
const theOne = (plan: Plan, name: string) => inputsOf(only(plan, containerType, name));

/** The replicas of the app, first to last. */
const replicas = (plan: Plan) =>
  containers(plan)
    .filter(({ name }) => /^chat-\d+$/.test(name))
    .sort((a, b) => Number(a.name.slice(5)) - Number(b.name.slice(5)));

const variable = ({ envs }: Inputs, name: string) =>
  (envs as string[]).find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
const caddyfileOf = (plan: Plan): string => theOne(plan, "ingress").uploads[0].content;

export const docker: Rule[] = [
  {
    id: "pitfall-01",
    platforms,
    holds: "the ingress ends no connection by itself: neither a WebSocket nor a slow request has a time-out",
    check: (plan) => (/(read|write|idle|stream)_timeout/.test(caddyfileOf(plan)) ? ["the ingress has a time-out"] : []),
  },
  {
    id: "pitfall-03",
    platforms,
    holds:
      "a replica has longer to stop than it takes to drain, and the ingress asks another as soon as it is not ready",
    check: (plan) => [
      ...replicas(plan).flatMap((replica) => {
        const { stopTimeout, destroyGraceSeconds } = inputsOf(replica);
        const drain = Number(variable(inputsOf(replica), "CAMPFIRE_SHUTDOWN_TIMEOUT"));
        return Math.min(stopTimeout, destroyGraceSeconds) > drain && drain >= timing.drain
          ? []
          : [`${replica.name} stops within ${stopTimeout} s, drains for ${drain} s`];
      }),
      ...(caddyfileOf(plan).includes("health_uri /health/ready")
        ? []
        : ["the ingress asks replicas that are not ready"]),
    ],
  },
  {
    id: "pitfall-05",
    platforms,
    holds: "no two containers that write a database of their own share its volume",
    check: (plan) => {
      const writers = ["database", "prometheus", "grafana"].map((name) => theOne(plan, name).volumes as Inputs[]);
      const names = writers.flatMap((volumes) => volumes.map(({ volumeName }) => volumeName));
      const others = containers(plan).filter(({ name }) => !["database", "prometheus", "grafana"].includes(name));
      return others.flatMap((other) =>
        ((inputsOf(other).volumes ?? []) as Inputs[])
          .filter(({ volumeName }) => volumeName && names.includes(volumeName))
          .map(({ volumeName }) => `${other.name} shares ${volumeName}`),
      );
    },
  },
  {
    id: "pitfall-22",
    platforms,
    holds: "every image has an exact version, and none comes from a catalogue that was closed",
    check: (plan) => {
      const images = ofType(plan, "docker:index/remoteImage:RemoteImage").map((image) => String(image.inputs.name));
      return [
        ...(images.length > 0 ? [] : ["no image is pulled"]),
        ...images.filter((image) => !/:[^:@/]*\d+\.\d+[^:@/]*(@sha256:[0-9a-f]{64})?$/.test(image)),
        ...images.filter((image) => image.includes("bitnami")),
      ];
    },
  },
  {
    id: "pitfall-24",
    platforms,
    holds: "what has data is gone before its successor starts, and its data stays on a volume with a name",
    check: (plan) =>
      ["database", "cache", "prometheus", "grafana", "backups"].flatMap((name) => {
        const { volumes, name: fixed } = theOne(plan, name);
        const loose = (volumes as Inputs[]).filter(({ volumeName, hostPath }) => !volumeName && !hostPath);
        return [
          ...loose.map(() => `${name} has a volume without a name`),
          ...(fixed ? [] : [`two of ${name} may run`]),
        ];
      }),
  },
  {
    id: "pitfall-27",
    platforms,
    holds: "containers follow what an image is, not what it is called: a name stays when its image changes",
    check: (plan) =>
      containers(plan)
        .filter((one) => inputsOf(one).image !== "<unknown>" && !/sha256:/.test(inputsOf(one).image))
        .map(({ name, inputs }) => `${name} runs ${inputs.image}`),
  },
  {
    id: "only-ingress",
    platforms,
    holds: "only the ingress can be reached from outside; what else has a port has it on the host's loopback",
    check: (plan) =>
      containers(plan)
        .filter(({ name }) => name !== "ingress")
        .flatMap(({ name, inputs }) =>
          (((inputs as Inputs).ports ?? []) as Inputs[])
            .filter(({ ip }) => ip !== "127.0.0.1")
            .map(({ external }) => `${name} listens on port ${external}`),
        ),
  },
  {
    id: "data-inside",
    platforms,
    holds: "database and cache are on one network only, and it leads nowhere",
    check: (plan) => {
      const inner = ofType(plan, "docker:index/network:Network")
        .filter(({ inputs }) => inputs.internal === true)
        .map(({ inputs }) => inputs.name);
      return ["database", "cache"].flatMap((name) => {
        const networks = (theOne(plan, name).networksAdvanced as Inputs[]).map((network) => network.name);
        return networks.length === 1 && inner.includes(networks[0]) ? [] : [`${name} is on ${networks.join(", ")}`];
      });
    },
  },
  {
    id: "confined",
    platforms,
    holds: "every container is limited, without privileges, on a read-only disk, and its log is rotated",
    check: (plan) =>
      containers(plan)
        .filter((one) => {
          const { readOnly, capabilities, securityOpts, memory, cpus, logOpts, privileged } = inputsOf(one);
          const confined =
            readOnly && capabilities?.drops?.includes("ALL") && securityOpts?.includes("no-new-privileges:true");
          return !confined || privileged || !memory || !cpus || !logOpts?.["max-size"];
        })
        .map(({ name }) => name),
  },
  {
    id: "rolling",
    platforms,
    holds: "there are at least two replicas, and each waits until the one before is ready",
    check: (plan) => {
      const all = replicas(plan);
      return [
        ...(all.length >= 2 ? [] : [`${all.length} replicas`]),
        ...all.filter((replica) => !inputsOf(replica).wait).map(({ name }) => `nobody waits for ${name}`),
        ...all
          .slice(1)
          .filter(({ dependencies }, index) => !dependencies.includes(all[index]?.urn ?? ""))
          .map(({ name }) => `${name} does not wait`),
      ];
    },
  },
  {
    id: "migrated-first",
    platforms,
    holds: "the first replica and the backups wait for the migrations, and those for a database that is ready",
    check: (plan) => {
      const [migrate, database] = ["migrate", "database"].map((name) => only(plan, containerType, name));
      const waiting = [replicas(plan)[0], only(plan, containerType, "backups")];
      return [
        ...waiting
          .filter((one) => !one?.dependencies.includes(migrate?.urn ?? ""))
          .map((one) => `${one?.name} does not wait`),
        ...(migrate?.dependencies.includes(database?.urn ?? "") ? [] : ["the migrations do not wait"]),
        ...(theOne(plan, "database").wait ? [] : ["nobody waits for the database"]),
      ];
    },
  },
  {
    id: "protected-data",
    platforms,
    holds: "in production nothing that holds data is deleted by a plain `down`: volumes and keys",
    check: (plan) => {
      const volumes = ["database", "files", "backups"].map((name) => only(plan, "docker:index/volume:Volume", name));
      const keys = ofType(plan, "random:index/randomPassword:RandomPassword");
      const { protectData } = lifecyclePresets[plan.lifecycle];
      return [...volumes, ...keys].filter(({ protect }) => protect !== protectData).map(({ urn }) => urn);
    },
  },
];
