import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { issueAuthority, issueServer } from "../../../local/provider/x509.ts";
import { startReplicas } from "../support/replica.ts";
import { eventually, temporaryDirectory } from "../support/stack.ts";

const main = join(import.meta.dirname, "../../../local/proxy/main.ts");

function run(file: string): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [main, file], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream!.on("data", (chunk) => (text += chunk));
  return { child, output: () => text };
}

test("runs from its configuration file, and ends gracefully on SIGTERM", async () => {
  const directory = temporaryDirectory();
  const authority = await issueAuthority("Test", 40);
  const server = await issueServer(authority, ["localhost"], 40);
  const files = { certificateFile: join(directory, "server.crt"), keyFile: join(directory, "server.key") };
  writeFileSync(files.certificateFile, server.certificatePem);
  writeFileSync(files.keyFile, server.privateKeyPem);
  const [replica] = await startReplicas("a");
  const [httpsPort, httpPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
  const config = {
    directory,
    httpsPort,
    httpPort,
    metricsPort,
    ...files,
    replicas: [{ name: "a", url: replica!.url }],
    idleTimeoutSeconds: 300,
    requestBytes: 16_777_216,
    requestSeconds: 256,
  };
  const file = join(directory, "ingress.json");
  writeFileSync(file, JSON.stringify(config));
  const { child, output } = run(file);
  await eventually(() => output().includes('"listening"'));
  expect((await fetch(`http://127.0.0.1:${metricsPort}/health`)).status).toBe(200);
  child.kill("SIGTERM");
  await eventually(() => child.exitCode !== null);
  expect(child.exitCode).toBe(0);
});

test("says all that is wrong with its configuration", async () => {
  const file = join(temporaryDirectory(), "ingress.json");
  writeFileSync(
    file,
    JSON.stringify({
      directory: "d",
      httpsPort: "443",
      httpPort: 80,
      metricsPort: 81,
      certificateFile: "x",
      keyFile: "y",
      replicas: [{ name: "a", url: "http://10.0.0.1:80" }],
    }),
  );
  const { child, output } = run(file);
  await eventually(() => child.exitCode !== null);
  expect(child.exitCode).not.toBe(0);
  expect(output()).toMatch(
    /INGRESS_CONFIG.*httpsPort must be a port; replicas\[0\]\.url must be http on loopback; idleTimeoutSeconds must be 1 or more; requestBytes/,
  );
});
