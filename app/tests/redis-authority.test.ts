import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueAuthority, issueServer } from "../../infra/local/provider/x509.ts";
import { authorityOf } from "../src/redis.ts";

describe("the authority of a Redis URL", () => {
  const folder = mkdtempSync(join(tmpdir(), "redis-authority-"));
  const url = (file: string) => `rediss://:password@127.0.0.1:6378?sslrootcert=${join(folder, file)}`;
  let server: tls.Server;

  beforeAll(async () => {
    const [own, other] = [await issueAuthority("own", 1), await issueAuthority("other", 1)];
    writeFileSync(join(folder, "own.pem"), own.certificatePem);
    writeFileSync(join(folder, "other.pem"), other.certificatePem);
    const { certificatePem, privateKeyPem } = await issueServer(own, ["redis.invalid"], 1);
    server = tls.createServer({ cert: certificatePem, key: privateKeyPem }, (socket) => socket.end("hello"));
    server.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const connect = (file: string) =>
    new Promise<string>((resolve) => {
      const { port } = server.address() as AddressInfo;
      const socket = tls.connect({ host: "127.0.0.1", port, ...authorityOf(url(file)) });
      socket.on("data", (data) => resolve(String(data)));
      socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });

  it("is trusted, though the certificate bears another name", async () => {
    expect(await connect("own.pem")).toBe("hello");
  });

  it("is the only one that is trusted", async () => {
    expect(await connect("other.pem")).toMatch(/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/);
  });

  it("is the machine's where the URL names none", () => {
    expect(authorityOf("rediss://:password@redis.example.com:6379")).toBeUndefined();
  });
});
