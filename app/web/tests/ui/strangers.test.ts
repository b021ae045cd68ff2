import { describe, expect, it } from "vitest";
import { arrivals, strangers } from "../../src/chat/strangers.ts";
import type { Room, User } from "../../src/protocol.ts";

const ME = 5;
const user = (id: number, more: Partial<User> = {}): User => ({
  id,
  name: `Person ${id}`,
  role: "member",
  avatarUrl: null,
  ...more,
});
const room = (id: number, type: Room["type"], userIds: number[] | null, more: Partial<Room> = {}): Room => ({
  ...{ id, type, name: null, userIds, involvement: "everything" as const },
  ...{ lastNumber: 0, readNumber: 0, lastMessageAt: null },
  ...more,
});
const team = (count: number) => Array.from({ length: count }, (_, index) => user(index + 1));
const found = (users: User[], rooms: Room[]) => strangers(arrivals(users, ME), rooms, ME).map(({ id }) => id);

describe("the people to whom one didn't talk yet", () => {
  it("are those who are here but oneself, bots too, in the order in which they came", () => {
    const gone = user(2, { active: false });
    expect(found([user(9), user(ME), gone, user(3, { role: "bot" }), user(4)], [])).toEqual([3, 4, 9]);
  });

  it("leave out everybody in a conversation, also among several or hidden, but not who is in the same rooms", () => {
    const rooms = [
      room(20, "direct", [1, ME]),
      room(21, "direct", [2, 3, ME], { involvement: "invisible" }),
      room(22, "direct", [ME]),
      room(23, "closed", [4, ME]),
      room(24, "open", null),
    ];
    expect(found(team(7), rooms)).toEqual([4, 6, 7]);
  });

  it("are 20 at most, and one fewer with everybody to whom one talks", () => {
    const talks = (count: number) => team(count + ME).slice(ME);
    const rooms = (count: number) => talks(count).map(({ id }) => room(100 + id, "direct", [ME, id]));
    expect(found(team(10_000), []).length).toBe(20);
    expect(found(team(10_000), rooms(1)).length).toBe(19);
    expect(found(team(10_000), rooms(19))).toEqual([1]);
    expect(found(team(10_000), rooms(30))).toEqual([]);
  });
});
