import { closest, distance } from "fastest-levenshtein";
import { AppError } from "../http/errors.ts";

/** The names that Campfire's people know; what they sound like here is the client's own. */
export const SOUNDS: ReadonlySet<string> = new Set(
  `56k ballmer bell bezos bueller butts clowntown cottoneyejoe crickets curb dadgummit dangerzone danielsan deeper
  donotwant drama flawless glados gogogo greatjob greyjoy guarantee heygirl honk horn horror incoming inconceivable
  letitgo live loggins makeitso mario_coin maybe noooo nyan ohmy ohyeah pushit rimshot rollout rumble sax secret
  sexyback story tada tmyk totes trololo trombone unix vuvuzela what whoomp wups yay yeah yodel`.split(/\s+/),
);

/** The sound that a message plays; null for one that plays none. */
export function soundOf(text: string): string | null {
  const name = text.startsWith("/play ") ? /^\/play (\w+)\s*$/.exec(text)?.[1] : undefined;
  return name !== undefined && SOUNDS.has(name) ? name : null;
}

/** Throws `invalid` for a sound that there isn't, with the names that may have been meant. */
export function requireKnownSound(text: string): void {
  const asked = /^\s*\/play(?:\s+(\S+))?\s*$/.exec(text);
  if (!asked || soundOf(text) !== null) return;
  const [, name] = asked;
  const help = name === undefined ? `Say which sound: ${[...SOUNDS].join(", ")}.` : `Did you mean ${nearest(name)}?`;
  throw new AppError("invalid", name === undefined ? help : `There is no sound “${name.slice(0, 40)}”. ${help}`);
}

function nearest(name: string): string {
  const wanted = name.slice(0, 40).toLowerCase();
  const near = [...SOUNDS].filter((one) => distance(wanted, one) <= 2 || (wanted.length > 2 && one.includes(wanted)));
  return near.length > 0 ? near.slice(0, 3).join(", ") : closest(wanted, [...SOUNDS]);
}
