import { expect, test } from "vitest";
import { Balancer, Replica } from "../../../local/proxy/balancer.ts";
import { limitsOf } from "../../../local/proxy/config.ts";
import { closed, nextMessage, refusal, startTestIngress } from "../support/ingress.ts";
import { startReplicas } from "../support/replica.ts";
import { eventually } from "../support/stack.ts";

/** Never during the test: what is seen then is not seen by a check. */
const noChecks = { checkEveryMs: 600_000 };

test("a replica that is not ready gets nothing new, and finishes what it has", async () => {
  const [a, b] = await startReplicas("a", "b");
  let finish: (() => void) | undefined;
  a!.respond = (_, response) => {
    finish = () => response.end("a, late");
  };
  const server = await startTestIngress([a!, b!]);
  const sockets = [server.webSocket(), server.webSocket()];
  const greetings = await Promise.all(sockets.map(nextMessage));
  const onA = sockets[greetings.indexOf("a")]!;
  const late = Promise.race(
    [server.ask("/slow"), server.ask("/slow")].map((answer) =>
      answer.then(({ body }) => (body === "b" ? new Promise<string>(() => {}) : body)),
    ),
  );
  await eventually(() => finish !== undefined);
  a!.ready = false;
  await eventually(() => server.log.some(({ replica, ready }) => replica === "a" && ready === false));
  for (let request = 0; request < 4; request++) expect((await server.ask("/")).body).toBe("b");
  const echo = nextMessage(onA);
  onA.send("hello");
  expect(await echo).toBe("a: hello");
  finish!();
  expect(await late).toBe("a, late");
  a!.ready = true;
  a!.respond = (_, response) => void response.end("a");
  await eventually(async () => (await server.ask("/")).body === "a");
});

test("a replica that died before the next check is passed over: nothing is lost, not even a change", async () => {
  const [a, b] = await startReplicas("a", "b");
  b!.respond = (request, response) => void request.pipe(response);
  const server = await startTestIngress([a!, b!], noChecks);
  await a!.kill();
  for (let request = 0; request < 3; request++) {
    expect(await server.ask("/rooms/1/messages", { method: "POST", body: "a message" })).toMatchObject({
      status: 200,
      body: "a message",
    });
  }
  expect(server.log).toContainEqual({ event: "replica", replica: "a", ready: false });
});

test("a replica that dies while it works on a request: a question is asked again, a change is not", async () => {
  const [a, b] = await startReplicas("a", "b");
  const server = await startTestIngress([a!, b!], noChecks);
  for (const replica of [a!, b!]) replica.respond = (request) => request.socket.resetAndDestroy();
  const change = await server.ask("/rooms/1/messages", { method: "POST", body: "once" });
  expect(change.status).toBe(502);
  expect(a!.seen.length + b!.seen.length).toBe(1);
  const alive = a!.seen.length === 1 ? b! : a!;
  alive.respond = (_, response) => void response.end("alive");

  const [c, d] = await startReplicas("c", "d");
  const other = await startTestIngress([c!, d!], noChecks);
  c!.respond = (request) => request.socket.resetAndDestroy();
  for (let request = 0; request < 2; request++) expect((await other.ask("/")).body).toBe("d");
  expect(c!.seen).toHaveLength(1);
});

