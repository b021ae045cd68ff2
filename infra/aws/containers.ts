// A task's containers as data, and how Amazon ECS wants them written.
import type * as pulumi from "@pulumi/pulumi";
import type { KeptSecret } from "./secret.ts";

export interface Container {
  name: string;
  image: pulumi.Input<string>;
  /** Replaces the image's entry point; a shell's `-c` gets `command`. */
  entryPoint?: string[];
  command?: pulumi.Input<string>[];
  environment?: Record<string, pulumi.Input<string>>;
  /** By reference: ECS asks Secrets Manager when the container starts. */
  secrets?: Record<string, KeptSecret>;
  /** False for what ends by itself; the task ends with the first of the others. */
  essential?: boolean;
  /** Container → what it waits for: that it ended well, or is healthy. */
  after?: Record<string, "SUCCESS" | "HEALTHY">;
  port?: number;
  /** Volume of the task → where it is seen. */
  volumes?: Record<string, string>;
  healthCheck?: { command: string[]; interval: number; timeout: number; retries: number; startPeriod?: number };
  /** uid or uid:gid; the image's own by default. */
  user?: string;
  /** Nothing can be written outside its volumes. ECS Exec doesn't work then. */
  readOnly?: boolean;
  /** Seconds between SIGTERM and SIGKILL; Fargate's most is 120. */
  stopTimeout?: number;
}

interface Logs {
  group: pulumi.Input<string>;
  region: string;
}

/** A container definition in the words of Amazon ECS, complete: what AWS would add by itself is there, so that nothing differs later. */
export const definitionOf = (container: Container, logs: Logs) => ({
  name: container.name,
  image: container.image,
  essential: container.essential ?? true,
  ...(container.entryPoint ? { entryPoint: container.entryPoint } : {}),
  ...(container.command ? { command: container.command } : {}),
  environment: Object.entries(container.environment ?? {}).map(([name, value]) => ({ name, value })),
  secrets: Object.entries(container.secrets ?? {}).map(([name, { reference }]) => ({ name, valueFrom: reference })),
  dependsOn: Object.entries(container.after ?? {}).map(([containerName, condition]) => ({ containerName, condition })),
  portMappings: container.port ? [{ containerPort: container.port, hostPort: container.port, protocol: "tcp" }] : [],
  mountPoints: Object.entries(container.volumes ?? {}).map(([sourceVolume, containerPath]) => ({
    sourceVolume,
    containerPath,
    readOnly: false,
  })),
  volumesFrom: [],
  systemControls: [],
  ...(container.healthCheck ? { healthCheck: container.healthCheck } : {}),
  ...(container.user ? { user: container.user } : {}),
  readonlyRootFilesystem: container.readOnly ?? false,
  ...(container.stopTimeout ? { stopTimeout: container.stopTimeout } : {}),
  // Reaps what a process leaves behind, and passes signals on.
  linuxParameters: { initProcessEnabled: true },
  logConfiguration: {
    logDriver: "awslogs",
    options: {
      "awslogs-group": logs.group,
      "awslogs-region": logs.region,
      "awslogs-stream-prefix": container.name,
      // A slow CloudWatch must not stop the chat.
      mode: "non-blocking",
      "max-buffer-size": "25m",
    },
  },
});

/** A command for a shell that stops at the first failure. */
export const shell = (script: string) => ({ entryPoint: ["/bin/sh", "-euc"], command: [script] });
