import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { findExecutable } from "../../infra/local/executables.ts";

/** A system package that some tests use, by its Debian name. */
export interface SystemPackage {
  name: string;
  /** Executables of which one shows that it is there. */
  executables: string[];
  /** What is skipped without it. */
  usedFor: string;
}

const packages: SystemPackage[] = [
  { name: "chromium", executables: ["chromium", "chromium-browser", "google-chrome"], usedFor: "tests in a browser" },
  { name: "redis-server", executables: ["redis-server"], usedFor: "tests of the Redis bus" },
  { name: "prometheus", executables: ["prometheus"], usedFor: "tests of metrics and alert rules" },
  { name: "prometheus-alertmanager", executables: ["prometheus-alertmanager"], usedFor: "tests of who is told" },
  {
    name: "prometheus-node-exporter",
    executables: ["prometheus-node-exporter"],
    usedFor: "tests of the host's metrics",
  },
];

export const missingPackages = (): SystemPackage[] =>
  packages.filter(({ executables }) => !executables.some((name) => findExecutable(name)));

/** Installs Debian packages where that needs no question: on Debian, as root. Their services are not started. */
export function tryInstall(missing: SystemPackage[]): void {
  if (missing.length === 0 || process.getuid?.() !== 0 || !findExecutable("apt-get")) return;
  const names = missing.map(({ name }) => name);
  console.log(`Installing ${names.join(", ")} (Debian packages that tests use)`);
  withoutStartingServices(() => {
    const run = (args: string[]) =>
      spawnSync("apt-get", ["-qq", "-o", "Dpkg::Use-Pty=0", ...args], {
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
        encoding: "utf8",
      });
    run(["update"]);
    const { status, stderr } = run(["install", "--yes", "--no-install-recommends", ...names]);
    if (status !== 0) console.error(`apt-get install ${names.join(" ")} failed:\n${stderr.slice(-2000)}`);
  });
}

/** Debian starts a daemon as soon as it is installed, unless this policy says no: tests start their own, and end them. */
function withoutStartingServices(install: () => void): void {
  const policy = "/usr/sbin/policy-rc.d";
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    install();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}
