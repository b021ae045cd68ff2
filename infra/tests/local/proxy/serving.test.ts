import { get } from "node:http";
import { request as httpsRequest } from "node:https";
import { expect, test } from "vitest";
import { startTestIngress } from "../support/ingress.ts";
import { startReplicas } from "../support/replica.ts";
import { eventually } from "../support/stack.ts";

test("http leads to https on the same host, for good", async () => {
  const { ingress } = await startTestIngress(await startReplicas("a"));
  const answer = await new Promise<{ status?: number; location?: string }>((resolve) => {
    get(
      {
        host: "127.0.0.1",
        port: ingress.ports.http,
        path: "/rooms/1?x=y",
        headers: { host: `chat.localhost:${ingress.ports.http}` },
        agent: false,
      },
      (response) => resolve({ status: response.statusCode, location: response.resume().headers.location }),
    );
  });
  expect(answer).toEqual({ status: 301, location: `https://chat.localhost:${ingress.ports.https}/rooms/1?x=y` });
});

test("speaks TLS 1.2 and 1.3 with the guide's ciphers only", async () => {
  const server = await startTestIngress(await startReplicas("a"));
  expect((await server.tls({ maxVersion: "TLSv1.2" })).getCipher().standardName).toMatch(
    /^TLS_ECDHE_ECDSA_WITH_AES_(128|256)_GCM/,
  );
  expect((await server.tls()).getProtocol()).toBe("TLSv1.3");
  await expect(
    server.tls({ minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
  ).rejects.toThrow();
  await expect(server.tls({ maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-CHACHA20-POLY1305" })).rejects.toThrow();
});

test("gives replicas their turn, and tells them who asks whatever the client claims", async () => {
  const replicas = await startReplicas("a", "b");
  const server = await startTestIngress(replicas);
  const bodies = [];
  for (let turn = 0; turn < 4; turn++)
    bodies.push(
      (await server.ask("/rooms/1", { headers: { "x-forwarded-for": "6.6.6.6", forwarded: "for=6.6.6.6" } })).body,
    );
  expect(bodies.sort()).toEqual(["a", "a", "b", "b"]);
  const { headers } = replicas[0]!.seen[0]!;
  expect(headers).toMatchObject({
    "x-real-ip": expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
    "x-forwarded-proto": "https",
    host: server.url.slice(8),
  });
  expect(headers["x-forwarded-for"]).toBe(headers["x-real-ip"]);
  expect(headers.forwarded).toBeUndefined();
});

test("adds the guide's headers, and leaves a stricter policy of the app alone", async () => {
  const [replica] = await startReplicas("a");
  replica!.respond = (request, response) => {
    if (request.url === "/strict") response.setHeader("content-security-policy", "default-src 'none'");
    response.end("x");
  };
  const server = await startTestIngress([replica!]);
  const { headers } = await server.ask("/");
  expect(headers).toMatchObject({
    "strict-transport-security": "max-age=63072000",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "content-security-policy": expect.stringContaining("default-src 'self'"),
  });
  expect((await server.ask("/strict")).headers["content-security-policy"]).toBe("default-src 'none'");
  expect((await server.ask("/assets/app-3f2a9c1d.js")).headers["cache-control"]).toBe(
    "public, max-age=31536000, immutable",
  );
  expect((await server.ask("/assets/app.js")).headers["cache-control"]).toBeUndefined();
});

test("bodies pass both ways, and the client's connection is used again", async () => {
  const [replica] = await startReplicas("a");
  replica!.respond = (request, response) => void request.pipe(response);
  const server = await startTestIngress([replica!]);
  const agent = server.keepAliveAgent();
  const ports = new Set<number | undefined>();
  for (const text of ["one", "two".repeat(100_000)]) {
    const body = await new Promise<string>((resolve, reject) => {
      const request = httpsRequest(`${server.url}/rooms/1/messages`, { method: "POST", agent }, async (response) => {
        let all = "";
        for await (const chunk of response.setEncoding("utf8")) all += chunk;
        resolve(all);
      });
      request.once("socket", (socket) => socket.once("secureConnect", () => ports.add(socket.localPort)));
      request.once("error", reject).end(text);
    });
    expect(body).toBe(text);
  }
  expect(ports.size).toBe(1);
});

test("metrics are refused from outside, and served on their own port", async () => {
  const [replica] = await startReplicas("a");
  const server = await startTestIngress([replica!]);
  expect((await server.ask("/metrics")).status).toBe(403);
  expect((await server.ask("/x/../%6Detrics?a")).status).toBe(403);
  expect(replica!.seen).toEqual([]);
  await server.ask("/rooms/1");
  const inner = `http://127.0.0.1:${server.ingress.ports.metrics}`;
  await eventually(async () =>
    (await (await fetch(`${inner}/metrics`)).text()).includes('duration_seconds_count{class="page",status="200"} 1'),
  );
  const text = await (await fetch(`${inner}/metrics`)).text();
  expect(text).toContain('campfire_ingress_replica_ready{replica="a"} 1');
  expect(text).toContain("campfire_ingress_websockets 0");
  expect(await (await fetch(`${inner}/health`)).json()).toEqual({ status: "healthy", replicas: { a: "ready" } });
});

test("logs each request as an object, without its query or what opens doors", async () => {
  const server = await startTestIngress(await startReplicas("a"));
  await server.ask("/join/s3cret-Code?token=hunter22");
  await server.ask("/health");
  await eventually(() => server.log.some(({ event }) => event === "request"));
  const requests = server.log.filter(({ event }) => event === "request");
  expect(requests).toEqual([expect.objectContaining({ method: "GET", path: "/join/…", status: 200, replica: "a" })]);
  expect(JSON.stringify(server.log)).not.toMatch(/hunter22|s3cret/);
});
