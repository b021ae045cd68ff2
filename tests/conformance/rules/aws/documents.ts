import { parse } from "yaml";
import { timing } from "../../../../infra/presets.ts";
import { generatedSecret } from "../../render.ts";
import { only, type Plan, type Rule } from "../rule.ts";
import { alertDocuments } from "./alert-documents.ts";
import { at, every, platforms, presetsOf } from "./look.ts";

interface Container {
  name: string;
  image: string;
  command?: string[];
  essential: boolean;
  user?: string;
  readonlyRootFilesystem: boolean;
  stopTimeout?: number;
  environment: { name: string; value: string }[];
  secrets: { name: string; valueFrom: string }[];
  dependsOn: { containerName: string; condition: string }[];
  mountPoints: { sourceVolume: string; containerPath: string }[];
}

const taskType = "aws:ecs/taskDefinition:TaskDefinition";

/** The containers of a task, as ECS gets them. */
const containersOf = (plan: Plan, task: string) =>
  JSON.parse(String(at(only(plan, taskType, task), "containerDefinitions"))) as Container[];

const container = (plan: Plan, task: string, name: string) => {
  const found = containersOf(plan, task).find((one) => one.name === name);
  if (!found) throw new Error(`task ${task} has no container ${name}`);
  return found;
};

const variable = ({ environment }: Container, name: string) => environment.find((one) => one.name === name)?.value;

const allContainers = (plan: Plan) =>
  every(plan, taskType).flatMap(({ name }) => containersOf(plan, name).map((one) => ({ task: name, ...one })));

/** Names of variables whose values nobody but the container may see. */
const secretName = /PASSWORD|_KEY$|DATABASE_URL$|REDIS_URL$/;

