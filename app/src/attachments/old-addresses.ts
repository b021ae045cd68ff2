import type { Queries } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { ATTACHMENT_OF_MESSAGE, type AttachmentRow, toAttachment } from "./entity.ts";

/** `/rails/active_storage/blobs/redirect/SIGNED_ID/NAME`, and `representations/…` for thumbnails. */
const ADDRESS = /^(blobs|representations)\/(?:redirect\/|proxy\/)?([^/]+)\/./;

/** Campfire's addresses of files lead to the files of imported messages, for members of their rooms. */
export function oldFileAddresses(app: App, { database }: { database: Queries }): void {
  app.get("/rails/active_storage/*", async (request, reply) => {
    const [, kind, signedId] = ADDRESS.exec((request.params as { "*": string })["*"]) ?? [];
    const blobId = signedId === undefined ? null : blobIdOf(signedId);
    const row = blobId && (await findImported(database, blobId, request.viewer.userId));
    if (!row) throw new AppError("not_found", "There is no such file in your rooms.");
    const { url, thumbnailUrl } = toAttachment(row);
    return reply.redirect((kind === "representations" && thumbnailUrl) || url);
  });
}

/** The signature is not looked at: who asks is shown nothing but files of their own rooms. */
export function blobIdOf(signedId: string): number | null {
  const [payload = ""] = signedId.split("--");
  const signed = /"(?:data|message)":"?([\w+/=]+)"?,.*"pur":"blob_id"/.exec(Buffer.from(payload, "base64").toString());
  if (!signed) return null;
  // Older ones hold the number as JSON within.
  const [, said = ""] = signed;
  const id = /^\d{1,15}$/.test(said) ? said : Buffer.from(said, "base64").toString();
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
}

async function findImported(queries: Queries, blobId: number, userId: number): Promise<AttachmentRow | null> {
  const [row] = await queries.query<{ attachment: AttachmentRow | null }>(
    "attachments.findImported",
    `select ${ATTACHMENT_OF_MESSAGE} as attachment from campfire_files
     join messages on messages.id = campfire_files.message_id and messages.deleted_at is null
     join memberships on memberships.room_id = messages.room_id and memberships.user_id = $2
     where campfire_files.blob_id = $1`,
    [blobId, userId],
  );
  return row?.attachment ?? null;
}
