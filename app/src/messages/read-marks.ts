import { Batcher } from "../batcher.ts";
import type { Queries } from "../database/database.ts";
import type { Realtime } from "../realtime/realtime.ts";

export interface ReadMark {
  roomId: number;
  userId: number;
  number: number;
}

const LARGEST_BATCH = 1000;

/** Moves read marks forward, many in one statement: everybody in a room reads at the same time. */
export class ReadMarks {
  private readonly batcher: Batcher<ReadMark, boolean>;
  private readonly queries: Queries;
  private readonly realtime: Realtime;

  constructor(queries: Queries, realtime: Realtime) {
    this.queries = queries;
    this.realtime = realtime;
    this.batcher = new Batcher(LARGEST_BATCH, (marks) => this.flush(marks));
  }

  /** Marks the room read up to this number, never backwards; false when the user is no member of the room. */
  mark(mark: ReadMark): Promise<boolean> {
    return this.batcher.add(mark);
  }

  idle(): Promise<void> {
    return this.batcher.idle();
  }

  private async flush(marks: ReadMark[]): Promise<boolean[]> {
    const rows = await this.queries.query<ReadMark & { moved: boolean }>(
      "memberships.read",
      `with input as (
         select room_id, user_id, max(number) as number
         from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as mark (room_id, user_id, number) group by 1, 2
       ),
       members as (
         -- Locked in one order, so that two batches can't wait for each other.
         select memberships.room_id, memberships.user_id, memberships.read_number as before,
           least(input.number, rooms.last_number) as number
         from memberships join input using (room_id, user_id) join rooms on rooms.id = memberships.room_id
         order by 1, 2 for no key update of memberships
       ),
       moved as (
         update memberships set read_number = members.number from members
         where memberships.room_id = members.room_id and memberships.user_id = members.user_id
           and members.before < members.number
       )
       select room_id as "roomId", user_id as "userId", number, before < number as moved from members`,
      [marks.map((mark) => mark.roomId), marks.map((mark) => mark.userId), marks.map((mark) => mark.number)],
    );
    const members = new Set<string>();
    for (const { roomId, userId, number, moved } of rows) {
      members.add(`${roomId}/${userId}`);
      if (moved) this.realtime.toUsers([userId], { type: "read", roomId, number });
    }
    return marks.map((mark) => members.has(`${mark.roomId}/${mark.userId}`));
  }
}
