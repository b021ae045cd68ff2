import { Container, type ContainerArgs } from "@pulumi/docker/container.js";
import { RemoteImage } from "@pulumi/docker/remoteImage.js";
import type { input } from "@pulumi/docker/types/index.js";
import { Volume } from "@pulumi/docker/volume.js";
import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { type ImageName, imageReference } from "../images.ts";

/** What a stack's containers, networks and volumes are called: other stacks may run on the same host. */
export const nameOf = ({ project, stack }: Spec, name: string) => `${project}-${stack}-${name}`.toLowerCase();

export const labelsOf = ({ project, stack }: Spec) =>
  Object.entries({ "org.campfire.project": project, "org.campfire.stack": stack }).map(([label, value]) => ({
    label,
    value,
  }));

/** A network that a container is on, and the name that the others on it know the container by. */
export interface Attachment {
  network: pulumi.Input<string>;
  alias: string;
}

/** What tells one container from another; all that they share is added. */
export interface ContainerSpec {
  image: pulumi.Input<string>;
  /** CPUs and memory that it may use at most. */
  cpus: number;
  memoryMiB: number;
  attachments: Attachment[];
  /** User and group, by number; absent, the image's own. */
  user?: string;
  /** Capabilities of root that it needs all the same. */
  capabilities?: string[];
  command?: pulumi.Input<string>[];
  environment?: Record<string, pulumi.Input<string>>;
  volumes?: input.ContainerVolume[];
  uploads?: input.ContainerUpload[];
  ports?: input.ContainerPort[];
  /** Folders in memory besides /tmp. */
  memoryFolders?: Record<string, string>;
  healthcheck?: input.ContainerHealthcheck;
  /** Seconds until the healthcheck has to have passed; absent, nobody waits for it. */
  readyWithin?: number;
  /** Seconds that it gets to stop. */
  stopWithin?: number;
  more?: Partial<ContainerArgs>;
}

const temporary = { "/tmp": "rw,noexec,nosuid,size=100m" };

/**
 * A container as the deployment guide wants each: limited, its disk read-only, no privileges to be had, its log rotated, started again when it
 * ends. Its name is fixed, so that one is gone before its successor starts: two would write to one volume.
 */
export function container(
  spec: Spec,
  name: string,
  asked: ContainerSpec,
  options: pulumi.CustomResourceOptions,
): Container {
  const { image, cpus, memoryMiB, attachments, user, command, volumes, uploads, ports, healthcheck } = asked;
  const seconds = asked.stopWithin ?? 30;
  return new Container(
    name,
    {
      name: nameOf(spec, name),
      image,
      ...(user && { user }),
      ...(command && { command }),
      envs: Object.entries(asked.environment ?? {}).map(([key, value]) => pulumi.interpolate`${key}=${value}`),
      networksAdvanced: attachments.map(({ network, alias }) => ({ name: network, aliases: [alias] })),
      ...(volumes && { volumes }),
      ...(uploads && { uploads }),
      ...(ports && { ports }),
      restart: "unless-stopped",
      readOnly: true,
      tmpfs: { ...temporary, ...asked.memoryFolders },
      capabilities: { drops: ["ALL"], ...(asked.capabilities && { adds: asked.capabilities }) },
      securityOpts: ["no-new-privileges:true"],
      cpus: String(cpus),
      memory: memoryMiB,
      // No more with swap than without: a container that is out of memory ends, and does not slow the others down.
      memorySwap: memoryMiB,
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      labels: labelsOf(spec),
      ...(healthcheck && { healthcheck }),
      ...(asked.readyWithin && { wait: true, waitTimeout: asked.readyWithin }),
      stopTimeout: seconds,
      destroyGraceSeconds: seconds,
      ...asked.more,
    },
    { deleteBeforeReplace: true, ...options },
  );
}

/** An image of infra/images.ts on the host. It stays there when the stack goes: others may use it. */
export function pulled(name: ImageName, parent: pulumi.Resource): pulumi.Output<string> {
  return new RemoteImage(name, { name: imageReference(name), keepLocally: true }, { parent }).imageId;
}

/** A named volume, mounted at a path. Docker fills a new one with what the image has there, owners included. */
export function volume(
  spec: Spec,
  name: string,
  containerPath: string,
  options: pulumi.CustomResourceOptions,
): input.ContainerVolume {
  const made = new Volume(name, { name: nameOf(spec, name), labels: labelsOf(spec) }, options);
  return { volumeName: made.name, containerPath };
}

/** Runs a program of the image every few seconds. */
export const check = (...command: string[]): input.ContainerHealthcheck => ({
  tests: ["CMD", ...command],
  interval: "10s",
  timeout: "5s",
  retries: 3,
  startPeriod: "30s",
});

/** As `check`, with the Node of the app's image: it has no curl. */
export const checkHttp = (url: string) =>
  check(
    "node",
    "-e",
    `fetch(${JSON.stringify(url)}).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`,
  );
