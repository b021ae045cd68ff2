import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { largestRequest, longestRequest } from "../app-variables.ts";
import { componentOf } from "../component.ts";
import type { Ingress, Spec } from "../contract.ts";
import { timing } from "../presets.ts";
import { node, sourceHash } from "./machine.ts";
import type { LocalNetwork } from "./network.ts";
import { compileCache } from "./paths.ts";
import { Certificate, CertificateAuthority, Directory, File, Process } from "./resources.ts";
import type { LocalService } from "./service.ts";

/** The TLS proxy's sources and those that it starts a supervisor with: it runs as they are. */
const proxy = join(import.meta.dirname, "proxy");
const supervisor = join(import.meta.dirname, "supervisor");

interface Needs {
  network: LocalNetwork;
  service: LocalService;
}

/** TLS, limits and balance before the replicas; its certificate comes from an authority that only this stack has. */
export function ingress(spec: Spec, { network, service }: Needs): Ingress {
  const parent = componentOf("local", "ingress");
  const { directory, ports, url } = network;

  const authority = new CertificateAuthority("authority", { commonName: "Campfire on this machine" }, { parent });
  const certificate = new Certificate(
    "certificate",
    { authorityCertificatePem: authority.certificatePem, authorityPrivateKeyPem: authority.privateKeyPem },
    { parent },
  );
  const folder = new Directory("tls", { path: pulumi.interpolate`${directory}/tls`, mode: "0700" }, { parent });
  const file = (name: string, content: pulumi.Input<string>) =>
    new File(name, { path: pulumi.interpolate`${folder.path}/${name}`, content }, { parent });
  const authorityFile = file("ca.crt", authority.certificatePem);
  const certificateFile = file("server.crt", certificate.certificatePem);
  const keyFile = file("server.key", certificate.privateKeyPem);

  const configuration = new File(
    "ingress.json",
    {
      path: pulumi.interpolate`${directory}/ingress.json`,
      content: pulumi.all([directory, certificateFile.path, keyFile.path]).apply(([path, certificatePath, keyPath]) =>
        JSON.stringify(
          {
            directory: path,
            httpsPort: ports.https,
            httpPort: ports.http,
            metricsPort: ports.ingressMetrics,
            certificateFile: certificatePath,
            keyFile: keyPath,
            replicas: ports.replicas.map((port, index) => ({
              name: `app-${index + 1}`,
              url: `http://127.0.0.1:${port}`,
            })),
            idleTimeoutSeconds: timing.idleTimeout,
            requestBytes: largestRequest(spec.settings),
            requestSeconds: longestRequest(spec.settings),
          },
          null,
          2,
        ),
      ),
    },
    { parent },
  );

  const process = new Process(
    "ingress",
    {
      directory,
      name: "ingress",
      command: node,
      // A small young generation: the ingress passes bytes on and keeps none.
      args: ["--max-semi-space-size=4", join(proxy, "main.ts"), configuration.path],
      env: { NODE_COMPILE_CACHE: join(compileCache, "ingress") },
      ports: [ports.https, ports.http, ports.ingressMetrics],
      portSetting: "campfire:port",
      ready: { http: `http://127.0.0.1:${ports.ingressMetrics}/health`, timeoutSeconds: 30 },
      stop: { signal: "SIGTERM", timeoutSeconds: 15 },
      triggers: [configuration.sha256, certificateFile.sha256, sourceHash(proxy), sourceHash(supervisor)],
    },
    { parent, dependsOn: service.processes },
  );

  return {
    summary: pulumi.interpolate`${url}, TLS 1.2 and 1.3; its authority is ${authorityFile.path}`,
    url: process.name.apply(() => url),
    idleTimeout: timing.idleTimeout,
  };
}
