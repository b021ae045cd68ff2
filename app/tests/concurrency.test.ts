import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import { until } from "./support/processes.ts";

let chat: Chat;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory", MAX_CONCURRENT_REQUESTS: "1" } });
});
afterAll(() => chat.stop());

const state = () => fetch(new URL("/api/state", chat.url));

test("a replica that serves as many requests as it may sends others away, but answers probes", async () => {
  const headers = { "content-type": "application/json", "content-length": "100" };
  const slow = request(new URL("/api/session", chat.url), { method: "POST", headers });
  slow.on("error", () => {});
  slow.write("{");
  await until("the slow request holds the only place", async () => (await state()).status === 503);
  const refused = await state();
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(await refused.json()).toMatchObject({ error: { code: "unavailable" } });
  expect((await fetch(new URL("/health/ready", chat.url))).status).toBe(200);
  slow.destroy();
  await until("the place is free again", async () => (await state()).status === 401);
});
