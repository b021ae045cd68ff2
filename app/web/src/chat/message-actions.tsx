import { removePreview } from "../changes.ts";
import { DeleteMessageDialog } from "../dialogs/delete-message.tsx";
import { showDialog } from "../dialogs/dialog.tsx";
import type { Attachment, Message } from "../protocol.ts";
import { roomPath } from "../router.ts";
import { copyText } from "../ui/clipboard.ts";
import { errorText } from "../ui/error-texts.ts";
import {
  BinIcon,
  BoostIcon,
  CloseIcon,
  CopyIcon,
  DownloadIcon,
  EditIcon,
  LinkIcon,
  MoreIcon,
  ReplyIcon,
  ShareIcon,
} from "../ui/icons.tsx";
import { Menu, MenuItem, togglePopup } from "../ui/popup.tsx";
import { canShare, shareFile } from "../ui/share.ts";
import { toast } from "../ui/toast.tsx";
import { BoostPicker } from "./boost-picker.tsx";
import { edit, mayChange, mayEdit } from "./editing.ts";
import { reply } from "./quoting.ts";

/** What can be done with a message. In the tab order only while the focus is in the message (see `walk.ts`), or Tab would lead through hundreds. */
export function MessageActions({ message }: { message: Message }) {
  return (
    <div class="message-actions" role="toolbar" aria-label="Message actions">
      <button
        type="button"
        class="icon-button small"
        aria-label="Boost"
        title="Boost"
        aria-haspopup="dialog"
        tabIndex={-1}
        onClick={(event) => togglePopup(event.currentTarget, <BoostPicker message={message} />)}
      >
        <BoostIcon />
      </button>
      <button
        type="button"
        class="icon-button small"
        aria-label="Reply"
        title="Reply"
        tabIndex={-1}
        onClick={() => reply(message)}
      >
        <ReplyIcon />
      </button>
      <button
        type="button"
        class="icon-button small message-more"
        aria-label="More actions"
        title="More"
        aria-haspopup="menu"
        tabIndex={-1}
        onClick={(event) => togglePopup(event.currentTarget, <MessageMenu message={message} />)}
      >
        <MoreIcon />
      </button>
    </div>
  );
}

function MessageMenu({ message }: { message: Message }) {
  const copy = async (text: string, done: string) => toast((await copyText(text)) ? done : "That couldn’t be copied.");
  return (
    <Menu label="Message">
      {mayEdit(message) && (
        <MenuItem onChoose={() => edit(message)}>
          <EditIcon />
          Edit
        </MenuItem>
      )}
      {!message.attachment && (
        <MenuItem onChoose={() => copy(message.text, "Text copied")}>
          <CopyIcon />
          Copy text
        </MenuItem>
      )}
      {message.attachment && <AttachmentItems attachment={message.attachment} />}
      <MenuItem onChoose={() => copy(location.origin + roomPath(message.roomId, message.id), "Link copied")}>
        <LinkIcon />
        Copy link
      </MenuItem>
      {message.preview && mayChange(message) && (
        <MenuItem onChoose={() => removePreview(message).catch((error: unknown) => toast(errorText(error)))}>
          <CloseIcon />
          Remove preview
        </MenuItem>
      )}
      {mayChange(message) && (
        <MenuItem danger onChoose={() => showDialog(<DeleteMessageDialog message={message} />)}>
          <BinIcon />
          Delete…
        </MenuItem>
      )}
    </Menu>
  );
}

function AttachmentItems({ attachment }: { attachment: Attachment }) {
  return (
    <>
      <MenuItem onChoose={() => download(attachment)}>
        <DownloadIcon />
        Download
      </MenuItem>
      {canShare() && (
        <MenuItem onChoose={() => shareFile(attachment)}>
          <ShareIcon />
          Share…
        </MenuItem>
      )}
    </>
  );
}

function download({ url, name }: Attachment): void {
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: name }).click();
}
