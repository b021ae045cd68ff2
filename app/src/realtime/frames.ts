import * as ws from "ws";
import type { ServerEvent } from "../protocol/frames.ts";

interface FrameOptions {
  fin: boolean;
  opcode: number;
  mask: boolean;
  rsv1: boolean;
  readOnly: boolean;
}

// ws exports this but its types don't name it: it makes the bytes of a frame, here once for all sockets.
const { Sender } = ws as unknown as { Sender: { frame(data: Buffer, options: FrameOptions): Buffer[] } };

const TEXT = 0x01;

/** The bytes of one text frame that holds these events, each already serialised. */
export function frameOf(events: string[]): Buffer {
  const data = Buffer.from(`[${events.join(",")}]`);
  return Buffer.concat(Sender.frame(data, { fin: true, opcode: TEXT, mask: false, rsv1: false, readOnly: true }));
}

export function serialise(event: ServerEvent): string {
  return JSON.stringify(event);
}
