import { signal } from "@preact/signals";
import { withEntry } from "../sync/state.ts";

/** The files that were chosen in each room, and are not sent before the person says so. */
export const staged = signal<ReadonlyMap<number, readonly File[]>>(new Map());

const NONE: readonly File[] = [];
export const stagedIn = (roomId: number): readonly File[] => staged.value.get(roomId) ?? NONE;

function change(roomId: number, files: readonly File[]): void {
  staged.value = withEntry(staged.peek(), roomId, files.length > 0 ? files : undefined);
}

export const stage = (roomId: number, files: readonly File[]): void =>
  change(roomId, [...(staged.peek().get(roomId) ?? NONE), ...files]);

export const unstage = (roomId: number, file: File): void =>
  change(
    roomId,
    (staged.peek().get(roomId) ?? NONE).filter((other) => other !== file),
  );

/** Takes them all away, to be sent. */
export function takeStaged(roomId: number): readonly File[] {
  const files = staged.peek().get(roomId) ?? NONE;
  change(roomId, NONE);
  return files;
}

export const dropStaged = (): void => {
  if (staged.peek().size > 0) staged.value = new Map();
};
