import type { Attachment } from "../protocol/entities.ts";

/** An attachment as messages are read with it. */
export interface AttachmentRow {
  id: number;
  name: string;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
  thumbnail: boolean;
}

/** To be selected with messages: the attachment of each, or null. */
export const ATTACHMENT_OF_MESSAGE = `(
    select json_build_object('id', attachments.id, 'name', attachments.name, 'type', attachments.content_type,
      'bytes', attachments.bytes, 'width', attachments.width, 'height', attachments.height,
      'thumbnail', attachments.thumbnail_key is not null)
    from attachments where attachments.room_id = messages.room_id and attachments.creator_id = messages.creator_id
      and attachments.client_message_id = messages.client_message_id
  )`;

export function toAttachment({ id, name, type, bytes, width, height, thumbnail }: AttachmentRow): Attachment {
  return {
    name,
    type,
    bytes,
    ...(width !== null && height !== null && { width, height }),
    // The name is there for who saves it from the address; the number is what counts.
    url: `/attachments/${id}/${encodeURIComponent(name)}`,
    ...(thumbnail && { thumbnailUrl: `/thumbnails/${id}` }),
  };
}
