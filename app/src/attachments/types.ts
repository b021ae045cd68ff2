import mime from "mime";

const UNKNOWN = "application/octet-stream";

const OTHER_NAMES: Record<string, string> = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "audio/mp3": "audio/mpeg",
  "audio/x-m4a": "audio/mp4",
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/vnd.wave": "audio/wav",
  "audio/x-flac": "audio/flac",
  "video/x-m4v": "video/mp4",
};

/** What browsers show by themselves and that can't act: served as what it is. Everything else is only to be saved. */
const SHOWN = new Set([
  ...["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"],
  ...["video/mp4", "video/webm", "video/ogg", "video/quicktime"],
  ...["audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/webm", "audio/wav", "audio/flac"],
  "application/pdf",
]);

/** The type without its parameters; where none that means anything is said, the one that the name suggests. */
export function contentTypeOf(said: string | undefined, name: string): string {
  const type = (said ?? "").split(";")[0]!.trim().toLowerCase();
  const wellFormed = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,99}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,99}$/.test(type);
  const found = wellFormed && type !== UNKNOWN ? type : (mime.getType(name) ?? UNKNOWN);
  return OTHER_NAMES[found] ?? found;
}

export const mayBeShown = (type: string) => SHOWN.has(type);

/** Where Campfire's extension isn't the usual one. */
const EXTENSIONS: Record<string, string> = { "image/jpeg": "jpeg", "audio/mpeg": "mp3", "application/gzip": "gzip" };

/** What a file is served as: with `nosniff`, a type that a browser won't interpret can do no harm. */
export const servedType = (type: string) => (mayBeShown(type) ? type : UNKNOWN);

/** The extension of files of this type, as in `attachment.png`. */
export function extensionOf(type: string): string {
  return EXTENSIONS[type] ?? mime.getExtension(type) ?? "bin";
}
