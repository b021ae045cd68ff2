import { ApiError, api } from "../api.ts";
import type { User } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { MadeLinkDialog } from "./made-link.tsx";

/** A link with which somebody sets a new password, for an administrator to hand over. */
export function ResetLinkDialog({ user }: { user: User }) {
  return (
    <MadeLinkDialog
      title={`A new password for ${user.name}`}
      label="Link for a new password"
      make={() => api.makeReset(user.id)}
      problemOf={whyNot}
      hint={(until) => `Works once, until ${until}. A link made before stops working.`}
    >
      Hand this link over in a way that only they can read: whoever opens it can set the password and is signed in.
    </MadeLinkDialog>
  );
}

/** The server knows why there can't be one: no address, or no passwords at all. */
const whyNot = (error: unknown) =>
  error instanceof ApiError && error.status === 403 ? error.message : errorText(error);
