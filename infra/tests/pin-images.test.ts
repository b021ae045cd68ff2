import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pin } from "../../scripts/pin-images.ts";
import { digestOf, type RegistryOptions } from "../../scripts/registry.ts";

/** A registry that answers the distribution API as the public ones do: a token for everybody, then manifests by tag. */
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.oci.image.index.v1+json",
  manifests: [],
});
const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
const lies = `sha256:${"0".repeat(64)}`;

let server: Server;
let registry: RegistryOptions;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const url = new URL(request.url ?? "/", base);
    asked.push(`${url.pathname}${url.search}`);
    if (url.pathname === "/token") {
      response.end(JSON.stringify({ token: `for ${url.searchParams.get("scope")}` }));
      return;
    }
    const [, repository, tag] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(url.pathname) ?? [];
    const scope = `repository:${repository}:pull`;
    if (request.headers.authorization !== `Bearer for ${scope}`) {
      const challenge = `Bearer realm="${base}/token",service="registry.test",scope="${scope}"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
      return;
    }
    if (tag !== "1.2.3" && tag !== "6.6.6") {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": "application/vnd.oci.image.index.v1+json",
      "docker-content-digest": tag === "6.6.6" ? lies : digest,
    });
    response.end(manifest);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  registry = { baseOf: () => `http://127.0.0.1:${port}` };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const resolve = (image: string) => digestOf(image, registry);

describe("a registry", () => {
  it("tells the digest of a version, to somebody who signs in as nobody", async () => {
    expect(await resolve("registry.test/team/database:1.2.3")).toBe(digest);
    expect(asked).toContain("/token?service=registry.test&scope=repository%3Ateam%2Fdatabase%3Apull");
  });

  it("is not believed when it claims another digest than that of what it sent", async () => {
    await expect(resolve("registry.test/team/database:6.6.6")).rejects.toThrow(`the registry claims ${lies}`);
  });

  it("says so when there is no such version", async () => {
    await expect(resolve("registry.test/team/database:9.9.9")).rejects.toThrow("there is no such version");
  });

  it("that can't be reached is named as the reason", async () => {
    const nowhere = { baseOf: () => "http://127.0.0.1:1" };
    await expect(digestOf("registry.test/team/database:1.2.3", nowhere)).rejects.toThrow("can't be reached");
  });

  it("is not guessed for an image that is not named in full", async () => {
    await expect(resolve("database:1.2.3")).rejects.toThrow("not named in full");
  });
});

describe("pinning", () => {
  const [good, gone, stale] = ["r.test/a:1.2.3", "r.test/b:9.9.9", "r.test/c:8.8.8"];

  it("locks what can be looked up, keeps what can't, and invents nothing", async () => {
    const before = { [stale]: lies, "r.test/no-longer-used:1.0.0": lies };
    const { lock, failed, report } = await pin([stale, good, gone], before, resolve);
    expect(lock).toEqual({ [good]: digest, [stale]: lies });
    expect(failed).toBe(2);
    expect(report.map((line) => line[0])).toEqual(["+", "!", "!"]);
  });

  it("changes nothing the second time", async () => {
    const { lock } = await pin([good], {}, resolve);
    const again = await pin([good], lock, resolve);
    expect(again).toMatchObject({ lock, failed: 0, report: [`= ${good}@${digest}`] });
  });
});
