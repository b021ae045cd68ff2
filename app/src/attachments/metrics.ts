import type { Queries } from "../database/database.ts";
import type { Instruments } from "../metrics/instruments.ts";
import { Reading } from "../metrics/reading.ts";

/** How an upload ended. `aborted` is the sender's doing, `failed` ours. */
export type UploadOutcome = "stored" | "too_large" | "invalid" | "aborted" | "failed";

export interface UploadObserver {
  ended(outcome: UploadOutcome): void;
  received(bytes: number): void;
}

interface Total {
  type: string;
  count: number;
  bytes: number;
}

const OUTCOMES: UploadOutcome[] = ["stored", "too_large", "invalid", "aborted", "failed"];
const RARELY_MS = 60_000;

/** Metrics of attachments: the totals are the same on every replica, the counters are this one's. */
export function watchAttachments(instruments: Instruments, queries: Queries): UploadObserver {
  const found = new Reading(() => totals(queries), RARELY_MS);
  const samples = (read: (total: Total) => number) =>
    (found.value ?? []).map((total) => ({ labels: { type: total.type }, value: read(total) }));
  instruments.gauge("attachments_stored", "Attachments in the rooms there are", ["type"], () =>
    samples(({ count }) => count),
  );
  instruments.gauge("attachments_bytes", "Size of the attachments, without thumbnails", ["type"], () =>
    samples(({ bytes }) => bytes),
  );
  const uploads = instruments.counter("uploads_total", "Uploads, by how they ended", ["outcome"]);
  for (const outcome of OUTCOMES) uploads.inc({ outcome }, 0);
  const received = instruments.counter("upload_bytes_total", "Bytes of attachments that were stored");
  return { ended: (outcome) => uploads.inc({ outcome }), received: (bytes) => received.inc(bytes) };
}

/** One of each kind, also of those there are none of: a panel shows a zero then, and not nothing. */
function totals(queries: Queries): Promise<Total[]> {
  return queries.query<Total>(
    "statistics.attachments",
    `select type, count(id) as count, coalesce(sum(bytes), 0)::bigint as bytes
     from unnest(array['image', 'video', 'audio', 'other']) as type
     left join attachments on type = case when split_part(content_type, '/', 1) in ('image', 'video', 'audio')
       then split_part(content_type, '/', 1) else 'other' end
     group by type`,
  );
}
