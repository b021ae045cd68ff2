import { expect, test } from "vitest";
import { closed, nextMessage, refusal, startTestIngress } from "../support/ingress.ts";
import { startReplicas } from "../support/replica.ts";
import { eventually } from "../support/stack.ts";

test("an address that calls the API too often gets 429 and when to come back, while pages, files and health go on", async () => {
  const server = await startTestIngress(await startReplicas("a"), { api: { perSecond: 0.01, burst: 20 } });
  const statuses = [];
  for (let call = 0; call < 22; call++) statuses.push((await server.ask("/api/state")).status);
  expect(statuses).toEqual([...Array(21).fill(200), 429]);
  const refused = await server.ask("/rooms/1/messages", { method: "POST", body: "x" });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect(JSON.parse(refused.body)).toEqual({ error: { code: "rate_limited", message: expect.any(String) } });
  for (const path of ["/", "/rooms/1", "/assets/app-3f2a9c1d.js", "/health", "/health/ready"])
    expect([path, (await server.ask(path)).status]).toEqual([path, 200]);
});

test("two browsers that load the chat at once from one address are not limited", async () => {
  const server = await startTestIngress(await startReplicas("a"));
  const load = [
    "/",
    ...Array.from({ length: 30 }, (_, file) => `/assets/part-3f2a9c${10 + file}.js`),
    "/api/state",
    "/api/rooms/1/messages",
  ];
  const answers = await Promise.all([...load, ...load].map((path) => server.ask(path)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test("too many WebSocket upgrades are refused with 429, and calls of the API have their own allowance", async () => {
  const server = await startTestIngress(await startReplicas("a"), { websocket: { perSecond: 0.01, burst: 2 } });
  const sockets = [1, 2, 3].map(() => server.webSocket());
  await Promise.all(sockets.map(nextMessage));
  const { status, headers } = await refusal(server.webSocket());
  expect(status).toBe(429);
  expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  expect((await server.ask("/api/state")).status).toBe(200);
});

test("a request that is too large is refused, whether it says its length or not, and the replica is not blamed", async () => {
  const [replica] = await startReplicas("a");
  replica!.respond = (request, response) => void request.resume().once("end", () => response.end("took it"));
  const server = await startTestIngress([replica!], { requestBytes: 1000 });
  const announced = await server.ask("/rooms/1/messages", { method: "POST", body: "x".repeat(1001) });
  expect(announced.status).toBe(413);
  const chunks = [Buffer.alloc(600), Buffer.alloc(600)];
  const counted = await server.ask("/rooms/1/messages", {
    method: "POST",
    headers: { "transfer-encoding": "chunked" },
    body: chunks,
  });
  expect(counted.status).toBe(413);
  expect((await server.ask("/rooms/1/messages", { method: "POST", body: "x".repeat(1000) })).body).toBe("took it");
  expect(server.log.filter(({ event }) => event === "replica").map(({ ready }) => ready)).toEqual([true]);
});

test("a client that reads only once it has sent everything gets the answer as well", async () => {
  const server = await startTestIngress(await startReplicas("a"), { requestBytes: 1000 });
  const socket = (await server.tls()).pause();
  const failed = new Promise<never>((_, reject) => socket.once("error", reject));
  const sent = async () => {
    socket.write("POST /rooms/1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 20000000\r\n\r\n");
    const piece = Buffer.alloc(1_000_000);
    for (let count = 0; count < 20; count++) await new Promise((done) => socket.write(piece, done));
  };
  await Promise.race([sent(), failed]);
  const answer = Buffer.concat(await Promise.race([socket.toArray(), failed])).toString();
  expect(answer).toMatch(/^HTTP\/1\.1 413 .*connection: close.*"too_large"/is);
});

test("a client that sends its headers too slowly is cut off", async () => {
  const server = await startTestIngress(await startReplicas("a"), { headersMs: 300 });
  const socket = await server.tls();
  let answer = "";
  let over = false;
  socket.setEncoding("utf8").on("data", (chunk) => {
    answer += chunk;
  });
  socket.once("close", () => {
    over = true;
  });
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
  await eventually(() => over);
  expect(answer).toMatch(/^(HTTP\/1.1 408|$)/);
});

test("a WebSocket on which nothing happens for the idle time is closed, and one that pings is not", async () => {
  const server = await startTestIngress(await startReplicas("a"), {}, 3);
  const [idle, busy] = [server.webSocket(), server.webSocket()];
  await Promise.all([nextMessage(idle), nextMessage(busy)]);
  const pings = setInterval(() => busy.ping(), 100);
  await closed(idle);
  clearInterval(pings);
  const echo = nextMessage(busy);
  busy.send("still there");
  expect(await echo).toBe("a: still there");
});
