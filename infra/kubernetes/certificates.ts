import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { signerOf } from "../tls.ts";
import { metadataOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";

/** Let's Encrypt. */
const publicAuthority = "https://acme-v02.api.letsencrypt.org/directory";
const apiVersion = "cert-manager.io/v1";

interface IssuerReference {
  kind: "Issuer" | "ClusterIssuer";
  name: pulumi.Input<string>;
}

/**
 * The chat's certificate, kept valid by cert-manager in a Secret of the namespace; returns the Secret's name. It is not waited for: a
 * public one comes only after the host name leads to the gateway, whose address is known only once it is there.
 */
export function certificate(
  spec: Spec,
  network: KubernetesNetwork,
  challengeBy: Record<string, unknown>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const { namespace, host } = network;
  const secretName = "campfire-tls";
  new CustomResource(
    "certificate",
    {
      apiVersion,
      kind: "Certificate",
      metadata: metadataOf(spec, namespace, secretName),
      spec: {
        secretName,
        dnsNames: [host],
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
        issuerRef: issuerOf(spec, network, challengeBy, parent),
      },
    },
    { parent },
  );
  return pulumi.output(secretName);
}

function issuerOf(
  spec: Spec,
  { namespace, host }: KubernetesNetwork,
  challengeBy: Record<string, unknown>,
  parent: pulumi.Resource,
): IssuerReference {
  const { clusterIssuer } = spec.settings;
  if (clusterIssuer !== "") return { kind: "ClusterIssuer", name: clusterIssuer };

  const issuer = (name: string, issuerSpec: object): IssuerReference => {
    const made = new CustomResource(
      name,
      { apiVersion, kind: "Issuer", metadata: metadataOf(spec, namespace, name), spec: issuerSpec },
      { parent },
    );
    return { kind: "Issuer", name: made.metadata.name };
  };
  if (signerOf(spec, host) === "public") {
    return issuer("lets-encrypt", {
      acme: {
        server: publicAuthority,
        privateKeySecretRef: { name: "lets-encrypt-account" },
        solvers: [{ http01: challengeBy }],
      },
    });
  }

  const secretName = "campfire-authority";
  const authority = new CustomResource(
    "authority",
    {
      apiVersion,
      kind: "Certificate",
      metadata: metadataOf(spec, namespace, secretName),
      spec: {
        secretName,
        isCA: true,
        commonName: `Campfire ${spec.stack}`,
        // People import it once: ten years.
        duration: "87600h",
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
        issuerRef: issuer("self-signed", { selfSigned: {} }),
      },
    },
    { parent, protect: spec.lifecycle.protectData },
  );
  return issuer("internal", { ca: { secretName: authority.metadata.name } });
}
