import { afterAll, beforeAll, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import { until } from "./support/processes.ts";

let chat: Chat;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
});
afterAll(() => chat.stop());

test("a client that stops reading is dropped with 4408 while the others get everything", async () => {
  const ann = await chat.firstRun();
  const room = (await ann.state()).rooms[0]!.id;
  const [slow, quick] = [await ann.connect({ [room]: 0 }), await ann.connect({ [room]: 0 })];
  slow.socket.pause();
  const text = "x".repeat(10_000);
  let sent = 0;
  const dropped = () =>
    chat.replicas[0]!.metrics.registry.getSingleMetricAsString("campfire_websocket_slow_drops_total");
  await until(
    "the slow one is dropped",
    async () => {
      await Promise.all(Array.from({ length: 50 }, () => ann.say(room, text)));
      sent += 50;
      return (await dropped()).includes("total 1");
    },
    60_000,
  );
  await until("the quick one has everything", () => quick.numbers(room).length === sent);
  expect(quick.closeCode).toBeUndefined();
  slow.socket.resume();
  // Cut off when it took longer than the grace to read what was on its way.
  expect([4408, 1006]).toContain(await slow.closed());
  await quick.close();
});
