import { expect, test } from "vitest";
import fc from "../../tests/support/properties.ts";
import type { BusEntry } from "../src/realtime/bus/bus.ts";
import { pack, unpack } from "../src/realtime/bus/envelope.ts";

const text = fc.string({ unit: "grapheme", maxLength: 400 });
const entry: fc.Arbitrary<BusEntry> = fc.oneof(
  fc.record({
    kind: fc.constant("message" as const),
    roomId: fc.nat(),
    number: fc.nat(),
    receivedAt: fc.nat(),
    event: text,
  }),
  fc.record({ kind: fc.constant("users" as const), userIds: fc.option(fc.array(fc.nat())), event: text }),
  fc.record({ kind: fc.constant("presence" as const), userId: fc.nat(), online: fc.boolean() }),
);
const LIMIT = 2_000;

test("everything arrives in order, in payloads that are small enough, and the large only as where to look", () => {
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const payloads = pack("sender", entries, LIMIT);
      for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(LIMIT);
      const arrived = payloads.flatMap((payload) => unpack("receiver", payload));
      expect(arrived).toHaveLength(entries.length);
      arrived.forEach((got, i) => {
        const sent = entries[i]!;
        if (got.kind === "check") expect(sent).toMatchObject({ kind: "message", roomId: got.roomId });
        else if (got.kind === "reach") expect(sent.kind).toBe("users");
        else expect(got).toEqual(JSON.parse(JSON.stringify(sent)));
      });
    }),
  );
});

test("no replica hears itself", () => {
  const payloads = pack("sender", [{ kind: "check", roomId: 1 }], LIMIT);
  expect(payloads.flatMap((payload) => unpack("sender", payload))).toEqual([]);
});

test("a message too large for one payload is only pointed at", () => {
  const large: BusEntry = { kind: "message", roomId: 7, number: 1, receivedAt: 0, event: "x".repeat(3_000) };
  expect(pack("sender", [large], LIMIT).flatMap((payload) => unpack("other", payload))).toEqual([
    { kind: "check", roomId: 7 },
  ]);
});
