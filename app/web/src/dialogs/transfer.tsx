import { api } from "../api.ts";
import { errorText } from "../ui/error-texts.ts";
import { QrCode } from "../ui/qr-code.tsx";
import { MadeLinkDialog } from "./made-link.tsx";

/** A link that signs oneself in on another device. */
export function TransferDialog() {
  return (
    <MadeLinkDialog
      title="Sign in on another device"
      label="Link for your device"
      make={api.makeTransfer}
      problemOf={errorText}
      hint={(until) => `Works once, within 4 hours: until ${until}.`}
      above={(url) => <QrCode text={url} label="QR code of the link for your device" />}
    >
      Point its camera at this code, or open the link there. Whoever opens it is signed in as you, so give it to nobody.
    </MadeLinkDialog>
  );
}
