import { describe, expect, it } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { ROOM, SyncWorld } from "../support/sync-world.ts";

type Step = (world: SyncWorld) => void;

const choice = fc.nat(50);
const happening: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>((world) => world.post()) },
  { weight: 8, arbitrary: choice.map<Step>((n) => (world) => world.deliver(n)) },
  { weight: 2, arbitrary: choice.map<Step>((n) => (world) => world.repeat(n)) },
  { weight: 2, arbitrary: choice.map<Step>((n) => (world) => world.lose(n)) },
  { weight: 3, arbitrary: choice.map<Step>((n) => (world) => world.change(n, n % 7 === 0)) },
  { weight: 3, arbitrary: choice.map<Step>((n) => (world) => world.answerChange(n)) },
  { weight: 3, arbitrary: fc.constant<Step>((world) => world.compose()) },
  { weight: 4, arbitrary: fc.constant<Step>((world) => world.transmit()) },
  { weight: 1, arbitrary: fc.constant<Step>((world) => world.disconnect()) },
  { weight: 2, arbitrary: fc.constant<Step>((world) => world.connect()) },
  { weight: 4, arbitrary: fc.constant<Step>((world) => world.ask()) },
  { weight: 4, arbitrary: choice.map<Step>((n) => (world) => world.answer(n)) },
  { weight: 1, arbitrary: choice.map<Step>((n) => (world) => world.loseAnswer(n)) },
  { weight: 1, arbitrary: choice.map<Step>((n) => (world) => world.ask({ kind: "around", number: n + 1 })) },
  { weight: 1, arbitrary: fc.constant<Step>((world) => world.ask({ kind: "newest" })) },
  {
    weight: 1,
    arbitrary: choice.map<Step>((n) => (world) => world.apply({ type: "trim", roomId: ROOM, most: n + 1 })),
  },
  { weight: 1, arbitrary: fc.constant<Step>((world) => world.apply({ type: "forget", roomId: ROOM })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ following: fc.boolean(), nearTop: fc.boolean(), nearBottom: fc.boolean() })
      .map<Step>((seen) => (world) => {
        world.view = { ...world.view, ...seen };
      }),
  },
);

/** Long ones: what goes wrong takes a connection, a page and a loss at least. */
const happenings = fc.array(happening, { maxLength: 80, size: "max" });

const numbersHeld = (world: SyncWorld) =>
  (world.state.timelines.get(ROOM)?.messages ?? []).map((message) => message.number);

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

describe("whatever deliveries, repeats, losses, reconnects and pages interleave", () => {
  it("holds one unbroken stretch of numbers, each once and none of them as unsent too, at every moment", () => {
    fc.assert(
      fc.property(fc.nat(20), happenings, (history, steps) => {
        const world = new SyncWorld(history);
        for (const step of steps) {
          step(world);
          const timeline = world.state.timelines.get(ROOM);
          if (timeline) expect(numbersHeld(world)).toEqual(range(timeline.from, timeline.to));
          const unsent = new Set(world.state.outbox.map((pending) => pending.clientMessageId));
          expect(timeline?.messages.filter((message) => unsent.has(message.clientMessageId)) ?? []).toEqual([]);
        }
      }),
    );
  });

  it("ends with the newest messages as the server has them, edits and deletions too, and nothing left to send", () => {
    fc.assert(
      fc.property(fc.nat(20), happenings, (history, steps) => {
        const world = new SyncWorld(history);
        for (const step of steps) step(world);
        world.settle();
        const timeline = world.state.timelines.get(ROOM)!;
        expect(timeline.to).toBe(world.server.length);
        expect(timeline.messages).toEqual(world.server.slice(timeline.from - 1));
        expect(timeline.ahead).toEqual([]);
        expect(world.state.outbox).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("commits each composed message once", () => {
    fc.assert(
      fc.property(happenings, (steps) => {
        const world = new SyncWorld(0);
        for (const step of steps) step(world);
        world.settle();
        const mine = world.server.filter((message) => message.clientMessageId.startsWith("mine"));
        expect(mine.map((message) => message.clientMessageId).sort()).toEqual(
          range(0, world.composed - 1)
            .map((index) => `mine${index}`)
            .sort(),
        );
      }),
    );
  });

  it("gets the whole history by paging upwards", () => {
    fc.assert(
      fc.property(fc.nat(40), happenings, (history, steps) => {
        const world = new SyncWorld(history);
        for (const step of steps) step(world);
        world.settle();
        world.view = { ...world.view, nearTop: true };
        for (let page = 0; page < 50 && (world.state.timelines.get(ROOM)?.from ?? 1) > 1; page++) {
          world.ask();
          world.answer(0);
        }
        expect(world.state.timelines.get(ROOM)!.messages).toEqual(world.server);
      }),
    );
  });
});
