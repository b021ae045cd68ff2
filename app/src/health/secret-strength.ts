// Of 32 random hexadecimal digits all but one in a million have 10 different ones.
const FEWEST_CHARACTERS = 10;
const PLACEHOLDERS = /change.?me|secret|password|example|campfire|0123456789|abcdef(?:gh|01)|qwert/i;

/** Why a secret may be guessed; null when nothing speaks for it. */
export function weaknessOf(secret: string): string | null {
  if (PLACEHOLDERS.test(secret)) return "looks like an example";
  if (new Set(secret).size < FEWEST_CHARACTERS) return `has fewer than ${FEWEST_CHARACTERS} different characters`;
  if (/^(.{1,12})\1+.{0,11}$/.test(secret)) return "repeats itself";
  return null;
}
