import { createHash } from "node:crypto";
import type { LinkPreview } from "../protocol/entities.ts";

export interface PreviewRow {
  url: string;
  title: string;
  description: string | null;
  site: string | null;
  width: number | null;
  height: number | null;
}

/** A message's preview as JSON, for a statement that reads from `messages`. */
export const PREVIEW = `
  select json_build_object('url', url, 'title', title, 'description', description, 'site', site,
    'width', image_width, 'height', image_height)
  from link_previews where message_id = messages.id`;

/** As clients know it; its picture comes from here and not from the page's site. */
export function previewOf(
  messageId: number,
  { url, title, description, site, width, height }: PreviewRow,
): LinkPreview {
  return {
    url,
    title,
    ...(description !== null && { description }),
    ...(site !== null && { site }),
    ...(width !== null && height !== null && { image: { url: picturePath(messageId, url), width, height } }),
  };
}

/** Another link has another address, since browsers keep the picture. */
const picturePath = (messageId: number, url: string) =>
  `/api/messages/${messageId}/preview/picture?v=${createHash("sha256").update(url).digest("hex").slice(0, 8)}`;
