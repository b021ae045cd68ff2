import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { Thumbnails } from "../src/attachments/thumbnails.ts";
import type { FileStore } from "../src/files/store.ts";
import { createLog } from "../src/log.ts";
import { photo } from "./support/pictures.ts";

test("images that come while many wait are stored without a thumbnail, so that no queue is long", async () => {
  const bytes = await photo({ width: 40, height: 30 });
  const held = Promise.withResolvers<void>();
  const store = {
    read: async () => {
      await held.promise;
      return Readable.from([bytes]);
    },
    write: async () => {},
  } as unknown as FileStore;
  const thumbnails = new Thumbnails(store, await createLog({ level: "silent", format: "json" }));
  const make = () => thumbnails.make("attachments/ab/key", "image/jpeg", bytes.length);
  const waiting = Array.from({ length: 16 }, make);
  expect(await make()).toBeNull();
  held.resolve();
  for (const picture of await Promise.all(waiting)) expect(picture).toMatchObject({ width: 40, height: 30 });
  expect(await make()).toMatchObject({ width: 40, height: 30 });
});
