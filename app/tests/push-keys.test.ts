import { createECDH } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConfigError } from "../src/config-values.ts";
import { PushKeys } from "../src/push/keys.ts";
import { Chat, SECRET_KEY } from "./support/chat.ts";

function makePair() {
  const curve = createECDH("prime256v1");
  const publicKey = curve.generateKeys("base64url");
  // Now and then a key begins with zeros, which Node leaves out.
  const privateKey = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()])
    .subarray(-32)
    .toString("base64url");
  return { publicKey, privateKey };
}

let chat: Chat;
beforeAll(async () => {
  chat = await Chat.start({ replicas: 0, settings: { BUS: "memory" } });
});
afterAll(() => chat.stop());

describe("without keys", () => {
  const { push } = { push: { enabled: true, keys: null, subject: "mailto:a@example.com", allowPrivate: false } };
  const keys = (secretKey = SECRET_KEY) => new PushKeys(chat.database, { push, secretKey });
  const kept = () =>
    chat.sql<{ publicKey: string; privateKey: Buffer }>(
      `select public_key as "publicKey", private_key as "privateKey" from push_keys`,
    );

  test("replicas that start at the same time agree on one pair, which fits together and is kept sealed", async () => {
    const found = await Promise.all(Array.from({ length: 4 }, () => keys().get()));
    expect(new Set(found.map(({ publicKey, privateKey }) => publicKey + privateKey)).size).toBe(1);
    const [{ publicKey, privateKey }] = found as [{ publicKey: string; privateKey: string }];
    const curve = createECDH("prime256v1");
    curve.setPrivateKey(privateKey, "base64url");
    expect(curve.getPublicKey("base64url")).toBe(publicKey);
    const [row] = await kept();
    expect(row!.publicKey).toBe(publicKey);
    expect(row!.privateKey.includes(Buffer.from(privateKey))).toBe(false);
    expect(row!.privateKey.includes(Buffer.from(privateKey, "base64url"))).toBe(false);
    expect(await keys().get()).toEqual(found[0]);
  });

  test("another CAMPFIRE_SECRET_KEY has them made anew, and who knew the old ones finds out", async () => {
    const before = keys();
    const old = (await before.get()).publicKey;
    const changed = keys("another secret key, also long enough!");
    const { publicKey } = await changed.get();
    expect(publicKey).not.toBe(old);
    expect(await changed.matches(old)).toBe(false);
    expect((await kept()).map((row) => row.publicKey)).toEqual([publicKey]);
    const third = keys("another secret key, also long enough!");
    expect(await third.matches(publicKey)).toBe(true);
  });

  test("a pair that is tampered with isn't used", async () => {
    const before = await keys().get();
    await chat.sql("update push_keys set private_key = set_byte(private_key, 20, get_byte(private_key, 20) # 1)");
    expect((await keys().get()).publicKey).not.toBe(before.publicKey);
  });
});

describe("the settings", () => {
  const pair = makePair();
  const problems = (settings: Record<string, string>) => {
    try {
      chat.config(settings);
      return [];
    } catch (error) {
      expect(String(error)).not.toContain(pair.privateKey);
      return (error as ConfigError).problems.map(({ code, variable }) => [code, variable]);
    }
  };
  const both = { VAPID_PUBLIC_KEY: pair.publicKey, VAPID_PRIVATE_KEY: pair.privateKey };

  test("take a pair, and then the database is left alone", async () => {
    const config = chat.config(both);
    expect(config.push).toMatchObject({ enabled: true, keys: pair, subject: "mailto:campfire@localhost" });
    const given = new PushKeys(chat.database, config);
    expect(await given.get()).toEqual(pair);
    expect(await given.matches(makePair().publicKey)).toBe(false);
  });

  test("have the public address speak for the chat, unless another does", () => {
    expect(chat.config({ PUBLIC_URL: "https://chat.example.com/" }).push.subject).toBe("https://chat.example.com");
    const subject = "mailto:admin@example.com";
    expect(chat.config({ PUBLIC_URL: "https://chat.example.com", VAPID_SUBJECT: subject }).push.subject).toBe(subject);
  });

  test.each<[string, Record<string, string>, string[][]]>([
    ["one key", { VAPID_PUBLIC_KEY: both.VAPID_PUBLIC_KEY }, [["config_missing", "CAMPFIRE_VAPID_PRIVATE_KEY"]]],
    ["the other", { VAPID_PRIVATE_KEY: both.VAPID_PRIVATE_KEY }, [["config_missing", "CAMPFIRE_VAPID_PUBLIC_KEY"]]],
    [
      "keys that are none",
      { VAPID_PUBLIC_KEY: "no key", VAPID_PRIVATE_KEY: "AAAA" },
      [
        ["config_invalid", "CAMPFIRE_VAPID_PUBLIC_KEY"],
        ["config_invalid", "CAMPFIRE_VAPID_PRIVATE_KEY"],
      ],
    ],
    [
      "keys of two pairs",
      { ...both, VAPID_PUBLIC_KEY: makePair().publicKey },
      [["config_invalid", "CAMPFIRE_VAPID_PUBLIC_KEY"]],
    ],
    [
      "a private key of zeros",
      { ...both, VAPID_PRIVATE_KEY: "A".repeat(43) },
      [["config_invalid", "CAMPFIRE_VAPID_PUBLIC_KEY"]],
    ],
    ["a subject that nobody can write to", { VAPID_SUBJECT: "admin" }, [["config_invalid", "CAMPFIRE_VAPID_SUBJECT"]]],
    ["a subject of http", { VAPID_SUBJECT: "http://a.example" }, [["config_invalid", "CAMPFIRE_VAPID_SUBJECT"]]],
    ["a switch that is none", { PUSH_ENABLED: "yes" }, [["config_invalid", "CAMPFIRE_PUSH_ENABLED"]]],
  ])("refuse %s at start", (_what, settings, expected) => expect(problems(settings)).toEqual(expected));
});
