import { afterAll, beforeAll, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { ReplicaProcess } from "./support/replica-process.ts";
import { TraceCollector } from "./support/trace-collector.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";

let collector: TraceCollector;
let chat: Chat;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  collector = await TraceCollector.listen();
});
afterAll(async () => {
  collector.close();
  await chat.stop();
});

/** A replica of its own that somebody writes a message on; its log once it ended. */
async function run(env: Record<string, string>): Promise<{ log: Record<string, unknown>[]; roomId: number }> {
  const replica = await ReplicaProcess.start(chat, { LOG_LEVEL: "info", TRACE_REQUESTS: "true" }, env);
  const member = await chat.member();
  const person = new Person(replica.url, member.id, member.token);
  const [room] = (await person.state()).rooms;
  await person.ask(
    "POST",
    `/api/rooms/${room!.id}/messages`,
    { text: "private words", clientMessageId: `traced-${member.id}` },
    { traceparent: `00-${traceId}-b7ad6b7169203331-01`, "x-request-id": "request-7" },
  );
  await person.ask("GET", "/health");
  const log = await replica.stop();
  expect(replica.child.output).not.toMatch(/private words/);
  expect(replica.child.output).not.toContain(person.token);
  return { log, roomId: room!.id };
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
  expect(collector.spans).toEqual([]);
});

test("a request and its statements are one trace, which goes on where the sender began it, and holds no texts", async () => {
  const { log } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const { spans, received } = collector;
  const request = spans.find(({ name }) => name === `POST ${route}`);
  expect(request).toMatchObject({ traceId, parentSpanId: "b7ad6b7169203331" });
  const below = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId).map(({ name }) => name);
  expect(below).toContain("messages.post");
  expect(posted(log)).toMatchObject({ traceId, reqId: "request-7" });
  expect(spans.some(({ name }) => name.includes("health"))).toBe(false);
  expect(received).not.toContain("private words");
  expect(received).toContain("service.instance.id");
});
