const words = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** One or two letters that stand for a person. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const chosen = parts.length > 1 ? [parts[0]!, parts.at(-1)!] : [parts[0]!];
  return chosen.map((part) => [...words.segment(part)][0]?.segment.toLocaleUpperCase() ?? "").join("");
}

/** The hues of people without a picture, in degrees; the style sheet has the same (`.hue-0` …). */
export const HUES = [30, 65, 95, 130, 165, 200, 240, 280, 320, 355];

/** Which of `HUES` a person has, the same everywhere. */
export function hueIndex(userId: number): number {
  return (Math.imul(userId, 2654435761) >>> 16) % HUES.length;
}
