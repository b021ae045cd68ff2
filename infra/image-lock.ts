import type { Spec } from "./contract.ts";
import { type ImageLock, type ImageName, readLock, unlockedImages } from "./images.ts";
import type { Problem } from "./problems.ts";

/** In production nothing runs that its publisher could exchange under the same name. Code: IMAGES_UNLOCKED. */
export function unlockedProblems(
  { settings }: Spec,
  names: readonly ImageName[],
  lock: ImageLock = readLock(),
): Problem[] {
  if (settings.lifecycle !== "production") return [];
  const unlocked = unlockedImages(names, lock);
  if (unlocked.length === 0) return [];
  return [
    {
      code: "IMAGES_UNLOCKED",
      setting: "lifecycle",
      what: `Production runs images by their digest, and infra/images.lock.json has none for ${unlocked.join(", ")}.`,
      remedy: "Run `npm run pin-images` where the registries can be reached, and commit the lock file.",
    },
  ];
}
