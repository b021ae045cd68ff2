import { showDialog } from "../dialogs/dialog.tsx";
import type { Attachment, Message } from "../protocol.ts";
import { DownloadIcon, FileIcon } from "../ui/icons.tsx";
import { Lightbox } from "./lightbox.tsx";
import { fitInto, sizeText } from "./sizes.ts";

/** The most that a picture takes in the log, in pixels. */
const PICTURE = { width: 420, height: 300 };

/** A message's file: a picture, a player, or a card to download it by. */
export function AttachmentView({ message, attachment }: { message: Message; attachment: Attachment }) {
  const { type, thumbnailUrl, width, height } = attachment;
  if (thumbnailUrl && width && height) return <Picture message={message} attachment={attachment} />;
  if (canPlay(type, "video")) {
    return (
      <Player attachment={attachment}>
        {/* biome-ignore lint/a11y/useMediaCaption: nobody wrote captions for what people send each other */}
        <video class="player" controls preload="metadata" src={attachment.url} aria-label={attachment.name} />
      </Player>
    );
  }
  if (canPlay(type, "audio")) {
    return (
      <Player attachment={attachment}>
        {/* biome-ignore lint/a11y/useMediaCaption: as above */}
        <audio class="player" controls preload="metadata" src={attachment.url} aria-label={attachment.name} />
      </Player>
    );
  }
  return (
    <a class="file-card" href={attachment.url} download={attachment.name}>
      <FileLine name={attachment.name} bytes={attachment.bytes} />
      <DownloadIcon />
    </a>
  );
}

function Picture({ message, attachment }: { message: Message; attachment: Attachment }) {
  const { name, url, thumbnailUrl } = attachment;
  const size = fitInto(PICTURE, { width: attachment.width!, height: attachment.height! });
  const open = (event: MouseEvent) => {
    // With one of these the browser opens the picture itself, elsewhere.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showDialog(<Lightbox roomId={message.roomId} messageId={message.id} />);
  };
  return (
    <a class="picture" href={url} onClick={open}>
      <img src={thumbnailUrl} alt={name} {...size} loading="lazy" decoding="async" />
    </a>
  );
}

function Player({ attachment: { name, bytes, url }, children }: { attachment: Attachment; children: preact.VNode }) {
  return (
    <figure class="media">
      {children}
      <figcaption>
        <a href={url} download={name}>
          <bdi>{name}</bdi>
        </a>{" "}
        <span class="file-size">{sizeText(bytes)}</span>
      </figcaption>
    </figure>
  );
}

/** A file's name, which may run from right to left, and its size. */
export function FileLine({ name, bytes }: { name: string; bytes: number }) {
  return (
    <span class="file-line">
      <FileIcon />
      <bdi class="file-name">{name}</bdi>
      <span class="file-size">{sizeText(bytes)}</span>
    </span>
  );
}

function canPlay(type: string, kind: "audio" | "video"): boolean {
  return type.startsWith(`${kind}/`) && document.createElement(kind).canPlayType(type) !== "";
}
