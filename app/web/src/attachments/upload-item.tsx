import { me } from "../chat-context.ts";
import { Avatar } from "../ui/avatar.tsx";
import { WarningIcon } from "../ui/icons.tsx";
import { FileLine } from "./attachment.tsx";
import { cancelUpload, retryUpload, type Upload } from "./uploads.ts";

const REASONS: Record<string, string> = {
  forbidden: "Not sent: you can’t write in this room any more.",
  not_found: "Not sent: you can’t write in this room any more.",
  signed_out: "Not sent: you were signed out.",
};

/** A file of one's own on its way, or one that didn't get through. */
export function UploadItem({ upload }: { upload: Upload }) {
  const { file, progress, refusal } = upload;
  const author = me.value;
  return (
    <article
      class={refusal ? "message pending head refused" : "message pending head"}
      aria-label={`${author.name}, ${refusal ? "not sent" : "sending"}`}
      tabIndex={-1}
    >
      <Avatar user={author} />
      <header class="message-head">
        <span class="message-author" dir="auto">
          {author.name}
        </span>
      </header>
      <div class="message-body">
        <div class="file-card">
          <FileLine name={file.name} bytes={file.size} />
          {!refusal && <progress max={1} value={progress.value} aria-label={`Sending ${file.name}`} />}
        </div>
      </div>
      {refusal ? (
        <p class="message-refusal" role="alert">
          <span class="with-icon">
            <WarningIcon />
            {REASONS[refusal.code] ?? `Not sent: ${refusal.message}`}
          </span>
          {refusal.code !== "too_large" && (
            <button type="button" class="link" onClick={() => retryUpload(upload)}>
              Retry
            </button>
          )}
          <button type="button" class="link" onClick={() => cancelUpload(upload)}>
            Discard
          </button>
        </p>
      ) : (
        <p class="message-note">
          <button type="button" class="link" onClick={() => cancelUpload(upload)}>
            Cancel
          </button>
        </p>
      )}
    </article>
  );
}
