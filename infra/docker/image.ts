import { Image as BuiltImage } from "@pulumi/docker/image.js";
import { RemoteImage } from "@pulumi/docker/remoteImage.js";
import { BuilderVersion } from "@pulumi/docker/types/enums/index.js";
import { appBuild } from "../build.ts";
import { componentOf } from "../component.ts";
import type { Image, Spec } from "../contract.ts";
import { nameOf } from "./containers.ts";

/** The image that CI made, told by its digest; without one it is built on the host that runs it, for that host. */
export function image(spec: Spec): Image {
  const parent = componentOf("docker", "image");
  const made = spec.settings.image;
  if (made !== "") {
    const { imageId } = new RemoteImage("app", { name: made, keepLocally: true }, { parent });
    return { summary: made, reference: imageId };
  }
  const { context, dockerfile, buildArgs } = appBuild();
  const built = new BuiltImage(
    "app",
    {
      imageName: nameOf(spec, "app"),
      skipPush: true,
      buildOnPreview: false,
      build: {
        context: context.location,
        dockerfile: dockerfile.location,
        args: buildArgs,
        builderVersion: BuilderVersion.BuilderBuildKit,
      },
    },
    { parent },
  );
  // Its name stays, what it is changes: only the id makes containers follow.
  return { summary: "built from app/ on the host", reference: built.repoDigest };
}
