import { Network as DockerNetworkResource } from "@pulumi/docker/network.js";
import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Network, Spec } from "../contract.ts";
import { type Attachment, labelsOf, nameOf } from "./containers.ts";
import { hostOf } from "./host.ts";

export interface DockerNetwork extends Network {
  /** The host name that the chat is served at. */
  host: string;
  /** With a way out: the ingress, and who calls others by themselves (webhooks, push, alerts). */
  edge(alias: string): Attachment;
  /** Without: database and cache, and who uses them. */
  data(alias: string): Attachment;
  /** Without: metrics. */
  watch(alias: string): Attachment;
}

/** Three networks of the host, of which only one leads out; a container is on those that it needs. */
export function network(spec: Spec): DockerNetwork {
  const parent = componentOf("docker", "network");
  const make = (name: string, internal: boolean) => {
    const made = new DockerNetworkResource(
      name,
      { name: nameOf(spec, name), driver: "bridge", internal, labels: labelsOf(spec) },
      { parent },
    );
    return (alias: string): Attachment => ({ network: made.name as pulumi.Output<string>, alias });
  };
  return {
    summary: "three networks, one of which leads out",
    host: hostOf(spec),
    edge: make("edge", false),
    data: make("data", true),
    watch: make("watch", true),
  };
}
