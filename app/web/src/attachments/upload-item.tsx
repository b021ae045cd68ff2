import { UnsentMessage } from "../chat/unsent-message.tsx";
import { FileLine } from "./attachment.tsx";
import { cancelUpload, retryUpload, type Upload } from "./uploads.ts";

const REASONS: Record<string, string> = {
  forbidden: "Not sent: you can’t write in this room any more.",
  not_found: "Not sent: you can’t write in this room any more.",
  signed_out: "Not sent: you were signed out.",
};
const NO_RETRY = new Set(["too_large", "lost"]);

/** A file of one's own on its way, or one that didn't get through. */
export function UploadItem({ upload }: { upload: Upload }) {
  const { name, bytes, progress, refusal } = upload;
  return (
    <UnsentMessage
      head
      refusal={refusal && (REASONS[refusal.code] ?? `Not sent: ${refusal.message}`)}
      {...(!NO_RETRY.has(refusal?.code ?? "") && { onRetry: () => retryUpload(upload) })}
      onDiscard={() => cancelUpload(upload)}
      note={
        <p class="message-note">
          <button type="button" class="link" onClick={() => cancelUpload(upload)}>
            Cancel
          </button>
        </p>
      }
    >
      <div class="message-body">
        <div class="file-card">
          <FileLine name={name} bytes={bytes} />
          {!refusal && <progress max={1} value={progress.value} aria-label={`Sending ${name}`} />}
        </div>
      </div>
    </UnsentMessage>
  );
}
