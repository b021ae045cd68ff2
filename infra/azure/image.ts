import * as containerregistry from "@pulumi/azure-native/containerregistry/index.js";
import * as dockerBuild from "@pulumi/docker-build/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Image, Spec } from "../contract.ts";
import { tagsOf } from "./names.ts";
import type { AzureNetwork } from "./network.ts";
import { pushCredentials } from "./registry-login.ts";
import { azureSize } from "./sizing.ts";

/** Relative to the program, which runs in infra/: an absolute path would differ from machine to machine. */
const projectRoot = "..";

export interface AzureImage extends Image {
  /** The stack's own registry, which an identity has to be let into. */
  registry: { id: pulumi.Output<string>; server: pulumi.Output<string> };
}

/**
 * A registry, and in it the app's image: built here from app/, or, better, named by its digest in the setting `image` after CI has built
 * it once for all stacks (pitfall 27). Nobody has a password for the registry: who pushes or pulls does it by who they are to Azure.
 */
export function image(spec: Spec, { network }: { network: AzureNetwork }): AzureImage {
  const parent = componentOf("azure", "image");
  const registry = new containerregistry.Registry(
    "registry",
    {
      resourceGroupName: network.group,
      // Standard serves the pulls of many replicas at once.
      sku: { name: azureSize(spec).registry },
      adminUserEnabled: false,
      anonymousPullEnabled: false,
      tags: tagsOf(spec, "image"),
    },
    { parent },
  );
  const own = { id: registry.id, server: registry.loginServer };
  const commands = {
    "build an image without Docker": pulumi.interpolate`az acr build --registry ${registry.name} --image campfire:VERSION --file app/Dockerfile .`,
  };
  const given = spec.settings.image;
  if (given !== "") {
    return { summary: `${given}, made elsewhere`, reference: pulumi.output(given), registry: own, commands };
  }

  const repository = pulumi.interpolate`${registry.loginServer}/campfire`;
  const built = new dockerBuild.Image(
    "app",
    {
      context: { location: projectRoot },
      dockerfile: { location: `${projectRoot}/app/Dockerfile` },
      platforms: ["linux/amd64"],
      tags: [pulumi.interpolate`${repository}:${spec.stack}`],
      registries: [pushCredentials(registry.loginServer)],
      push: true,
      buildOnPreview: false,
    },
    { parent },
  );
  return {
    summary: pulumi.interpolate`built from app/, in ${registry.loginServer}`,
    reference: pulumi.interpolate`${repository}@${built.digest}`,
    registry: own,
    commands,
    notices: [
      "The image is built by this program, so previews can't know its digest. Let CI build it and set campfire:image to repository@sha256:….",
    ],
  };
}
