import { randomBytes } from "node:crypto";

const LONGEST = 150;
const LONGEST_EXTENSION = 20;

/**
 * A file's name as it may be stored and shown: without folders, what can't be seen, and marks that turn the direction of
 * text, which make `evil\u202Egpj.exe` look like a picture. Too long ones keep their extension.
 */
export function cleanName(given: string | undefined): string {
  const name = (given ?? "")
    .toWellFormed()
    .normalize("NFC")
    .split(/[\\/]/)
    .at(-1)!
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .replace(/^\.+/, "");
  return shorten(name) || "file";
}

function shorten(name: string): string {
  if (name.length <= LONGEST) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= LONGEST_EXTENSION ? name.slice(dot) : "";
  // A cut may go through a character.
  return name.slice(0, LONGEST - extension.length).replace(/[\uD800-\uDBFF]$/, "") + extension;
}

/** Random, so that nobody guesses one; two letters of it make folders of a few thousand files each. */
export function newKey(): string {
  const id = randomBytes(16).toString("hex");
  return `attachments/${id.slice(0, 2)}/${id}`;
}

export const thumbnailKeyOf = (key: string) => `${key}.webp`;
