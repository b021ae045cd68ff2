import * as ecr from "@pulumi/aws/ecr/index.js";
import * as dockerBuild from "@pulumi/docker-build/index.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Image, Spec } from "../contract.ts";
import { appVersion, projectRoot } from "../sources.ts";
import { tagsOf } from "./names.ts";
import type { Statement } from "./roles.ts";

export interface AwsImage extends Image {
  /** What ECS has to be allowed to fetch it. */
  pull: Statement[];
}

/** The app's image: as CI made it, or built here and kept in a registry of the stack. */
export function image(spec: Spec): AwsImage {
  const parent = componentOf("aws", "image");
  const given = spec.settings.image;
  return given === "" ? builtImage(spec, parent) : givenImage(given);
}

const login: Statement = { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] };
const fetchFrom = (repositoryArn: pulumi.Input<string>): Statement => ({
  actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
  resources: [repositoryArn],
});

function givenImage(reference: string): AwsImage {
  const [, account, region, repository] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^@]+)@/.exec(reference) ?? [];
  return {
    summary: `given: ${reference}`,
    reference: pulumi.output(reference),
    // Registries other than ECR need no permission of AWS.
    pull: account ? [login, fetchFrom(`arn:aws:ecr:${region}:${account}:repository/${repository}`)] : [],
  };
}

function builtImage(spec: Spec, parent: pulumi.Resource): AwsImage {
  const repository = new ecr.Repository(
    "app",
    {
      // What a tag means can't change: a task that starts tomorrow runs what was rolled out today.
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "AES256" }],
      forceDelete: spec.lifecycle.emptyOnDestroy,
      tags: tagsOf(spec, "image"),
    },
    { parent },
  );
  new ecr.LifecyclePolicy("app", { repository: repository.name, policy: { rules: [keepNewest(20)] } }, { parent });

  const { userName, password, proxyEndpoint } = ecr.getAuthorizationTokenOutput(
    { registryId: repository.registryId },
    { parent },
  );
  const version = appVersion();
  const built = new dockerBuild.Image(
    "app",
    {
      context: { location: projectRoot },
      dockerfile: { location: `${projectRoot}/app/Dockerfile` },
      platforms: ["linux/arm64"],
      tags: [pulumi.interpolate`${repository.repositoryUrl}:${version}`],
      registries: [{ address: proxyEndpoint, username: userName, password: pulumi.secret(password) }],
      push: true,
      // A preview that builds takes minutes to say what it knew before (pitfall 27).
      buildOnPreview: false,
    },
    { parent },
  );
  return {
    summary: `built from app/, version ${version}, in ECR`,
    reference: built.ref,
    pull: [login, fetchFrom(repository.arn)],
  };
}

const keepNewest = (count: number) => ({
  rulePriority: 1,
  description: `the newest ${count} images, to go back to`,
  selection: { tagStatus: "any" as const, countType: "imageCountMoreThan" as const, countNumber: count },
  action: { type: "expire" as const },
});
