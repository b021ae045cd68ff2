import { Image as BuiltImage, Platform } from "@pulumi/docker-build/index.js";
import { Secret } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { appBuild } from "../build.ts";
import { componentOf } from "../component.ts";
import type { Image, Spec } from "../contract.ts";
import { metadataOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";

export interface KubernetesImage extends Image {
  /** The Secret that the image is pulled with; undefined for a public one. */
  pullSecret: pulumi.Output<string> | undefined;
}

/** The image that CI made, told by its digest; without one it is built here and pushed where the cluster can pull it from. */
export function image(spec: Spec, { network }: { network: KubernetesNetwork }): KubernetesImage {
  const parent = componentOf("kubernetes", "image");
  const pullSecret = pullSecretOf(spec, network, parent);
  const { image: made, registry } = spec.settings;
  if (made !== "") return { summary: made, reference: pulumi.output(made), pullSecret };

  const built = new BuiltImage(
    "app",
    {
      ...appBuild(),
      platforms: [Platform.Linux_amd64, Platform.Linux_arm64],
      tags: [`${registry}:${spec.stack}`],
      push: true,
      buildOnPreview: false,
    },
    { parent },
  );
  return {
    summary: `built from app/, pushed to ${registry}`,
    reference: built.ref,
    pullSecret,
  };
}

function pullSecretOf({ settings, ...spec }: Spec, network: KubernetesNetwork, parent: pulumi.Resource) {
  const { registryUser, registryPassword, image, registry } = settings;
  if (registryUser === "") return undefined;
  const host = (image || registry).split("/")[0] ?? "";
  const auth = Buffer.from(`${registryUser}:${registryPassword}`).toString("base64");
  const secret = new Secret(
    "registry",
    {
      metadata: metadataOf({ settings, ...spec }, network.namespace, "registry"),
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": pulumi.secret(JSON.stringify({ auths: { [host]: { auth } } })) },
    },
    { parent },
  );
  return secret.metadata.name;
}
