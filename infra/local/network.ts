import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Network, Spec } from "../contract.ts";
import { directoryOf } from "./machine.ts";
import { type Ports, portsFrom } from "./ports.ts";
import { Directory } from "./resources.ts";

export interface LocalNetwork extends Network {
  /** The stack's directory: its supervisor, logs, files and data. */
  directory: pulumi.Output<string>;
  ports: Ports;
  /** The chat's address. */
  url: string;
}

/** The loopback interface is the network; the stack's directory is what keeps it apart from other stacks. */
export function network(spec: Spec): LocalNetwork {
  const parent = componentOf("local", "network");
  const ports = portsFrom(spec.settings.port, spec.replicas);
  const directory = new Directory("stack", { path: directoryOf(spec), mode: "0700" }, { parent });
  return {
    summary: "loopback only",
    directory: directory.path,
    ports,
    url: `https://localhost:${ports.https}`,
  };
}
