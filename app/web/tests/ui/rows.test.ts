import { describe, expect, it } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { type Row, toRows } from "../../src/chat/rows.ts";
import type { Message } from "../../src/protocol.ts";
import { messageOf } from "../support/sync-world.ts";

const MINUTE = 60_000;
const NOON = Date.parse("2026-03-03T12:00:00.000Z");

const at = (number: number, minutes: number, creatorId = 2): Message => ({
  ...messageOf(number, creatorId),
  createdAt: new Date(NOON + minutes * MINUTE).toISOString(),
});

const outline = (rows: Row[]) =>
  rows.map((row) => (row.kind === "message" || row.kind === "pending" ? (row.head ? "head" : "line") : row.kind));

describe("the rows of a room", () => {
  it("groups what one author writes within five minutes", () => {
    const messages = [at(1, 0), at(2, 4), at(3, 10), at(4, 11, 1)];
    expect(outline(toRows(messages, [], 1, null))).toEqual(["day", "head", "line", "head", "head"]);
  });

  it("sets days apart", () => {
    const messages = [at(1, 0), at(2, 24 * 60)];
    expect(outline(toRows(messages, [], 1, null))).toEqual(["day", "head", "day", "head"]);
  });

  it("marks where the unread ones of others begin, not one's own", () => {
    const messages = [at(1, 0), at(2, 1, 1), at(3, 2), at(4, 3)];
    expect(outline(toRows(messages, [], 1, 1))).toEqual(["day", "head", "head", "unread", "head", "line"]);
    expect(outline(toRows(messages, [], 1, 4))).not.toContain("unread");
  });

  it("puts unsent messages last, in their group, even when this device's clock is behind", () => {
    const pending = { clientMessageId: "x", roomId: 7, text: "hi", createdAt: new Date(NOON - MINUTE).toISOString() };
    expect(outline(toRows([at(1, 0, 1)], [pending], 1, null))).toEqual(["day", "head", "line"]);
  });

  it("gives a message the key it had while it was unsent", () => {
    const pending = { clientMessageId: "x", roomId: 7, text: "hi", createdAt: new Date(NOON).toISOString() };
    const [, before] = toRows([], [pending], 1, null);
    const [, after] = toRows([{ ...at(1, 0, 1), clientMessageId: "x" }], [], 1, null);
    expect(after?.key).toBe(before?.key);
  });

  it("keeps every message, once and in order, under keys of their own", () => {
    const steps = fc.array(fc.record({ pause: fc.nat(2_000), creatorId: fc.integer({ min: 1, max: 3 }) }));
    fc.assert(
      fc.property(steps, fc.option(fc.nat(20)), (pauses, readUpTo) => {
        let minutes = 0;
        const messages = pauses.map(({ pause, creatorId }, index) => {
          minutes += pause;
          return at(index + 1, minutes, creatorId);
        });
        const rows = toRows(messages, [], 1, readUpTo);
        expect(rows.flatMap((row) => (row.kind === "message" ? [row.message] : []))).toEqual(messages);
        expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
        expect(rows.filter((row) => row.kind === "unread").length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
