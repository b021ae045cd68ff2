import type * as pulumi from "@pulumi/pulumi";
import { largestRequest } from "../app-variables.ts";
import { componentOf } from "../component.ts";
import type { Ingress, Spec } from "../contract.ts";
import { timing } from "../presets.ts";
import { signerOf } from "../tls.ts";
import { caddyfile } from "./caddyfile.ts";
import { check, container, nameOf, pulled, volume } from "./containers.ts";
import type { DockerNetwork } from "./network.ts";
import type { DockerService } from "./service.ts";

interface Needs {
  network: DockerNetwork;
  service: DockerService;
}

/** Where it counts and says that it lives, for Prometheus and Docker: on the inner networks only. */
export const ingressMetricsPort = 9180;

/** Caddy: a certificate of Let's Encrypt for a name of the internet, of an authority of its own for any other, both renewed by itself. */
export function ingress(spec: Spec, { network, service }: Needs): Ingress {
  const parent = componentOf("docker", "ingress");
  const signer = signerOf(spec, network.host);
  const folder = "/etc/caddy";
  const caddy = container(
    spec,
    "ingress",
    {
      image: pulled("caddy", parent),
      cpus: 1,
      memoryMiB: 256,
      attachments: [network.edge("ingress"), network.watch("ingress")],
      capabilities: ["CAP_NET_BIND_SERVICE"],
      ports: [
        { internal: 80, external: 80 },
        { internal: 443, external: 443 },
        { internal: 443, external: 443, protocol: "udp" },
      ],
      volumes: [
        volume(spec, "ingress-configuration", folder, { parent }),
        // Certificates and the authority's key: Let's Encrypt gives out only so many a week.
        volume(spec, "certificates", "/data", { parent, protect: spec.lifecycle.protectData }),
        volume(spec, "ingress-state", "/config", { parent }),
      ],
      uploads: [
        {
          file: `${folder}/Caddyfile`,
          content: caddyfile({
            host: network.host,
            signer,
            upstreams: service.names,
            metricsPort: ingressMetricsPort,
            requestBytes: largestRequest(spec.settings),
          }),
        },
      ],
      healthcheck: check("wget", "-q", "--spider", `http://127.0.0.1:${ingressMetricsPort}/metrics`),
      readyWithin: 60,
      stopWithin: timing.drain,
    },
    { parent, dependsOn: service.containers },
  );
  return {
    summary: `Caddy on ports 80 and 443, certificate ${signer === "public" ? "of Let's Encrypt" : "of its own authority"}`,
    notices: [
      ...(network.host === "localhost" ? [onlyHere] : []),
      ...(signer === "internal" ? [authorityNotice(nameOf(spec, "ingress"))] : []),
    ],
    url: caddy.name.apply(() => `https://${network.host}`) as pulumi.Output<string>,
    idleTimeout: timing.idleTimeout,
  };
}

const onlyHere =
  "No domain is set, so the chat is at https://localhost, for whoever sits at this host. For others, set `domain` to a name that leads to it.";

const authorityNotice = (name: string) =>
  `The certificate is signed by the stack's own authority. For browsers to trust it, import \`docker exec ${name} cat /data/caddy/pki/authorities/local/root.crt\`.`;
