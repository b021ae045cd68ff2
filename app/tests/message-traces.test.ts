import { afterAll, beforeAll, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { ReplicaProcess } from "./support/replica-process.ts";
import { type SpanText, TraceCollector } from "./support/trace-collector.ts";

let chat: Chat;
let collector: TraceCollector;
const replicas: ReplicaProcess[] = [];

beforeAll(async () => {
  chat = await Chat.start();
  await chat.firstRun();
  collector = await TraceCollector.listen();
});
afterAll(async () => {
  for (const { child } of replicas) await child.stop("SIGKILL");
  collector?.close();
  await chat?.stop();
});

const start = async (name: string, endpoint: Record<string, string>) => {
  const settings = { LOG_LEVEL: "info", BUS: "postgres", INSTANCE_ID: name };
  const replica = await ReplicaProcess.start(chat, settings, endpoint);
  replicas.push(replica);
  return replica;
};
const on = async (replica: ReplicaProcess) => {
  const { id, token } = await chat.member();
  return new Person(replica.url, id, token);
};

test("a message over a WebSocket is one trace, from its sender over commit and bus to the readers of every replica", async () => {
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const [first, second, silent] = [await start("first", traced), await start("second", traced), await start("off", {})];
  const ann = await on(first);
  const [sender, here, there, untraced] = await Promise.all(
    [ann, await on(first), await on(second), await on(silent)].map((person) => person.connect()),
  );
  const [room] = (await ann.state()).rooms;
  sender!.send({ type: "send", roomId: room!.id, text: "private words", clientMessageId: "over-the-wire" });
  for (const line of [here!, there!, untraced!])
    await line.next("message", ({ message }) => message.text === "private words");
  // Refused: told, and no failure of ours.
  sender!.send({ type: "send", roomId: room!.id, text: " ", clientMessageId: "refused" });
  await sender!.next("refused");
  // From a replica that sends no traces comes a message without one.
  untraced!.send({ type: "send", roomId: room!.id, text: "quietly", clientMessageId: "quiet" });
  await there!.next("message", ({ message }) => message.text === "quietly");
  for (const line of [sender!, here!, there!, untraced!]) await line.close();
  for (const replica of replicas) await replica.stop();

  await until("all spans came", () => collector.spans.filter(({ name }) => name === "WebSocket send").length === 2);
  const send = collector.spans.find(
    (span) => span.name === "WebSocket send" && partsOf(span).some(({ name }) => name === "message commit"),
  )!;
  const summary = partsOf(send).map(({ name, instanceId }) => `${instanceId}: ${name}`);
  expect(summary).toEqual(
    expect.arrayContaining([
      "first: messages.post",
      "first: message commit",
      "first: message deliver",
      "second: message deliver",
    ]),
  );
  expect(summary.filter((one) => one.endsWith("message deliver"))).toHaveLength(2);
  expect(partsOf(send).every(({ traceId }) => traceId === send.traceId)).toBe(true);
  expect(collector.received).toContain('"error.type"');
  expect(collector.received).not.toMatch(/private words|quietly/);
});

const partsOf = (span: SpanText) => collector.spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
