import { useEffect, useState } from "preact/hooks";
import { CloseIcon, FileIcon } from "../ui/icons.tsx";
import { sizeText } from "./sizes.ts";
import { stagedIn, unstage } from "./staged.ts";

/** The files that will go with the message, each to be taken out again. */
export function StagedFiles({ roomId, onRemoved }: { roomId: number; onRemoved: () => void }) {
  const files = stagedIn(roomId);
  if (files.length === 0) return null;
  return (
    <ul class="staged" aria-label="Files to send">
      {files.map((file, index) => (
        <li key={`${index}:${file.name}`}>
          <Sight file={file} />
          <span class="staged-words">
            <bdi class="file-name">{file.name}</bdi>
            <span class="file-size">{sizeText(file.size)}</span>
          </span>
          <button
            type="button"
            class="icon-button small"
            aria-label={`Remove ${file.name}`}
            title="Remove"
            onClick={() => {
              unstage(roomId, file);
              onRemoved();
            }}
          >
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What a picture looks like, before anybody else sees it. */
function Sight({ file }: { file: File }) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!file.type.startsWith("image/")) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (!url) return <FileIcon />;
  return <img src={url} alt="" decoding="async" onError={() => setUrl("")} />;
}
