import { useEffect, useState } from "preact/hooks";
import { openDialog } from "../dialogs/dialog.tsx";
import { toast } from "../ui/toast.tsx";

/**
 * Takes files that are dropped anywhere on the page, or pasted where no other text is being written, and shows that it
 * will while they are dragged over it.
 */
export function DropTarget({ name, onFiles }: { name: string; onFiles: (files: File[]) => void }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const listeners: { [Type in keyof DocumentEventMap]?: (event: DocumentEventMap[Type]) => void } = {
      dragover: (event) => {
        if (!holdsFiles(event.dataTransfer)) return;
        // Otherwise the browser would leave the chat and open the file.
        event.preventDefault();
        event.dataTransfer!.dropEffect = openDialog.peek() ? "none" : "copy";
        setOver(openDialog.peek() === null);
      },
      // Leaving the page, not one part of it for another.
      dragleave: (event) => {
        if (event.relatedTarget === null) setOver(false);
      },
      drop: (event) => {
        if (!holdsFiles(event.dataTransfer)) return;
        event.preventDefault();
        setOver(false);
        if (openDialog.peek()) return;
        const files = withoutFolders(event.dataTransfer!);
        if (files.length > 0) onFiles(files);
      },
      paste: (event) => {
        const data = event.clipboardData;
        // Word processors offer a picture of the text along with the text, which is meant.
        if (!data || data.files.length === 0 || data.types.includes("text/plain") || writesElsewhere(event)) return;
        event.preventDefault();
        onFiles([...data.files]);
      },
    };
    const pairs = Object.entries(listeners) as [string, (event: Event) => void][];
    for (const [type, listener] of pairs) document.addEventListener(type, listener);
    return () => {
      for (const [type, listener] of pairs) document.removeEventListener(type, listener);
    };
  }, [onFiles]);
  return over ? (
    <div class="drop-target">
      <p>
        Drop files to add them to your message to <bdi>{name}</bdi>
      </p>
    </div>
  ) : null;
}

const holdsFiles = (data: DataTransfer | null) => data?.types.includes("Files") === true;

function writesElsewhere({ target }: Event): boolean {
  const field = (target as HTMLElement).closest?.("input, textarea, dialog");
  return field !== null && field !== undefined && field.id !== "message";
}

function withoutFolders({ items, files }: DataTransfer): File[] {
  const entries = [...items].filter(({ kind }) => kind === "file").map((item) => item.webkitGetAsEntry?.() ?? null);
  const kept = [...files].filter((_file, index) => !entries[index]?.isDirectory);
  if (kept.length < files.length) toast("Folders can’t be sent. Pack one into an archive first.");
  return kept;
}
