import { type ClientRequest, createServer, get, type IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { FastifyReply, FastifyRequest } from "fastify";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { limitReaders, paceReader } from "../src/http/readers.ts";
import type { Message } from "../src/protocol/entities.ts";
import { Bot } from "./support/bot.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";
import { until } from "./support/processes.ts";
import { form, upload } from "./support/upload.ts";

// More than the buffers of a connection hold.
const BYTES = 15_000_000;

let chat: Chat;
let ann: Person;
let bot: Bot;
let message: Message;
let file: string;

beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
  bot = await Bot.create(ann, "Reader");
  const room = (await ann.state()).rooms[0]!.id;
  message = (await upload(ann, room, form(Buffer.alloc(BYTES), "large.bin"))).body;
  file = message.attachment!.url;
  await chat.sql(
    `insert into audit_events (kind, details) select 'audit.downloaded', jsonb_build_object('format', repeat('x', 1000))
     from generate_series(1, 15000)`,
  );
});
afterAll(() => chat.stop());

/** Asks for it, and takes nothing of what comes. */
async function open(person: Person, path: string, url = chat.url): Promise<[ClientRequest, IncomingMessage]> {
  const asking = get(new URL(path, url), { headers: { cookie: person.cookie }, agent: false });
  asking.on("error", () => {});
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asking.on("response", resolve);
    asking.on("error", reject);
  });
  answer.on("error", () => {});
  return [asking, answer];
}

test("a download may take longer than other requests, whoever loads whatever", async () => {
  const { url } = await chat.addReplica({ REQUEST_TIMEOUT: "2" });
  const slowly = async (path: string) => {
    const [, answer] = await open(ann, path, url);
    let bytes = 0;
    for await (const chunk of answer) {
      bytes += chunk.length;
      await sleep(20);
    }
    return bytes;
  };
  const began = Date.now();
  const botPath = bot.path(message.roomId, `/${message.id}/attachment`);
  const [mine, bots, events] = await Promise.all([file, botPath, "/api/audit/download"].map(slowly));
  expect([mine, bots]).toEqual([BYTES, BYTES]);
  expect(events).toBeGreaterThan(BYTES);
  expect(Date.now() - began).toBeGreaterThan(2_000);
});

test("a reader that takes nothing is cut off", async () => {
  const server = createServer((_request, response) => {
    paceReader(response, 1);
    response.write(Buffer.alloc(BYTES));
  }).listen(0, "127.0.0.1");
  await until("it listens", () => server.listening);
  const connections = promisify(server.getConnections.bind(server));
  await open(ann, "/", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await connections()).toBe(1);
  await until("it is gone", async () => (await connections()) === 0);
  server.close();
});

test.each([
  ["1", 30_000],
  ["40", 40_000],
])("with requests of %s s, whatever is loaded may stall for %i ms", async (seconds, ms) => {
  const { url } = await chat.addReplica({ REQUEST_TIMEOUT: seconds });
  const patience = vi.spyOn(ServerResponse.prototype, "setTimeout");
  const botPath = bot.path(message.roomId, `/${message.id}/attachment`);
  for (const path of [file, botPath, "/api/audit/download"]) (await open(ann, path, url))[0].destroy();
  expect(patience.mock.calls).toEqual([[ms], [ms], [ms]]);
  patience.mockRestore();
});

test("an answer that trickles is cut off once 64 KiB a second would have been enough", async () => {
  const server = createServer(async (_request, response) => {
    paceReader(response, 1, 100);
    for (let i = 0; i < 40 && !response.destroyed; i++) {
      response.write("x");
      await sleep(100);
    }
    response.end();
  }).listen(0, "127.0.0.1");
  await until("it listens", () => server.listening);
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(answer.text()).rejects.toThrow();
  server.close();
});

test("nobody takes all places of a replica with what they load", async () => {
  const bob = await chat.member();
  const readers = await Promise.all(Array.from({ length: 50 }, () => open(bob, file)));
  expect(readers.every(([, { statusCode }]) => statusCode === 200)).toBe(true);
  const refused = await bob.ask("GET", file);
  expect(refused).toMatchObject({ status: 429, body: { error: { code: "rate_limited" } } });
  expect(refused.headers.get("retry-after")).toBe("1");
  expect((await ann.ask("HEAD", file)).status).toBe(200);
  readers.pop()![0].destroy();
  await until("a place is free", async () => (await bob.ask("HEAD", file)).status === 200);
  for (const [asking] of readers) asking.destroy();
});

test("who went away before being counted isn't counted", async () => {
  const enter = limitReaders(1);
  const request = { viewer: { userId: 1 } } as FastifyRequest;
  const reply = (closed: boolean) => ({ raw: { closed, once: () => {} } }) as unknown as FastifyReply;
  for (let i = 0; i < 3; i++) await enter(request, reply(true));
  await enter(request, reply(false));
  await expect(enter(request, reply(false))).rejects.toMatchObject({ code: "rate_limited" });
});
