// Tries the manifests on a real API server, and rolls them out on simulated nodes: `npm run test:cluster`.
// Upstream's programs are compiled from their Go modules: minutes the first time, seconds then.
import { spawnSync } from "node:child_process";
import { findExecutable } from "../../infra/local/executables.ts";
import { type SystemPackage, tryInstall } from "../support/system-packages.ts";
import { buildPrograms } from "./support/programs.ts";

const etcd: SystemPackage = { name: "etcd-server", executables: ["etcd"], usedFor: "the cluster tests" };

/** What is missing and can't be had, as the end of a sentence. */
function missing(): string | undefined {
  if (!findExecutable("go")) return "Go (go.dev/doc/install)";
  if (!findExecutable("etcd")) tryInstall([etcd]);
  return findExecutable("etcd") ? undefined : "etcd (Debian: etcd-server)";
}

const without = missing();
if (without) {
  console.log(`Skipped the cluster tests without ${without}`);
} else {
  buildPrograms((line) => console.log(line));
  const { status } = spawnSync("vitest", ["run", "--project", "cluster", ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
