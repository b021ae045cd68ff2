import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { backoff } from "../../src/sync/backoff.ts";
import { Connection, type ConnectionStatus } from "../../src/sync/connection.ts";
import { FakeSocket } from "../support/fake-socket.ts";

const sockets: FakeSocket[] = [];
const statuses: (ConnectionStatus | number)[] = [];
let connection: Connection;
const latest = () => sockets.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  sockets.length = statuses.length = 0;
  connection = new Connection({
    connect: () => {
      sockets.push(new FakeSocket());
      return latest();
    },
    hello: () => ({ type: "hello", rooms: { 7: 3 } }),
    onEvents: () => undefined,
    onStatus: (status, code) => statuses.push(status, ...(status === "ended" && code ? [code] : [])),
    random: () => 0.5,
  });
  connection.open();
});

afterEach(() => {
  connection.end();
  vi.useRealTimers();
});

describe("the connection", () => {
  it("says hello first, and is online once it was welcomed", () => {
    connection.send({ type: "typing", roomId: 7 });
    latest().welcome();
    connection.send({ type: "typing", roomId: 7 });
    expect(latest().frames.map((frame) => frame.type)).toEqual(["hello", "typing"]);
    expect(statuses).toEqual(["connecting", "online"]);
  });

  it("connects again after longer and longer waits until it is welcomed", () => {
    const waits: number[] = [];
    for (let round = 0; round < 4; round++) {
      const began = Date.now();
      latest().lose();
      const { length } = sockets;
      while (sockets.length === length) vi.advanceTimersToNextTimer();
      waits.push(Date.now() - began);
    }
    expect(waits).toEqual([375, 750, 1500, 3000]);
    latest().welcome();
    latest().lose();
    vi.advanceTimersByTime(375);
    expect(sockets).toHaveLength(6);
  });

  it("comes back when a leaving replica said, not before, even when that closes earlier", () => {
    latest().welcome();
    latest().say({ type: "reconnect", afterMs: 4_000 });
    latest().lose(1012);
    vi.advanceTimersByTime(3_999);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
  });

  it.each([4401, 4403])("stops for good when closed with %i", (code) => {
    latest().welcome();
    latest().lose(code);
    vi.advanceTimersByTime(120_000);
    connection.hurry();
    expect(sockets).toHaveLength(1);
    expect(statuses.slice(-2)).toEqual(["ended", code]);
  });

  it("gives up a connection that answers neither hello nor seen", () => {
    vi.advanceTimersByTime(15_375);
    expect(sockets).toHaveLength(2);
    latest().welcome();
    connection.seen(7);
    vi.advanceTimersByTime(9_999);
    expect(latest().closed).toBe(false);
    vi.advanceTimersByTime(1 + 375);
    expect(sockets).toHaveLength(3);
  });

  it("takes any word as a sign of life", () => {
    latest().welcome();
    connection.seen(7);
    latest().say({ type: "alive" });
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });

  it("tries at once when the network comes back", () => {
    latest().lose();
    connection.hurry();
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(2);
  });
});

describe("backing off", () => {
  it("waits between a quarter of a second and 30 s, at least half of the doubled time", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
        const ceiling = Math.min(30_000, 500 * 2 ** attempt);
        const wait = backoff(attempt, random);
        expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
        expect(wait).toBeLessThanOrEqual(ceiling);
      }),
    );
  });
});
