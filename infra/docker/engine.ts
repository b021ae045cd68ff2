import { execFile } from "node:child_process";
import { request } from "node:http";
import { promisify } from "node:util";
import type { Problem } from "../problems.ts";

/** Milliseconds for an engine to answer. */
const patience = 15_000;

/** Whether a Docker engine answers at an address: unix://, tcp:// or ssh://. Codes: DOCKER_UNREACHABLE, DOCKER_ADDRESS. */
export async function engineProblems(address: string): Promise<Problem[]> {
  try {
    await ping(address);
    return [];
  } catch (error) {
    return [error instanceof UnknownAddress ? unknownAddress(address) : unreachable(address, error)];
  }
}

class UnknownAddress extends Error {}

function ping(address: string): Promise<unknown> {
  const [scheme, rest = ""] = address.split("://");
  if (scheme === "unix") return pingHttp({ socketPath: rest });
  if (scheme === "npipe") return pingHttp({ socketPath: rest.replaceAll("/", "\\") });
  if (scheme === "tcp") {
    const { hostname, port } = new URL(address);
    return pingHttp({ host: hostname, port: port || "2375" });
  }
  if (scheme === "ssh") {
    // Nobody is there to type a password or to trust a new host: neither when the provider connects.
    const options = ["-o", "BatchMode=yes", "-o", `ConnectTimeout=${patience / 1000}`];
    const { hostname, port, username } = new URL(address);
    const target = username ? `${username}@${hostname}` : hostname;
    const args = [
      ...options,
      ...(port ? ["-p", port] : []),
      "--",
      target,
      "docker",
      "version",
      "--format",
      "{{.Server.Version}}",
    ];
    return promisify(execFile)("ssh", args, { timeout: 2 * patience });
  }
  return Promise.reject(new UnknownAddress());
}

const pingHttp = (where: { socketPath?: string; host?: string; port?: string }) =>
  new Promise<void>((resolve, reject) => {
    const asked = request({ ...where, path: "/_ping", timeout: patience }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) resolve();
      else reject(new Error(`it answers with ${answer.statusCode}`));
    });
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${patience / 1000} s`)));
    asked.on("error", reject);
    asked.end();
  });

const unknownAddress = (address: string): Problem => ({
  code: "DOCKER_ADDRESS",
  what: `"${address}" is no address of a Docker engine.`,
  remedy: "Set one like unix:///var/run/docker.sock or ssh://user@host: `pulumi config set docker:host ADDRESS`.",
});

const unreachable = (address: string, error: unknown): Problem => ({
  code: "DOCKER_UNREACHABLE",
  what: `No Docker engine answers at ${address} (${firstLine(error)}).`,
  remedy: address.startsWith("ssh://")
    ? "Check that `ssh` lets you in without asking, and that you may use Docker there."
    : "Start Docker, or say where it runs: `pulumi config set docker:host ssh://user@host`.",
});

const firstLine = (error: unknown): string => {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr || message || String(error)).trim().split("\n").at(-1) ?? "";
};
