import { expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import { Feed } from "../src/realtime/feed.ts";

const COUNT = 40;
const all = Array.from({ length: COUNT }, (_, i) => ({ number: i + 1, event: `${i + 1}` }));

test("whatever comes late, twice or in any order leaves once and in order", () => {
  const arrivals = fc.array(fc.integer({ min: 1, max: COUNT }), { maxLength: 120 });
  fc.assert(
    fc.property(arrivals, fc.nat(COUNT), fc.nat(120), (numbers, from, startAt) => {
      const left: number[] = [];
      const feed = new Feed((item) => left.push(item.number));
      numbers.forEach((number, i) => {
        if (i === startAt) feed.start(from);
        feed.accept(all[number - 1]!);
      });
      if (numbers.length <= startAt) feed.start(from);
      const arrived = new Set(numbers);
      let last = from;
      while (arrived.has(last + 1)) last++;
      expect(left).toEqual(all.slice(from, last).map((item) => item.number));
      expect(feed.gap).toBe([...arrived].some((number) => number > last));
      // What was missed is read from the database, from the last on.
      for (const item of all.slice(feed.delivered!)) feed.accept(item);
      expect(left).toEqual(all.slice(from).map((item) => item.number));
      expect(feed.gap).toBe(false);
    }),
  );
});

test("nothing leaves before it is known where the history ends", () => {
  const left: number[] = [];
  const feed = new Feed((item) => left.push(item.number));
  for (const item of all) feed.accept(item);
  expect(left).toEqual([]);
  feed.start(38);
  expect(left).toEqual([39, 40]);
});
