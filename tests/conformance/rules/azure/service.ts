import { sizePresets } from "../../../../infra/presets.ts";
import { type AzureRule, appContainer, at, list, one, variable } from "./plan.ts";

export const service: AzureRule[] = [
  {
    id: "pitfall-03",
    holds: "a replica drains before it is killed, and gets no traffic before it is ready",
    check: (plan) => {
      const { inputs } = one(plan, "app:ContainerApp", "app");
      const grace = Number(at(inputs, "template", "terminationGracePeriodSeconds"));
      const drain = Number(variable(appContainer(plan), "CAMPFIRE_SHUTDOWN_TIMEOUT"));
      const paths = Object.fromEntries(
        list(at(appContainer(plan), "probes")).map((probe) => [at(probe, "type"), at(probe, "httpGet", "path")]),
      );
      const expected = { Startup: "/health/live", Liveness: "/health/live", Readiness: "/health/ready" };
      return [
        ...(grace > drain && drain >= 30 ? [] : [`killed after ${grace} s, drains for ${drain} s`]),
        ...Object.entries(expected)
          .filter(([type, path]) => paths[type] !== path)
          .map(([type]) => `${type} asks ${paths[type]}`),
      ];
    },
  },
  {
    id: "pitfall-06",
    holds: "an `up` sets bounds, between which the count is Container Apps' to choose",
    check: (plan) => {
      const scale = at(one(plan, "app:ContainerApp", "app").inputs, "template", "scale");
      const { min, max } = sizePresets[plan.size].replicas;
      const rules = list(at(scale, "rules")).map((rule) => at(rule, "name"));
      return [
        ...(at(scale, "minReplicas") === min && at(scale, "maxReplicas") === max ? [] : [JSON.stringify(scale)]),
        ...["connections", "cpu", "memory"].filter((rule) => !rules.includes(rule)).map((rule) => `no rule on ${rule}`),
      ];
    },
  },
  {
    id: "migrated-first",
    holds: "no replica starts before the database is at its version, and no backup job is made before a replica ran",
    check: (plan) => {
      const app = one(plan, "app:ContainerApp", "app");
      const [first] = list(at(app.inputs, "template", "initContainers"));
      const command = JSON.stringify(at(first, "args"));
      const early = ["backup", "restore-test"].filter(
        (name) => !one(plan, "app:Job", name).dependencies.includes(app.urn),
      );
      return [
        ...(command === '["migrate"]' ? [] : [`first runs ${command}`]),
        ...early.map((name) => `${name} does not wait for the app`),
      ];
    },
  },
  {
    id: "one-revision",
    holds: "one revision serves at a time, and the next takes over when it is ready",
    check: (plan) => {
      const { inputs } = one(plan, "app:ContainerApp", "app");
      const mode = at(inputs, "configuration", "activeRevisionsMode");
      return mode === "Single" ? [] : [`revisions: ${mode}`];
    },
  },
  {
    id: "client-addresses",
    holds: "the app believes exactly the two proxies before it about a client's address",
    check: (plan) => {
      const trusted = variable(appContainer(plan), "CAMPFIRE_TRUST_PROXY");
      return trusted === "2" ? [] : [`it believes ${trusted}`];
    },
  },
  {
    id: "sold-in-pairs",
    holds: "every container has a size that Container Apps sells: half a GiB for each quarter core",
    check: (plan) =>
      ["containers", "initContainers"].flatMap((kind) =>
        list(at(one(plan, "app:ContainerApp", "app").inputs, "template", kind)).flatMap((container) => {
          const cpu = Number(at(container, "resources", "cpu"));
          const memory = at(container, "resources", "memory");
          return (cpu * 4) % 1 === 0 && memory === `${cpu * 2}Gi`
            ? []
            : [`${at(container, "name")}: ${cpu}, ${memory}`];
        }),
      ),
  },
];
