import { signal } from "@preact/signals";
import { soundSetting } from "../storage.ts";
import { toast } from "../ui/toast.tsx";

/** Whether this device keeps quiet when somebody plays a sound. */
export const muted = signal(soundSetting.muted());

export function setMuted(value: boolean): void {
  muted.value = value;
  soundSetting.keep(value);
}

let context: AudioContext | null = null;

/** Plays a sound, unless this device is muted. Browsers let a page be heard only once somebody has pressed something on it; until then it says so. */
export async function playSound(name: string): Promise<void> {
  if (muted.peek()) return;
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) {
    toast("A sound was played. Press anything on this page to hear the next one.");
    return;
  }
  // Made only when it is needed: some systems show that a page holds it.
  context ??= new AudioContext();
  const [{ synthesise }] = await Promise.all([import("./synthesiser.ts"), context.resume()]);
  synthesise(context, name);
}

/** All there are, in the order of the alphabet. */
export async function soundNames(): Promise<string[]> {
  const { RECIPES } = await import("./recipes.ts");
  return Object.keys(RECIPES).sort();
}
