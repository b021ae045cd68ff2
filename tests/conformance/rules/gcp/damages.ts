import type { Value } from "../../../../engine/values/wire.ts";
import { ofType, only, type Plan } from "../rule.ts";
import { type Container, everythingThatRuns, running, types } from "./plan.ts";

/** Takes the remedy of a rule away from a plan. */
export type Damage = (plan: Plan) => void;

type Inputs = Record<string, Value>;
const inputsOf = (plan: Plan, type: string, name: string): Inputs => only(plan, type, name).inputs;
const database = (plan: Plan) => inputsOf(plan, types.database, "database") as { settings: Record<string, Inputs> };
const chat = (plan: Plan) => running(plan, types.service, "campfire").template;
const app = (plan: Plan): Container => chat(plan).containers[0]!;

function remove(plan: Plan, type: string, name: string): void {
  const gone = only(plan, type, name);
  plan.resources.splice(plan.resources.indexOf(gone), 1);
}

function setVariable(container: Container, name: string, value: string): void {
  const variable = container.envs?.find((env) => env.name === name);
  if (!variable) throw new Error(`${container.name} has no ${name}`);
  delete variable.valueSource;
  variable.value = value;
}

/** By the id of the rule. A rule without an entry here has never been seen to fail. */
export const damages: Record<string, Damage> = {
  "pitfall-02": (plan) => {
    inputsOf(plan, types.backend, "chat").sessionAffinity = "GENERATED_COOKIE";
  },
  "pitfall-03": (plan) => setVariable(app(plan), "CAMPFIRE_SHUTDOWN_TIMEOUT", "30"),
  "pitfall-05": (plan) =>
    setVariable(running(plan, types.service, "grafana").template.containers[0]!, "GF_DATABASE_TYPE", "sqlite3"),
  "pitfall-06": (plan) => {
    inputsOf(plan, types.service, "campfire").scaling = { scalingMode: "MANUAL", manualInstanceCount: 3 };
  },
  "pitfall-07": (plan) => {
    database(plan).settings.finalBackupConfig = { enabled: false };
  },
  "pitfall-08": (plan) => {
    inputsOf(plan, types.secret, "app-key").secretId = "app-key";
  },
  "pitfall-09": (plan) => {
    inputsOf(plan, types.bucket, "files").forceDestroy = true;
  },
  "pitfall-11": (plan) => {
    chat(plan).timeout = "300s";
  },
  "pitfall-12": (plan) => {
    app(plan).resources.cpuIdle = true;
  },
  "pitfall-13": (plan) => {
    database(plan).settings.ipConfiguration!.privateNetwork = "projects/acme/global/networks/chat";
  },
  "pitfall-14": (plan) => {
    chat(plan).vpcAccess.connector = "projects/acme/locations/europe-west1/connectors/chat";
  },
  "pitfall-15": (plan) => {
    inputsOf(plan, types.database, "database").name = "campfire";
  },
  "pitfall-16": (plan) => {
    delete inputsOf(plan, types.service, "campfire").deletionProtection;
  },
  "pitfall-26": (plan) => {
    inputsOf(plan, types.secretVersion, "database-url").secretData = "postgres://campfire:hunter2@db/campfire";
  },
  "pitfall-27": (plan) => {
    app(plan).image = "europe-west1-docker.pkg.dev/acme/campfire/campfire:latest";
  },
  "pitfall-31": (plan) => {
    inputsOf(plan, types.bucket, "backups").labels = {};
  },
  "only-ingress-is-public": (plan) => {
    inputsOf(plan, types.service, "grafana").ingress = "INGRESS_TRAFFIC_ALL";
  },
  "walled-in": (plan) => remove(plan, types.firewall, "deny-egress"),
  "encrypted-in-transit": (plan) => {
    database(plan).settings.ipConfiguration!.sslMode = "ALLOW_UNENCRYPTED_AND_ENCRYPTED";
  },
  standby: (plan) => {
    inputsOf(plan, types.cache, "cache").tier = "BASIC";
  },
  connections: (plan) => {
    Object.assign(database(plan).settings, { databaseFlags: [{ name: "max_connections", value: "100" }] });
  },
  "grows-by-itself": (plan) => {
    const { urn } = only(plan, types.database, "database");
    Object.assign(plan.ignoreChanges, { [urn]: [] });
  },
  backups: (plan) => {
    delete inputsOf(plan, types.bucket, "vault").retentionPolicy;
  },
  size: (plan) => {
    app(plan).resources.limits.cpu = "8";
  },
  "migrated-first": (plan) => {
    const service = only(plan, types.service, "campfire");
    service.dependencies = service.dependencies.filter((urn) => !urn.endsWith("::migrate"));
  },
  "secrets-by-reference": (plan) => setVariable(app(plan), "CAMPFIRE_SECRET_KEY", "hunter2"),
  "least-privilege": (plan) => {
    ofType(plan, "gcp:projects/iAMMember:IAMMember")[0]!.inputs.role = "roles/editor";
  },
  "granted-first": (plan) => {
    for (const { entry } of everythingThatRuns(plan)) {
      entry.dependencies = entry.dependencies.filter((urn) => !urn.includes(types.secretReader));
    }
  },
  "rate-limits": (plan) => {
    const { rules } = inputsOf(plan, types.webFirewall, "chat") as { rules: { priority: number }[] };
    rules.splice(
      rules.findIndex(({ priority }) => priority === 3000),
      1,
    );
  },
  "web-firewall": (plan) => {
    const { rules } = inputsOf(plan, types.webFirewall, "chat") as { rules: { action: string }[] };
    for (const rule of rules) rule.action = "allow";
  },
  alerts: (plan) => remove(plan, types.alert, "alert-ChatDown"),
  certificate: (plan) => {
    inputsOf(plan, "gcp:certificatemanager/certificate:Certificate", "chat").managed = {
      domains: ["chat.example.com"],
    };
  },
};
