import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { errorText } from "../ui/error-texts.ts";
import { QrCode } from "../ui/qr-code.tsx";
import { fullTime } from "../ui/times.ts";
import { Dialog } from "./dialog.tsx";

/** A link that signs oneself in on another device. */
export function TransferDialog() {
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    api.makeTransfer().then(setLink, (error: unknown) => setProblem(errorText(error)));
  }, []);
  return (
    <Dialog title="Sign in on another device">
      <p>
        Point its camera at this code, or open the link there. Whoever opens it is signed in as you, so give it to
        nobody.
      </p>
      {problem && (
        <p class="form-problem" role="alert">
          {problem}
        </p>
      )}
      {link && (
        <>
          <QrCode text={link.url} label="QR code of the link for your device" />
          <CopyField
            label="Link for your device"
            value={link.url}
            hint={`Works once, within 4 hours: until ${fullTime(link.expiresAt)}.`}
          />
        </>
      )}
    </Dialog>
  );
}
