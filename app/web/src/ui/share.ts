import { toast } from "./toast.tsx";

/** Whether the device has other apps to hand something to. */
export const canShare = () => typeof navigator.share === "function" && typeof navigator.canShare === "function";

/** Offers a link to the device's other apps. */
export const shareLink = (title: string, url: string): Promise<void> => share({ title, url });

/** Offers a file of the chat to the device's other apps, whole: they can't sign in here. */
export async function shareFile({ name, type, url }: { name: string; type: string; url: string }): Promise<void> {
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) return toast("The file couldn’t be fetched. Check your connection.");
  const files = [new File([await response.blob()], name, { type })];
  if (!navigator.canShare({ files })) return toast("This device can’t share such a file. Download it instead.");
  await share({ files });
}

async function share(data: ShareData): Promise<void> {
  try {
    await navigator.share(data);
  } catch (error) {
    // Whoever thinks better of it needn't be told.
    if (!(error instanceof DOMException) || error.name !== "AbortError") toast("That couldn’t be shared.");
  }
}
