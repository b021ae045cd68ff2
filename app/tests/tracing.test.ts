import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { Child, freePort, until } from "./support/processes.ts";

const CLI = join(import.meta.dirname, "../src/cli.ts");
const traceId = "0af7651916cd43dd8448eb211c80319c";

interface SpanText {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}
const spans: SpanText[] = [];
let received = "";
const collector = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  received += Buffer.concat(parts).toString();
  const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString()) as {
    resourceSpans: { scopeSpans: { spans: SpanText[] }[] }[];
  };
  spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
  response.setHeader("content-type", "application/json").end("{}");
});

let chat: Chat;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
});
afterAll(async () => {
  collector.close();
  await chat.stop();
});

/** A replica of its own that somebody writes a message on; its log once it ended. */
async function run(env: Record<string, string>): Promise<{ log: Record<string, unknown>[]; roomId: number }> {
  const port = String(await freePort());
  const settings = chat.env({ PORT: port, LOG_LEVEL: "info", TRACE_REQUESTS: "true" });
  const child = new Child(process.execPath, [CLI, "serve"], { env: { PATH: process.env.PATH, ...settings, ...env } });
  await until("it listens", () => child.output.includes("listening") || !child.running);
  const member = await chat.member();
  const person = new Person(`http://127.0.0.1:${port}`, member.id, member.token);
  const [room] = (await person.state()).rooms;
  await person.ask(
    "POST",
    `/api/rooms/${room!.id}/messages`,
    { text: "private words", clientMessageId: `traced-${port}` },
    { traceparent: `00-${traceId}-b7ad6b7169203331-01`, "x-request-id": "request-7" },
  );
  await person.ask("GET", "/health");
  child.process.kill("SIGTERM");
  expect(await child.exit()).toBe(0);
  expect(child.output).not.toMatch(/private words/);
  expect(child.output).not.toContain(person.token);
  return {
    log: child.output
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    roomId: room!.id,
  };
}

const route = "/api/rooms/:roomId/messages";
const posted = (log: Record<string, unknown>[]) => log.find((line) => line.route === route);

test("a request's line has its id, who asked and in which room, and no trace is sent where nobody said where to", async () => {
  await chat.firstRun();
  const { log, roomId } = await run({});
  expect(posted(log)).toMatchObject({
    level: 30,
    reqId: "request-7",
    userId: expect.any(Number),
    roomId,
    method: "POST",
    status: 201,
    msg: "request",
  });
  expect(posted(log)).not.toHaveProperty("traceId");
  expect(spans).toEqual([]);
});

test("a request and its statements are one trace, which goes on where the sender began it, and holds no texts", async () => {
  const { log } = await run({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  });
  const request = spans.find(({ name }) => name === `POST ${route}`);
  expect(request).toMatchObject({ traceId, parentSpanId: "b7ad6b7169203331" });
  const below = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId).map(({ name }) => name);
  expect(below).toContain("messages.post");
  expect(posted(log)).toMatchObject({ traceId, reqId: "request-7" });
  expect(spans.some(({ name }) => name.includes("health"))).toBe(false);
  expect(received).not.toContain("private words");
  expect(received).toContain("service.instance.id");
});
