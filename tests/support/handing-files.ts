import type { Page } from "playwright-core";

export interface Handed {
  name: string;
  type: string;
  content: Uint8Array;
}

/** Sends files as people do: by the button, the device's picker, and what sends any message. */
export async function choose(page: Page, ...files: Handed[]): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  const given = files.map(({ name, type, content }) => ({ name, mimeType: type, buffer: Buffer.from(content) }));
  await (await choosing).setFiles(given);
  await send(page, files);
}

/** What was chosen waits to be sent, and goes with what is written. */
async function send(page: Page, files: Handed[]): Promise<void> {
  const waiting = page.getByRole("list", { name: "Files to send" });
  for (const { name } of files) await waiting.getByText(name, { exact: true }).waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await waiting.waitFor({ state: "detached" });
}

/** Pastes or drops a file where the focus is, and sends it. */
export async function hand(page: Page, how: "paste" | "drop", { name, type, content }: Handed): Promise<void> {
  const [kind, data] = how === "paste" ? ["ClipboardEvent", "clipboardData"] : ["DragEvent", "dataTransfer"];
  const bytes = Buffer.from(content).toString("base64");
  await page.evaluate(`(() => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(${JSON.stringify(bytes)}), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(type)} }));
    const options = { bubbles: true, cancelable: true, ${data}: transfer };
    (document.activeElement ?? document.body).dispatchEvent(new ${kind}(${JSON.stringify(how)}, options));
  })()`);
  await send(page, [{ name, type, content }]);
}

/** Has a page send no more than so many bytes a second; as many as it can again with -1. */
export async function slowDown(page: Page, bytesPerSecond: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const network = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond };
  await devtools.send("Network.emulateNetworkConditions", network);
}

/** A second of film, as the page's browser records it: WebM. */
export async function film(page: Page): Promise<Uint8Array> {
  const bytes = await page.evaluate<number[]>(`(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const brush = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const ended = new Promise((resolve) => { recorder.onstop = resolve; });
    recorder.start();
    const began = performance.now();
    while (performance.now() - began < 1000) {
      brush.fillStyle = "hsl(" + (performance.now() - began) / 3 + " 70% 50%)";
      brush.fillRect(0, 0, 320, 180);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    recorder.stop();
    await ended;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  })()`);
  return Uint8Array.from(bytes);
}
