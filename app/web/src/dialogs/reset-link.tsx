import { useEffect, useState } from "preact/hooks";
import { ApiError, api } from "../api.ts";
import type { User } from "../protocol.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { errorText } from "../ui/error-texts.ts";
import { fullTime } from "../ui/times.ts";
import { Dialog } from "./dialog.tsx";

/** A link with which somebody sets a new password, for an administrator to hand over. */
export function ResetLinkDialog({ user }: { user: User }) {
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    // The server knows why there can't be one: no address, or no passwords at all.
    const say = (error: unknown) =>
      setProblem(error instanceof ApiError && error.status === 403 ? error.message : errorText(error));
    api.makeReset(user.id).then(setLink, say);
  }, [user.id]);
  return (
    <Dialog title={`A new password for ${user.name}`}>
      <p>
        Hand this link over in a way that only they can read: whoever opens it can set the password and is signed in.
      </p>
      {problem && (
        <p class="form-problem" role="alert">
          {problem}
        </p>
      )}
      {link && (
        <CopyField
          label="Link for a new password"
          value={link.url}
          hint={`Works once, until ${fullTime(link.expiresAt)}. A link made before stops working.`}
        />
      )}
    </Dialog>
  );
}
