import { createRequire } from "node:module";
import type { StackConfig } from "../project/config.ts";
import type { Project } from "../project/project.ts";
import { type NodeChild, startNode } from "./child.ts";

export interface RunProgram {
  project: Project;
  stack: string;
  config: StackConfig;
  /** Of the ResourceMonitor and Engine services. */
  address: string;
  preview: boolean;
  /** Resources that are worked on at the same time. */
  parallel: number;
  env?: Record<string, string>;
  onLine: (stream: "stdout" | "stderr", line: string) => void;
}

/** Runs the unmodified program through the SDK's own runner, as the official language host does. */
export function runProgram(run: RunProgram): NodeChild {
  const { project, config } = run;
  const runner = createRequire(`${project.root}/package.json`).resolve("@pulumi/pulumi/cmd/run");
  const args = [
    `--monitor=${run.address}`,
    `--engine=${run.address}`,
    "--organization=organization",
    `--project=${project.name}`,
    `--root-directory=${project.root}`,
    `--stack=${run.stack}`,
    `--pwd=${project.directory}`,
    `--parallel=${run.parallel}`,
    ...(run.preview ? ["--dry-run"] : []),
    project.entry,
  ];
  return startNode(runner, args, {
    cwd: project.directory,
    env: {
      PULUMI_CONFIG: JSON.stringify(config.values),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
      PULUMI_NODEJS_TYPESCRIPT: String(project.typescript),
      // Would be taken for the official engine's tracing.
      TRACEPARENT: undefined,
      ...run.env,
    },
    onLine: run.onLine,
  });
}
