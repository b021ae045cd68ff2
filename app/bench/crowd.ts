import { once } from "node:events";
import { WebSocket } from "ws";
import { until } from "../tests/support/processes.ts";

/** One socket of the crowd: where it connects and which room it listens to. */
export interface Seat {
  url: string;
  cookie: string;
  roomId: number;
}

interface Member extends Seat {
  socket: WebSocket;
  last: number;
}

/** Many sockets that check that each message comes once and in order, and that write themselves. */
export class Crowd {
  private readonly members: Member[] = [];
  private readonly faults: string[] = [];
  private received = 0;
  private sent = 0;

  static async seat(seats: Seat[]): Promise<Crowd> {
    const crowd = new Crowd();
    // A few at a time, as a load balancer lets them in.
    for (let start = 0; start < seats.length; start += 50) {
      await Promise.all(seats.slice(start, start + 50).map((seat) => crowd.join(seat)));
    }
    return crowd;
  }

  /** Sends `perRoom` messages into every room, `inFlight` at a time in all, and waits until everybody has all. */
  async run(perRoom: number, inFlight: number): Promise<{ deliveries: number; seconds: number }> {
    const rooms = Map.groupBy(this.members, (member) => member.roomId);
    const expected = [...rooms.values()].reduce((sum, members) => sum + members.length * perRoom, 0);
    const perMessage = this.members.length / rooms.size;
    const start = performance.now();
    for (let i = 0; i < perRoom; i++) {
      for (const [roomId, members] of rooms) {
        const frame = { type: "send", roomId, text: "x".repeat(200), clientMessageId: `b${this.sent++}` };
        members[i % members.length]!.socket.send(JSON.stringify(frame));
        await until("deliveries keep up", () => (this.sent - inFlight) * perMessage <= this.received, 60_000);
      }
    }
    await until("everybody has all", () => this.received >= expected, 60_000);
    const seconds = (performance.now() - start) / 1000;
    const short = this.members.filter((member) => member.last !== perRoom).length;
    if (short > 0) this.faults.push(`${short} sockets did not get all`);
    if (this.received !== expected) this.faults.push(`${this.received} deliveries instead of ${expected}`);
    if (this.faults.length > 0) throw new Error(`void: ${this.faults.slice(0, 3).join("; ")}`);
    return { deliveries: expected, seconds };
  }

  leave(): void {
    for (const { socket } of this.members) socket.terminate();
  }

  private async join(seat: Seat): Promise<void> {
    const socket = new WebSocket(`${seat.url.replace("http", "ws")}/ws?room=${seat.roomId}`, {
      headers: { cookie: seat.cookie },
      perMessageDeflate: false,
    });
    const member: Member = { ...seat, socket, last: 0 };
    this.members.push(member);
    socket.on("message", (data) => this.hear(member, (data as Buffer).toString("latin1")));
    socket.on("close", (code) => code !== 1006 && this.faults.push(`a socket closed with ${code}`));
    await once(socket, "open");
    socket.send(JSON.stringify({ type: "hello", rooms: { [seat.roomId]: 0 } }));
  }

  /** Parsing all as JSON would cost more than the server's part. */
  private hear(member: Member, text: string): void {
    const pattern = /"type":"message","message":\{"id":\d+,"roomId":(\d+),"number":(\d+)/g;
    for (const [, roomId, number] of text.matchAll(pattern)) {
      if (Number(roomId) !== member.roomId) continue;
      if (Number(number) !== member.last + 1) this.faults.push(`number ${number} came after ${member.last}`);
      member.last = Number(number);
      this.received++;
    }
  }
}
