import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { portHolder, portInUse, portTaken } from "../../../local/supervisor/ports.ts";

/** Undefined where this machine has no such address: not every container has IPv6. */
async function listenOn(host: string): Promise<number | undefined> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(0, host, () => resolve(true));
  });
  if (!listens) return undefined;
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

test("sees what listens on loopback or everywhere, and who it is", async () => {
  for (const host of ["127.0.0.1", "0.0.0.0", "::1", "::"]) {
    const port = await listenOn(host);
    if (port === undefined && host.includes(":")) continue;
    expect([host, await portInUse(port!)]).toEqual([host, true]);
    expect(await portHolder(port!)).toMatchObject({ pid: process.pid });
  }
  expect(await portInUse(await freePort())).toBe(false);
});

test("the error names the port, who has it, and the setting to change", async () => {
  const port = await listenOn("127.0.0.1");
  const { message } = await portTaken(port!, "campfire:port");
  expect(message).toMatch(
    new RegExp(`^LOCAL_PORT_IN_USE — Port ${port} is used by .+ \\(pid ${process.pid}\\)\\. .*campfire:port\\.$`),
  );
});
