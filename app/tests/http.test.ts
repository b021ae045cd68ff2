import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Chat } from "./support/chat.ts";
import { Line, type Person } from "./support/person.ts";

let chat: Chat;
let ann: Person;
let messages: string;
beforeAll(async () => {
  const settings = {
    BUS: "memory",
    PUBLIC_URL: "https://chat.example.com",
    CORS_ORIGINS: "https://partner.example.com",
  };
  chat = await Chat.start({ settings });
  ann = await chat.firstRun();
  messages = `/api/rooms/${(await ann.state()).rooms[0]!.id}/messages`;
});
afterAll(() => chat.stop());

const body = () => ({ text: "hello", clientMessageId: `h-${Math.random()}` });

describe("requests of other sites", () => {
  const own = "https://chat.example.com";
  test.each([
    ["the public address", { origin: own }, 201],
    ["an allowed origin", { origin: "https://partner.example.com" }, 201],
    ["no browser", {}, 201],
    ["the same site by Sec-Fetch-Site", { "sec-fetch-site": "same-origin" }, 201],
    ["another site", { origin: "https://evil.example.com" }, 403],
    ["another port", { origin: "https://chat.example.com:8443" }, 403],
    ["the public host without TLS", { origin: "http://chat.example.com" }, 403],
    ["a sandboxed page", { origin: "null" }, 403],
    ["another site by Sec-Fetch-Site", { "sec-fetch-site": "cross-site" }, 403],
    ["a sister site by Sec-Fetch-Site", { "sec-fetch-site": "same-site" }, 403],
  ])("from %s", async (_name, headers, status) => {
    const answer = await ann.ask<{ error?: { code: string } }>(
      "POST",
      messages,
      body(),
      headers as Record<string, string>,
    );
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.error?.code).toBe("csrf");
  });

  test("can't open a WebSocket", async () => {
    const line = new Line(chat.url, ann.cookie, { origin: "https://evil.example.com" });
    expect(await line.closed()).toBe(1006);
    const own = new Line(chat.url, ann.cookie, { origin: "https://chat.example.com" });
    await own.opened();
    await own.close();
  });

  test("can read only from an allowed origin", async () => {
    const from = (origin: string) => ann.ask("GET", "/api/state", undefined, { origin });
    const allowed = (await from("https://partner.example.com")).headers;
    expect(allowed.get("access-control-allow-origin")).toBe("https://partner.example.com");
    expect((await from("https://evil.example.com")).headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("bodies that are wrong", () => {
  const json = { "content-type": "application/json" };
  test.each<[string, string | Uint8Array, Record<string, string>, number]>([
    ["no JSON", "{text", json, 422],
    [
      "wrong UTF-8",
      Buffer.from([...Buffer.from('{"text":"'), 0xff, 0xfe, ...Buffer.from('","clientMessageId":"u"}')]),
      json,
      422,
    ],
    ["a number for a text", '{"text":5,"clientMessageId":"n"}', json, 422],
    ["null", "null", json, 422],
    ["nothing", "", json, 422],
    ["an array", "[]", json, 422],
    ["a form", "text=hello&clientMessageId=f", { "content-type": "application/x-www-form-urlencoded" }, 422],
    ["too much", JSON.stringify({ text: "x".repeat(200_000), clientMessageId: "big" }), json, 413],
    ["a strange id", '{"text":"a","clientMessageId":"<script>"}', json, 422],
  ])("%s", async (_name, content, headers, status) => {
    const answer = await ann.ask<{ error: { code: string } }>("POST", messages, content, headers);
    expect([answer.status, typeof answer.body.error.code]).toEqual([status, "string"]);
  });

  test.each([
    "/api/rooms/x/messages",
    "/api/rooms/0/messages",
    "/api/rooms/1e99/messages",
    `${"/api/rooms/1/messages"}?limit=0`,
  ])("the address %s", async (path) => {
    expect((await ann.ask("GET", path)).status).toBe(422);
  });

  test("a body whose end never comes is given up", async () => {
    const slow = await chat.addReplica({ REQUEST_TIMEOUT: "1" });
    const status = await new Promise<number>((resolve, reject) => {
      const sending = request(new URL(messages, slow.url), {
        method: "POST",
        headers: { cookie: ann.cookie, "content-type": "application/json", "content-length": 100 },
      });
      sending.on("response", (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      sending.on("error", reject);
      sending.write('{"text":');
    });
    expect([408, 503]).toContain(status);
  });
});

describe("answers", () => {
  test("carry the security headers of the deployment guide", async () => {
    for (const path of ["/session/new", "/api/state", "/nothing/here", "/assets/app-0123ABCD.js"]) {
      const { headers } = await ann.ask("GET", path);
      const policy = headers.get("content-security-policy")!;
      expect(policy).toContain("default-src 'self'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
      expect(headers.get("strict-transport-security")).toContain("max-age=63072000");
    }
  });

  test("never say what went wrong inside", async () => {
    await chat.sql("alter table accounts rename to elsewhere");
    const answer = await ann.ask<{ error: { code: string; message: string } }>("GET", "/api/state");
    await chat.sql("alter table elsewhere rename to accounts");
    expect(answer).toMatchObject({ status: 500, body: { error: { code: "internal" } } });
    expect(answer.body.error.message).not.toContain("accounts");
    expect(answer.body.error.message).toContain(answer.headers.get("x-request-id"));
  });

  test("come over HTTP/1.1 to a client that offers HTTP/2 in passing", async () => {
    const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABkAAQAAP__" };
    const status = await new Promise<number>((resolve, reject) => {
      const asking = request(new URL("/health", chat.url), { headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      asking.on("error", reject).end();
    });
    expect(status).toBe(200);
  });

  test("keep a caller's request id unless it could break a log line", async () => {
    const id = async (given: string) =>
      (await ann.ask("GET", "/up", undefined, { "x-request-id": given })).headers.get("x-request-id");
    expect(await id("trace-1")).toBe("trace-1");
    expect(await id('a"b c')).not.toBe('a"b c');
  });

  test("lead to HTTPS where that is forced, but not the health checks", async () => {
    const forced = await chat.addReplica({ FORCE_HTTPS: "true", TRUST_PROXY: "true" });
    const ask = (path: string, proto: string) =>
      fetch(new URL(path, forced.url), { redirect: "manual", headers: { "x-forwarded-proto": proto } });
    expect((await ask("/session/new", "http")).headers.get("location")).toBe("https://chat.example.com/session/new");
    expect((await ask("/session/new", "https")).status).toBe(200);
    expect((await ask("/health/ready", "http")).status).toBe(200);
  });
});

describe("pages", () => {
  test("lead to where the visitor may go", async () => {
    const guest = { ...ann, token: undefined };
    const at = async (path: string, cookie: string) => {
      const response = await fetch(new URL(path, chat.url), { redirect: "manual", headers: { cookie } });
      return response.headers.get("location") ?? response.status;
    };
    const { id } = await ann.ok<{ id: number }>("POST", messages, body());
    const room = messages.split("/")[3];
    expect(guest.token).toBeUndefined();
    expect(await at("/", "")).toBe("/session/new");
    expect(await at("/rooms/1", "")).toBe("/session/new?return=%2Frooms%2F1");
    expect(await at(`/messages/${id}`, "")).toBe(`/session/new?return=%2Fmessages%2F${id}`);
    expect(await at("/first_run", "")).toBe("/");
    expect(await at("/join/abcd-abcd-abcd", "")).toBe(200);
    expect(await at("/", ann.cookie)).toBe(`/rooms/${room}`);
    const other = await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "open", name: "Other" });
    expect(await at("/", `${ann.cookie}; last_room=${other.id}`)).toBe(`/rooms/${other.id}`);
    expect(await at("/", `${ann.cookie}; last_room=99999`)).toBe(`/rooms/${room}`);
    expect(await at(`/messages/${id}`, ann.cookie)).toBe(`/rooms/${room}/@${id}`);
    expect(await at("/messages/99999", ann.cookie)).toBe(404);
    expect(await at("/rooms/1/@5", ann.cookie)).toBe(200);
  });

  test("have the team's name in the manifest, and neither it nor the service worker is kept without asking", async () => {
    const manifest = await fetch(`${chat.url}/manifest.webmanifest`);
    expect(manifest.headers.get("content-type")).toContain("application/manifest+json");
    expect(await manifest.json()).toEqual({
      icons: expect.any(Array),
      name: "Acme",
      short_name: "Acme",
      start_url: "/",
    });
    const worker = await fetch(`${chat.url}/sw.js`);
    expect(worker.headers.get("content-type")).toContain("javascript");
    for (const { headers } of [manifest, worker]) expect(headers.get("cache-control")).toBe("no-cache");
  });

  test("are never cached, but files whose name holds a hash are for a year", async () => {
    expect((await ann.ask("GET", "/session/new")).headers.get("cache-control")).toBe("no-cache");
    const asset = await ann.ask("GET", "/assets/app-0123ABCD.js");
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await ann.ask("GET", "/assets/..%2f..%2fpackage.json")).status).toBe(404);
    expect((await ann.ask("GET", "/assets/%2e%2e/%2e%2e/chat.ts")).status).toBe(404);
  });
});
