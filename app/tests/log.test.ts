import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Child } from "./support/processes.ts";

test("an error is logged without what drivers hang on it", async () => {
  const program = `
    import { createLog } from ${JSON.stringify(join(import.meta.dirname, "../src/log.ts"))};
    const log = await createLog({ level: "info", format: process.argv[1] });
    const error = Object.assign(new Error("refused"), { code: "23514", detail: "Failing row contains (private words)" });
    log.error({ err: Object.assign(error, { command: { args: ["hunter2"] } }), roomId: 7 }, "failed");
  `;
  for (const format of ["json", "text"]) {
    const child = new Child(process.execPath, ["--input-type=module", "-e", program, format]);
    await child.exit();
    for (const part of ["failed", "refused", "23514", "roomId"]) expect(child.output).toContain(part);
    expect(child.output).not.toMatch(/private words|hunter2/);
  }
});

// Linux has a device that is always full.
test.skipIf(!existsSync("/dev/full"))(
  "whoever logs goes on when the disk is full, and keeps little of it in memory",
  async () => {
    const program = `
    import { createLog } from ${JSON.stringify(join(import.meta.dirname, "../src/log.ts"))};
    const log = await createLog({ level: "info", format: process.argv[1] });
    for (let line = 0; line < 10_000; line++) log.info({ more: "x".repeat(10_000) }, "said");
    console.error("went on");
  `;
    const full = openSync("/dev/full", "w");
    try {
      for (const format of ["json", "text"]) {
        const args = ["--max-old-space-size=48", "--input-type=module", "-e", program, format];
        const child = new Child(process.execPath, args, { stdio: ["ignore", full, "pipe"] });
        await child.exit();
        expect(child.output).toBe("went on\n");
      }
    } finally {
      closeSync(full);
    }
  },
);
