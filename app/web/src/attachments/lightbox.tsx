import { useEffect, useRef, useState } from "preact/hooks";
import { timelines } from "../chat-context.ts";
import { closeDialog } from "../dialogs/dialog.tsx";
import { ArrowLeftIcon, ArrowRightIcon, CloseIcon, DownloadIcon, ShareIcon } from "../ui/icons.tsx";
import { canShare, shareFile } from "../ui/share.ts";

/** One picture over everything else, and the arrow keys to the others of the room. Escape or a click beside it ends it. */
export function Lightbox({ roomId, messageId }: { roomId: number; messageId: number }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState(messageId);
  const messages = timelines.value.get(roomId)?.messages ?? [];
  const pictures = messages.filter(({ attachment, deleted }) => attachment?.thumbnailUrl && !deleted);
  const at = pictures.findIndex(({ id }) => id === shown);
  const picture = pictures[at]?.attachment;

  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  // It was deleted while it was looked at.
  useEffect(() => {
    if (!picture) closeDialog();
  }, [picture]);
  if (!picture) return <dialog ref={dialog} class="lightbox" />;

  const go = (step: number) => {
    const next = pictures[at + step];
    if (next) setShown(next.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") go(-1);
    else if (event.key === "ArrowRight") go(1);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={picture.name}
      onClose={() => dialog.current && closeDialog()}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest("img, a, button")) closeDialog();
      }}
    >
      <header>
        <bdi class="file-name">{picture.name}</bdi>
        {pictures.length > 1 && (
          <span class="file-size" role="status">
            {at + 1} of {pictures.length}
          </span>
        )}
        <a class="icon-button" href={picture.url} download={picture.name} aria-label="Download" title="Download">
          <DownloadIcon />
        </a>
        {canShare() && (
          <button
            type="button"
            class="icon-button"
            aria-label="Share"
            title="Share"
            onClick={() => void shareFile(picture)}
          >
            <ShareIcon />
          </button>
        )}
        <button type="button" class="icon-button" aria-label="Close" title="Close" onClick={closeDialog}>
          <CloseIcon />
        </button>
      </header>
      <div class="lightbox-picture">
        <img key={picture.url} src={picture.url} alt={picture.name} width={picture.width} height={picture.height} />
      </div>
      {pictures.length > 1 && (
        <nav aria-label="Pictures">
          <button
            type="button"
            class="icon-button"
            aria-label="Previous picture"
            disabled={at === 0}
            onClick={() => go(-1)}
          >
            <ArrowLeftIcon />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label="Next picture"
            disabled={at === pictures.length - 1}
            onClick={() => go(1)}
          >
            <ArrowRightIcon />
          </button>
        </nav>
      )}
    </dialog>
  );
}
