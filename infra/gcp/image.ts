import * as docker from "@pulumi/docker-build/index.js";
import * as artifactregistry from "@pulumi/gcp/artifactregistry/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Image, Spec } from "../contract.ts";
import { nameOf } from "./names.ts";
import { labels, projectId, region } from "./project.ts";

/** Relative to the program, which runs in infra/: an absolute path would differ from machine to machine. */
const root = "..";

/** Artifact Registry's name for docker images of a region. */
export const registryHost = () => `${region()}-docker.pkg.dev`;

/** The app's image by its digest: the one that CI made, or one built here and pushed to a repository of the stack's own. */
export function image(spec: Spec): Image {
  const parent = componentOf("gcp", "image");
  const given = spec.settings.image;
  if (given !== "") return { summary: given, reference: pulumi.output(given) };

  const repository = new artifactregistry.Repository(
    "images",
    {
      format: "DOCKER",
      location: region(),
      repositoryId: nameOf(spec),
      description: `Images of ${spec.project} ${spec.stack}`,
      labels: labels(spec, "image"),
      // What ran before stays for a rollback; the rest would be paid for without end.
      cleanupPolicies: [
        { id: "keep-newest", action: "KEEP", mostRecentVersions: { keepCount: 10 } },
        { id: "delete-old", action: "DELETE", condition: { olderThan: `${30 * 24 * 3600}s` } },
      ],
    },
    { parent },
  );
  const name = pulumi.interpolate`${registryHost()}/${projectId()}/${repository.repositoryId}/campfire`;
  const built = new docker.Image(
    "campfire",
    {
      context: { location: root },
      dockerfile: { location: `${root}/app/Dockerfile` },
      // Cloud Run runs nothing else.
      platforms: ["linux/amd64"],
      tags: [pulumi.interpolate`${name}:${spec.stack}`],
      push: true,
      buildOnPreview: false,
      // No `registries`: the push uses Docker's own login, so that no token of an hour comes into the state and makes every preview differ.
    },
    { parent },
  );
  return {
    summary: pulumi.interpolate`built from app/ into ${name}`,
    reference: pulumi.interpolate`${name}@${built.digest}`,
    notices: [
      "The image is built by this program, so previews can't know its digest. Let CI build it and set the digest: `pulumi config set image REPOSITORY@sha256:…`.",
    ],
  };
}