test("an answer that breaks off is broken off for the client too", async () => {
  const [replica] = await startReplicas("a");
  replica!.respond = (request, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("half", () => request.socket.resetAndDestroy());
  };
  const server = await startTestIngress([replica!], noChecks);
  await expect(server.ask("/")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
});

test("without a ready replica programs get JSON and people a page that tries again, and both come back by themselves", async () => {
  const [replica] = await startReplicas("a");
  replica!.ready = false;
  const server = await startTestIngress([replica!]);
  const call = await server.ask("/api/state", { headers: { accept: "text/html" } });
  expect(call).toMatchObject({
    status: 503,
    headers: { "retry-after": "2", "content-type": expect.stringContaining("application/json") },
  });
  expect(JSON.parse(call.body)).toEqual({
    error: { code: "unavailable", message: expect.stringContaining("starting") },
  });
  const page = await server.ask("/rooms/1", { headers: { accept: "text/html,*/*" } });
  expect(page).toMatchObject({ status: 503, headers: { "content-type": expect.stringContaining("text/html") } });
  expect(page.body).toContain('http-equiv="refresh"');
  expect((await refusal(server.webSocket())).status).toBe(503);
  replica!.ready = true;
  await eventually(async () => (await server.ask("/")).status === 200);
});

test("a replica that became ready after the last check is found by the first who asks, and nobody is sent away", async () => {
  const [a, b] = await startReplicas("a", "b");
  for (const replica of [a!, b!]) replica.ready = false;
  const server = await startTestIngress([a!, b!], noChecks);
  expect((await server.ask("/")).status).toBe(503);
  b!.ready = true;
  const answers = await Promise.all([server.ask("/"), server.ask("/", { method: "POST", body: "a message" })]);
  expect(answers.map(({ body }) => body)).toEqual(["b", "b"]);
  await b!.kill();
  a!.ready = true;
  expect(await nextMessage(server.webSocket())).toBe("a");
});

test("a replica is not taken for dead where it was the ingress itself that had no time", async () => {
  const replicas = await startReplicas("a");
  const limits = { ...limitsOf({ requestBytes: 1, requestSeconds: 1 }), connectMs: 100 };
  const changes: boolean[] = [];
  const balancer = new Balancer({ replicas }, limits, ({ ready }) => changes.push(ready));
  await balancer.check(balancer.replicas[0]!);
  const connecting = balancer.connect();
  process.nextTick(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300));
  (await connecting)?.socket.destroy();
  expect(changes).toEqual([true]);
});

test("a WebSocket goes to a replica that lives, ends with its replica, and a refusal of the app comes through", async () => {
  const [a, b] = await startReplicas("a", "b");
  const server = await startTestIngress([a!, b!], noChecks);
  expect((await refusal(server.webSocket("/refused"))).status).toBe(401);
  const sockets = [server.webSocket(), server.webSocket()];
  const greetings = await Promise.all(sockets.map(nextMessage));
  expect([...greetings].sort()).toEqual(["a", "b"]);
  const ended = closed(sockets[greetings.indexOf("a")]!);
  await a!.kill();
  await ended;
  for (let again = 0; again < 3; again++) expect(await nextMessage(server.webSocket())).toBe("b");
});

test("the WebSockets of a replica that answers no check any more are ended, so that their clients go to another one", async () => {
  const [a, b] = await startReplicas("a", "b");
  const server = await startTestIngress([a!, b!], { checkEveryMs: 50, checkMs: 1000, frozenAfter: 3 });
  const sockets = [server.webSocket(), server.webSocket()];
  const greetings = await Promise.all(sockets.map(nextMessage));
  const [onA, onB] = ["a", "b"].map((name) => sockets[greetings.indexOf(name)]!);
  a!.waiting = true;
  await eventually(() => a!.asked >= 10);
  const alive = nextMessage(onA!);
  onA!.send("hello");
  expect(await alive).toBe("a: hello");
  a!.frozen = true;
  await closed(onA!);
  expect(server.log).toContainEqual({ event: "frozen", replica: "a", sockets: 1 });
  for (let again = 0; again < 2; again++) expect(await nextMessage(server.webSocket())).toBe("b");
  const echo = nextMessage(onB!);
  onB!.send("hello");
  expect(await echo).toBe("b: hello");

  // With nobody to go to they stay: it may be this machine that was slow.
  b!.frozen = true;
  await eventually(() => server.log.some(({ replica, ready }) => replica === "b" && ready === false));
  const before = b!.asked;
  await eventually(() => b!.asked >= before + 80);
  const still = nextMessage(onB!);
  onB!.send("hello again");
  expect(await still).toBe("b: hello again");
});

test("a replica that is only slow to answer its check once is not passed over", () => {
  const replica = new Replica({ name: "a", url: "http://127.0.0.1:1" });
  replica.note("ready");
  replica.note("silent");
  expect(replica.ready).toBe(true);
  replica.note("silent");
  expect(replica.ready).toBe(false);
  replica.note("ready");
  replica.note("unready");
  expect(replica.ready).toBe(false);
});

test("stopping lets a request finish, ends WebSockets, and takes nothing new", async () => {
  const [replica] = await startReplicas("a");
  let finish: (() => void) | undefined;
  replica!.respond = (_, response) => {
    finish = () => response.end("finished");
  };
  const server = await startTestIngress([replica!]);
  const socket = server.webSocket();
  await nextMessage(socket);
  const answer = server.ask("/slow");
  await eventually(() => finish !== undefined);
  const ended = closed(socket);
  const stopped = server.ingress.stop();
  await ended;
  await expect(server.ask("/")).rejects.toThrow("ECONNREFUSED");
  finish!();
  expect((await answer).body).toBe("finished");
  await stopped;
});
