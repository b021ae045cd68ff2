// What a platform offers. `stack.ts` composes a stack through these interfaces and knows no cloud.
//
// Glossary
//   stack       one deployed Campfire: a `Pulumi.<name>.yaml` and what was made from it
//   platform    where a stack runs: local, docker, kubernetes, aws, gcp or azure
//   part        one box of the architecture diagram: network, secrets, database, …; a component resource on every platform
//   spec        what a stack file asks for, with its presets looked up: the only input of a part besides other parts
//   replica     one of several equal processes of the chat app
//   size        small, medium, large: how many people, and so what it costs
//   lifecycle   ephemeral, staging, production: what is protected, and for how long it is kept
//   notice      something that the operator should know about a stack that works

import type * as pulumi from "@pulumi/pulumi";
import type { LifecyclePreset, SizePreset } from "./presets.ts";
import type { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

/** What is to be deployed. Plain data: nothing in it is known only after a deployment. */
export interface Spec {
  project: string;
  stack: string;
  settings: Settings;
  size: SizePreset;
  lifecycle: LifecyclePreset;
  /** How many replicas of the app there are at least: the setting, else the size's. */
  replicas: number;
}

/** What every part says of itself. */
export interface Part {
  /** One line for the summary after `up`, as "PostgreSQL 18 on 127.0.0.1:8445". No secrets. */
  summary: pulumi.Input<string>;
  /** What the operator should know, with the remedy. */
  notices?: string[];
  /** What an operator types, by what it does: "follow the logs" → a command. No secrets. */
  commands?: Record<string, pulumi.Input<string>>;
  /** DNS records that the operator has to make, by what they are for; none where the stack makes them. */
  records?: Record<string, pulumi.Input<string>>;
}

/** The private network that the other parts live in. */
export interface Network extends Part {
  /** What a stack that borrows this network (setting networkStack) reads from this stack's output `network`. */
  lends?: Record<string, pulumi.Input<unknown>>;
}

/** Generated secrets, kept where the platform keeps secrets. */
export interface Secrets extends Part {}

export interface Database extends Part {
  /** `postgres://…`, a secret; on clouds that hand secrets over by reference, the reference. */
  url: pulumi.Output<string>;
  /** `host:port`, no secret. */
  endpoint: pulumi.Output<string>;
}

/** Redis or Valkey: the bus between replicas, sessions, rate limits, presence. */
export interface Cache extends Part {
  /** `redis://…` or `rediss://…`, a secret; undefined where the app uses PostgreSQL for all of it. */
  url: pulumi.Output<string> | undefined;
}

/** Where attachments are kept, reachable by every replica. */
export interface Files extends Part {
  /** `file:///…` or `s3://…`: the app's CAMPFIRE_FILES_URL. */
  url: pulumi.Output<string>;
}

/** The app, built. */
export interface Image extends Part {
  /** What the service runs: a digest in a registry, or the path of the built program. */
  reference: pulumi.Output<string>;
}

/** The replicas of the app. They run only after the database is migrated. */
export interface Service extends Part {
  replicas: number;
}

/** The only part that the outside reaches. */
export interface Ingress extends Part {
  /** The chat's address, `https://…`, without a slash at the end. */
  url: pulumi.Output<string>;
  /** Seconds of silence after which a WebSocket is closed; at least three pings. */
  idleTimeout: number;
}

export interface Backups extends Part {
  /** Where backups are: a folder or a bucket's address. */
  location: pulumi.Output<string>;
  /** Minutes between two backups. */
  everyMinutes: number;
}

export interface Monitoring extends Part {
  /** Addresses of what an operator opens, by name; empty where nothing is installed. */
  links: Record<string, pulumi.Input<string>>;
}

/** The parts of a stack, as a platform makes them: it may add fields of its own, which its other parts then see, typed. */
export interface Parts {
  network: Network;
  secrets: Secrets;
  database: Database;
  cache: Cache;
  files: Files;
  image: Image;
  service: Service;
  ingress: Ingress;
  backups: Backups;
  monitoring: Monitoring;
}

export type PartName = keyof Parts;

/** A part that a platform can't offer, and why. */
export interface Unsupported {
  unsupported: string;
}
export const unsupported = (reason: string): Unsupported => ({ unsupported: reason });

/** One platform. The methods are called once each, in this order; each gets the parts that it may depend on. */
export interface Platform<P extends Parts = Parts> {
  /** What stands behind each part, for the support table of the README. */
  support: Record<PartName, string | Unsupported>;
  /** What a spec asks for that this platform never offers: pure, so it is found in an offline plan too. */
  validate(spec: Spec): Problem[];
  /** What stands in the way now: a port in use, no disk space, no credentials. Not asked in an offline plan. */
  preflight(spec: Spec): Promise<Problem[]>;

  network(spec: Spec): P["network"];
  secrets(spec: Spec, parts: Pick<P, "network">): P["secrets"];
  database(spec: Spec, parts: Pick<P, "network" | "secrets">): P["database"];
  cache(spec: Spec, parts: Pick<P, "network" | "secrets">): P["cache"];
  files(spec: Spec, parts: Pick<P, "network" | "secrets">): P["files"];
  image(spec: Spec, parts: Pick<P, "network">): P["image"];
  service(spec: Spec, parts: Pick<P, "network" | "secrets" | "database" | "cache" | "files" | "image">): P["service"];
  ingress(spec: Spec, parts: Pick<P, "network" | "service">): P["ingress"];
  backups(spec: Spec, parts: Pick<P, "network" | "secrets" | "database" | "files" | "image" | "service">): P["backups"];
  monitoring(
    spec: Spec,
    parts: Pick<P, "network" | "secrets" | "database" | "cache" | "service" | "ingress" | "backups">,
  ): P["monitoring"];
}
