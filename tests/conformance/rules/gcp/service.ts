import { sizePresets } from "../../../../infra/presets.ts";
import { ofType, only, type Rule } from "../rule.ts";
import { type Container, differs, each, everythingThatRuns, platforms, running, types } from "./plan.ts";

/** How long Cloud Run waits between asking an instance to stop and ending it, in seconds; it can't be set. */
const grace = 10;

const variable = ({ envs = [] }: Container, name: string) => envs.find((env) => env.name === name)?.value;

export const serviceRules: Rule[] = [
  {
    id: "pitfall-02",
    platforms,
    holds: "the load balancers are not sticky",
    check: (plan) =>
      each<Record<string, unknown>>(plan, types.backend, ({ sessionAffinity }) =>
        differs("sessionAffinity", sessionAffinity, "NONE"),
      ),
  },
  {
    id: "pitfall-03",
    platforms,
    holds: "an instance drains within the time that Cloud Run gives it, and a new one serves only when it is ready",
    check: (plan) => {
      const app = running(plan, types.service, "campfire").template.containers[0]!;
      const drain = Number(variable(app, "CAMPFIRE_SHUTDOWN_TIMEOUT"));
      return [
        ...(drain > 0 && drain < grace ? [] : [`it drains for ${drain} s of ${grace}`]),
        ...differs("startup probe", app.startupProbe?.httpGet.path, "/health/ready"),
        ...differs("liveness probe", app.livenessProbe?.httpGet.path, "/health/live"),
      ];
    },
  },
  {
    id: "pitfall-06",
    platforms,
    holds: "an `up` sets the bounds of the number of instances and never the number",
    check: (plan) =>
      each<{ scaling: Record<string, unknown> }>(plan, types.service, ({ scaling }) => [
        ...differs("scalingMode", scaling.scalingMode, "AUTOMATIC"),
        ...differs("manualInstanceCount", scaling.manualInstanceCount, undefined),
      ]),
  },
  {
    id: "pitfall-11",
    platforms,
    holds:
      "a WebSocket may last an hour, over HTTP/1.1, with affinity as a help and Redis as the way between instances",
    check: (plan) => {
      const { template } = running(plan, types.service, "campfire");
      const app = template.containers[0]!;
      const redis = app.envs?.find(({ name }) => name === "CAMPFIRE_REDIS_URL");
      return [
        ...differs("timeout", template.timeout, "3600s"),
        ...differs("sessionAffinity", template.sessionAffinity, true),
        ...differs("port", app.ports?.name, "http1"),
        ...(redis ? [] : ["no Redis"]),
        ...each<Record<string, unknown>>(plan, types.backend, ({ protocol, timeoutSec }) => [
          ...differs("protocol", protocol, "HTTPS"),
          // Refused for serverless backends, whose requests last as long as Cloud Run lets them.
          ...differs("timeoutSec", timeoutSec, undefined),
        ]),
      ];
    },
  },
  {
    id: "pitfall-12",
    platforms,
    holds: "each instance has a collector beside it, and keeps its CPU between requests",
    check: (plan) => {
      const { template } = running(plan, types.service, "campfire");
      const collector = template.containers.find(({ name }) => name === "collector");
      return [
        ...(collector?.image.includes("cloud-run-gmp-sidecar") ? [] : ["no collector"]),
        ...differs("configuration", collector?.volumeMounts?.[0]?.mountPath, "/etc/rungmp"),
        ...template.containers.flatMap(({ name, resources }) => differs(`${name}: cpuIdle`, resources.cpuIdle, false)),
      ];
    },
  },
  {
    id: "pitfall-27",
    platforms,
    holds:
      "the app runs by digest, other images by an exact version, and no token of the registry makes previews differ",
    check: (plan) => [
      ...everythingThatRuns(plan).flatMap(({ entry, template }) =>
        template.containers
          .filter(
            ({ image }) => image !== "<unknown>" && !/(:v?\d+\.\d+\.\d+[\w.-]*|@sha256:[0-9a-f]{64})$/.test(image),
          )
          .map(({ image }) => `${entry.name}: ${image}`),
      ),
      ...ofType(plan, "docker-build:index:Image").flatMap(({ inputs }) => [
        ...differs("registries", inputs.registries, undefined),
        ...differs("buildOnPreview", inputs.buildOnPreview, false),
        ...(String((inputs.context as { location: string }).location).startsWith("/") ? ["an absolute context"] : []),
      ]),
    ],
  },
  {
    id: "size",
    platforms,
    holds: "instances, their CPU and their memory are the size's, or the least that Cloud Run offers",
    check: (plan) => {
      const size = sizePresets[plan.size];
      const scaling = only(plan, types.service, "campfire").inputs.scaling as Record<string, unknown>;
      const { limits } = running(plan, types.service, "campfire").template.containers[0]!.resources;
      return [
        ...differs("minInstanceCount", scaling.minInstanceCount, size.replicas.min),
        ...differs("maxInstanceCount", scaling.maxInstanceCount, size.replicas.max),
        ...differs("cpu", limits.cpu, String(Math.max(1, size.app.cpu))),
        ...differs("memory", limits.memory, `${Math.max(512, size.app.memoryMiB)}Mi`),
      ];
    },
  },
  {
    id: "migrated-first",
    platforms,
    holds: "the service waits for a job that has migrated, once for each image",
    check: (plan) => {
      const migrate = only(plan, types.job, "migrate");
      const images = migrate.propertyDependencies.runExecutionToken?.filter((urn) => urn.includes(":Image::")) ?? [];
      return [
        ...(migrate.inputs.runExecutionToken ? [] : ["the job does not run"]),
        ...(images.length > 0 ? [] : ["a new image would not migrate"]),
        ...["service", "backups"].flatMap((part) =>
          plan.resources
            .filter(
              ({ urn, type }) =>
                urn.includes(`:${part[0]!.toUpperCase()}${part.slice(1)}$gcp:cloudrunv2/`) &&
                [types.service, types.job].some((is) => is === type),
            )
            .filter(({ name, dependencies }) => name !== "migrate" && !dependencies.includes(migrate.urn))
            .map(({ name }) => `${name} does not wait`),
        ),
      ];
    },
  },
];
