type Colour = (code: string, language: string | null) => string | null;

let loading: Promise<Colour> | null = null;
const waiting: HTMLElement[] = [];
let busy = false;

/** Colours the blocks of code within, each when the page has nothing better to do. The languages are loaded with the first block. */
export function colourCode(within: HTMLElement): void {
  const blocks = [...within.querySelectorAll("pre")].map((block) => block.querySelector("code") ?? block);
  // What has marks of its own (a bot's HTML) keeps them.
  waiting.push(...blocks.filter((block) => block.childElementCount === 0 && block.textContent.trim() !== ""));
  if (waiting.length > 0 && !busy) void work();
}

async function work(): Promise<void> {
  busy = true;
  try {
    loading ??= import("./languages.ts").then(({ coloured }) => coloured);
    const coloured = await loading;
    for (let block = waiting.shift(); block; block = waiting.shift()) {
      await leisure();
      if (block.isConnected) colour(block, coloured);
    }
  } catch {
    // It stays black and white; the next block tries again.
    loading = null;
    waiting.length = 0;
  }
  busy = false;
}

function colour(block: HTMLElement, coloured: Colour): void {
  const html = coloured(block.textContent, /(?:^| )language-(\S+)/.exec(block.className)?.[1] ?? null);
  if (html !== null) block.innerHTML = html;
}

/** Not every browser tells when it has nothing to do. */
const leisure = () =>
  new Promise<void>((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: 1_000 });
    else setTimeout(resolve, 0);
  });
