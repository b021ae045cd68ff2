import * as pulumi from "@pulumi/pulumi";
import { alertmanagerConfiguration } from "../../alerts/alertmanager.ts";
import { receiversOf } from "../alerting.ts";
import type { Spec } from "../contract.ts";
import type { LocalNetwork } from "./network.ts";
import { Directory, File, Process } from "./resources.ts";

interface Needs {
  program: string;
  network: LocalNetwork;
  parent: pulumi.Resource;
}

/** Tells people of alerts, once for what belongs together. Returns its port. */
export function alertmanager(spec: Spec, { program, network, parent }: Needs): number {
  const { directory, ports } = network;
  const port = ports.alertmanager;
  const configuration = new File(
    "alertmanager.yml",
    {
      path: pulumi.interpolate`${directory}/alertmanager.yml`,
      content: pulumi.secret(alertmanagerConfiguration(receiversOf(spec.settings))),
    },
    { parent },
  );
  const data = new Directory(
    "alertmanager",
    { path: pulumi.interpolate`${directory}/alertmanager`, mode: "0700" },
    { parent },
  );
  new Process(
    "alertmanager",
    {
      directory,
      name: "alertmanager",
      command: program,
      args: [
        pulumi.interpolate`--config.file=${configuration.path}`,
        pulumi.interpolate`--storage.path=${data.path}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // There is one of it: it looks for no others.
        "--cluster.listen-address=",
      ],
      ports: [port],
      portSetting: "campfire:port",
      ready: { http: `http://127.0.0.1:${port}/-/ready`, timeoutSeconds: 60 },
      triggers: [configuration.sha256],
    },
    { parent },
  );
  return port;
}
