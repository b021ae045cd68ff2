import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

const clusterTests = resolve(import.meta.dirname, "..");
const folder = resolve(clusterTests, "../../.campfire/cluster/bin");

/** Folder of the Go module that pins it → the packages to build. */
const modules = {
  controlplane: ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map(
    (name) => `k8s.io/kubernetes/cmd/${name}`,
  ),
  kwok: ["sigs.k8s.io/kwok/cmd/kwok"],
};

export type ProgramName = "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kwok";
export const programPath = (name: ProgramName): string => join(folder, name);

/** Compiles what the tests run; Go's own cache makes that quick from the second time on. Unoptimised, which halves the first time. */
export function buildPrograms(say: (line: string) => void): void {
  mkdirSync(folder, { recursive: true });
  for (const [module, packages] of Object.entries(modules)) {
    say(`Building ${packages.map((name) => name.split("/").at(-1)).join(", ")} (minutes the first time)`);
    const args = ["build", "-trimpath", "-gcflags=all=-N -l", "-o", `${folder}/`, ...packages];
    const { status, stderr } = spawnSync("go", args, { cwd: join(clusterTests, module), encoding: "utf8" });
    if (status !== 0) throw new Error(`go ${args.join(" ")} failed in ${module}:\n${stderr.slice(-4000)}`);
  }
}