/** What the documents inside a plan say: rules for plans in which nothing is unknown. */
export const documents: Rule[] = [
  ...alertDocuments,
  {
    id: "secrets-by-reference",
    platforms,
    holds:
      "task definitions and outputs name secrets, and hold none: by version, so that a change of one is rolled out",
    check: (plan) => {
      const clear = allContainers(plan).flatMap(({ task, name, environment }) =>
        environment
          .filter((one) => secretName.test(one.name) && /:[^@/]+@/.test(one.value.replace("://", "")))
          .map((one) => `${task}/${name}: ${one.name}`),
      );
      const loose = allContainers(plan).flatMap(({ task, name, secrets }) =>
        secrets
          .filter(({ valueFrom }) => !/^arn:aws:secretsmanager:.*:::version-1$/.test(valueFrom))
          .map((one) => `${task}/${name}: ${one.name} is ${one.valueFrom}`),
      );
      const leaked = plan.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(generatedSecret));
      return [
        ...clear,
        ...loose,
        ...leaked.map(({ urn }) => `${urn} holds a generated secret in the clear`),
        ...(JSON.stringify(plan.outputs).includes(generatedSecret) ? ["an output holds a generated secret"] : []),
        ...(container(plan, "app", "app").secrets.length === 3 ? [] : ["the app gets other secrets"]),
      ];
    },
  },
  {
    id: "migrated-first",
    platforms,
    holds: "no replica serves before the migrations ran in its task, by the same image",
    check: (plan) => {
      const [app, migrate] = ["app", "migrate"].map((name) => container(plan, "app", name)) as [Container, Container];
      const waits = ({ dependsOn }: Container, on: string) =>
        dependsOn.some(({ containerName, condition }) => containerName === on && condition === "SUCCESS");
      return [
        ...(waits(app, "migrate") && waits(migrate, "prepare") ? [] : ["it does not wait"]),
        ...(app.image === migrate.image && /@sha256:[0-9a-f]{64}$/.test(app.image) ? [] : [`images ${app.image}`]),
        ...(migrate.essential || !app.essential ? ["the task ends with the wrong container"] : []),
        ...(JSON.stringify(migrate.command) === '["migrate"]' && JSON.stringify(app.command) === '["serve"]'
          ? []
          : ["commands"]),
      ];
    },
  },
  {
    id: "pitfall-03-stop",
    platforms,
    holds: "a replica is given longer to stop than it drains, and no longer than Fargate gives anyone",
    check: (plan) => {
      const app = container(plan, "app", "app");
      const [stop, drain] = [app.stopTimeout ?? 0, Number(variable(app, "CAMPFIRE_SHUTDOWN_TIMEOUT"))];
      return stop > drain && drain >= timing.drain && stop <= 120
        ? []
        : [`stops within ${stop} s, drains for ${drain} s`];
    },
  },
  {
    id: "pitfall-04-user",
    platforms,
    holds: "whoever mounts the attachments as the app is the access point's user",
    check: (plan) =>
      allContainers(plan)
        .filter(
          ({ mountPoints, image }) =>
            image.includes("/app:") && mountPoints.some(({ sourceVolume }) => sourceVolume === "files"),
        )
        .filter(({ user }) => user !== "10001:10001")
        .map(({ task, name, user }) => `${task}/${name} is ${user}`),
  },
  {
    id: "pitfall-05",
    platforms,
    holds: "no database file is on a network disk: metrics are in managed Prometheus, Grafana's settings in PostgreSQL",
    check: (plan) => {
      const grafana = container(plan, "grafana", "grafana");
      const volumes = ["grafana", "collector", "restore-test"].filter((task) =>
        JSON.stringify(at(only(plan, taskType, task), "volumes") ?? []).includes("efsVolumeConfiguration"),
      );
      return [
        ...(variable(grafana, "GF_DATABASE_TYPE") === "postgres" ? [] : ["Grafana keeps a file"]),
        ...(variable(grafana, "GF_DATABASE_SSL_MODE") === "verify-full"
          ? []
          : ["Grafana does not check whom it talks to"]),
        ...volumes.map((task) => `${task} mounts a network disk`),
      ];
    },
  },
  {
    id: "read-only",
    platforms,
    holds: "in production nothing can be written into the app's containers",
    check: (plan) =>
      allContainers(plan)
        .filter(({ task, image }) => task === "app" && image.includes("/app:"))
        .filter(({ readonlyRootFilesystem }) => readonlyRootFilesystem !== presetsOf(plan).lifecycle.protectData)
        .map(({ task, name }) => `${task}/${name}`),
  },
  {
    id: "exact-images",
    platforms,
    holds: "every image of others has an exact version",
    check: (plan) =>
      allContainers(plan)
        .filter(({ image }) => !/(:v?\d+\.\d+(\.\d+)?(-\w+)?|@sha256:[0-9a-f]{64})$/.test(image))
        .map(({ task, name, image }) => `${task}/${name}: ${image}`),
  },
  {
    id: "policies-parse",
    platforms,
    holds: "every policy document is an IAM policy whose statements name actions and resources",
    check: (plan) =>
      [
        "aws:iam/rolePolicy:RolePolicy",
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:efs/fileSystemPolicy:FileSystemPolicy",
        "aws:kms/key:Key",
      ]
        .flatMap((type) => every(plan, type))
        .flatMap((resource) => {
          const text = at(resource, "policy");
          const policy = (typeof text === "string" ? JSON.parse(text) : text) as {
            Version: string;
            Statement: Record<string, unknown>[];
          };
          const bad = policy.Statement.filter(
            ({ Effect, Action, Resource }) =>
              !/^(Allow|Deny)$/.test(String(Effect)) || [Action, Resource].flat().some((one) => !one),
          );
          return policy.Version === "2012-10-17" && policy.Statement.length > 0 && bad.length === 0
            ? []
            : [resource.urn];
        }),
  },
  {
    id: "logs-of-ours",
    platforms,
    holds: "the bucket of access logs takes those of this account's load balancers only",
    check: (plan) => {
      const policy = JSON.stringify(at(only(plan, "aws:s3/bucketPolicy:BucketPolicy", "access-log"), "policy"));
      return /\/AWSLogs\/\d{12}\/\*"/.test(policy) && !policy.includes("/AWSLogs/*") ? [] : [policy];
    },
  },
  {
    id: "grafana-keeps-its-own-key",
    platforms,
    holds: "what Grafana keeps encrypted is encrypted with a key of the stack",
    check: (plan) =>
      container(plan, "grafana", "grafana").secrets.some(({ name }) => name === "GF_SECURITY_SECRET_KEY")
        ? []
        : ["it uses the key that is in its source"],
  },
  {
    id: "files-over-tls",
    platforms,
    holds: "the file system refuses whoever comes without TLS, and its policy lets nobody in by itself",
    check: (plan) => {
      const policy = JSON.parse(String(at(only(plan, "aws:efs/fileSystemPolicy:FileSystemPolicy", "files"), "policy")));
      const [statement, ...others] = policy.Statement;
      const denies = statement.Effect === "Deny" && statement.Condition.Bool["aws:SecureTransport"] === "false";
      return denies && others.length === 0 ? [] : [JSON.stringify(policy)];
    },
  },
  {
    id: "encrypted-in-transit-inside",
    platforms,
    holds:
      "whoever the load balancer or the collector reaches serves TLS, and so do the addresses that tasks connect to",
    check: (plan) => {
      const served = { app: ["CAMPFIRE_TLS", "self-signed"], grafana: ["GF_SERVER_PROTOCOL", "https"] } as const;
      const plain = Object.entries(served).filter(
        ([task, [name, value]]) => variable(container(plan, task, task), name) !== value,
      );
      const config = parse(variable(container(plan, "collector", "collector"), "AOT_CONFIG_CONTENT") ?? "");
      const scrapes = config.receivers.prometheus.config.scrape_configs as { scheme?: string }[];
      const volumes = every(plan, taskType).flatMap((definition) =>
        ((at(definition, "volumes") ?? []) as { efsVolumeConfiguration?: { transitEncryption: string } }[]).flatMap(
          ({ efsVolumeConfiguration }) => efsVolumeConfiguration ?? [],
        ),
      );
      // What is reached without TLS is in the task itself: the scratch database of the restore test.
      const addresses = allContainers(plan).flatMap(({ task, name, environment }) =>
        environment
          .filter(({ value }) => /^(http|redis|postgres):\/\/(?![^/]*@?127\.0\.0\.1)/.test(value))
          .map((one) => `${task}/${name}: ${one.name}`),
      );
      return [
        ...plain.map(([task]) => `${task} serves without TLS`),
        ...scrapes.filter(({ scheme }) => scheme !== "https").map(() => "the collector reads without TLS"),
        ...volumes.filter(({ transitEncryption }) => transitEncryption !== "ENABLED").map(() => "a mount without TLS"),
        ...addresses,
      ];
    },
  },
  {
    id: "collector-document",
    platforms,
    holds:
      "the collector reads every replica by its private name, as the job that the alerts ask for, and sends to the workspace",
    check: (plan) => {
      const config = parse(variable(container(plan, "collector", "collector"), "AOT_CONFIG_CONTENT") ?? "");
      const [job] = config.receivers.prometheus.config.scrape_configs;
      const { metrics } = config.service.pipelines;
      const defined = (section: string, names: string[]) => names.every((name) => name in config[section]);
      return [
        ...(job.job_name === "campfire" && job.dns_sd_configs[0].names[0] === "app.campfire" ? [] : ["another job"]),
        ...(job.dns_sd_configs[0].port === 3000 ? [] : ["another port"]),
        ...(/\/workspaces\/ws-1\/api\/v1\/remote_write$/.test(config.exporters.prometheusremotewrite.endpoint)
          ? []
          : ["sends elsewhere"]),
        ...(["receivers", "processors", "exporters"].every((section) => defined(section, metrics[section]))
          ? []
          : ["pipeline"]),
      ];
    },
  },
  {
    id: "grafana-source",
    platforms,
    holds: "Grafana reads the workspace with its task's role, and is given every dashboard",
    check: (plan) => {
      const objects = every(plan, "aws:s3/bucketObjectv2:BucketObjectv2");
      const content = (name: string) => String(at(objects.find((one) => one.name === name)!, "content"));
      const [source] = parse(content("datasources-prometheus.yaml")).datasources;
      const [provider] = parse(content("dashboards-campfire.yaml")).providers;
      const boards = objects.filter(({ name }) => name.startsWith("campfire-"));
      return [
        ...(source.url.includes("/workspaces/ws-1/") && source.jsonData.sigV4Auth === true ? [] : ["another source"]),
        ...(provider.options.path === "/etc/grafana/provisioning/campfire" ? [] : ["another folder"]),
        ...(boards.length > 0 && boards.every((one) => JSON.parse(String(at(one, "content"))).uid)
          ? []
          : ["no dashboards"]),
      ];
    },
  },
];
