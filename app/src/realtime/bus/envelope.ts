import type { BusEntry } from "./bus.ts";

/** Payloads of at most `limit` bytes that hold these entries in order, under the sender's instance id. */
export function pack(instanceId: string, entries: BusEntry[], limit: number): string[] {
  const head = `{"from":${JSON.stringify(instanceId)},"entries":[`;
  const room = limit - Buffer.byteLength(head) - "]}".length;
  const payloads: string[] = [];
  let parts: string[] = [];
  let bytes = 0;
  const finish = () => {
    if (parts.length > 0) payloads.push(`${head}${parts.join(",")}]}`);
    parts = [];
    bytes = 0;
  };
  for (const entry of entries) {
    let part = JSON.stringify(entry);
    let size = Buffer.byteLength(part) + 1;
    if (size > room) {
      part = JSON.stringify(pointer(entry));
      size = Buffer.byteLength(part) + 1;
    }
    if (bytes + size > room) finish();
    parts.push(part);
    bytes += size;
  }
  finish();
  return payloads;
}

/** The entries of a payload; none when it is this replica's own. */
export function unpack(instanceId: string, payload: string): BusEntry[] {
  try {
    const { from, entries } = JSON.parse(payload) as { from: string; entries: BusEntry[] };
    return from === instanceId ? [] : entries;
  } catch {
    // Anybody who reaches the database or Redis can publish here; nothing of ours is malformed.
    return [];
  }
}

/** What is too large to send is only pointed at; the receivers read it from the database. */
function pointer(entry: BusEntry): BusEntry {
  if (entry.kind === "message" || entry.kind === "change") return { kind: "check", roomId: entry.roomId };
  return { kind: "reach", userIds: null, roomIds: null };
}
