import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { get } from "node:https";
import { join } from "node:path";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { ConfigReader } from "../src/config-values.ts";
import { readEntrance } from "../src/entrance/config.ts";
import { CloseCode } from "../src/protocol/frames.ts";
import { Chat } from "./support/chat.ts";
import { Line, Person } from "./support/person.ts";

const CLI = join(import.meta.dirname, "../src/cli.ts");

/** What `campfire alive` does with these settings. */
const alive = (settings: Record<string, string>) =>
  promisify(execFile)(process.execPath, [CLI, "alive"], {
    env: { ...process.env, ...Object.fromEntries(Object.entries(settings).map(([k, v]) => [`CAMPFIRE_${k}`, v])) },
  }).then(
    () => "alive",
    ({ stderr }: { stderr: string }) => stderr,
  );

const portOf = (url: string) => URL.parse(url)!.port;

describe("a replica that serves TLS by itself", () => {
  let chat: Chat;
  beforeAll(async () => {
    chat = await Chat.start({
      settings: { BUS: "memory", TLS: "self-signed", PUBLIC_URL: "https://chat.example.com" },
    });
  });
  afterAll(() => chat.stop());

  const ask = (path: string) =>
    new Promise<{ status: number; body: string; location: string | undefined }>((resolve, reject) => {
      const request = get(`${chat.url}${path}`, { rejectUnauthorized: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () => {
          const body = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode!, body, location: answer.headers.location });
        });
      });
      request.on("error", reject);
    });

  test("answers load balancers and whoever reads metrics", async () => {
    expect(chat.url).toMatch(/^https:/);
    expect((await ask("/health/ready")).status).toBe(200);
    expect((await ask("/metrics")).body).toContain("campfire_");
  });

  test("shows a certificate for servers, which is another one in each replica, and speaks TLS 1.2 at least", async () => {
    await chat.addReplica();
    const shown = await Promise.all(
      chat.replicas.map(async ({ url }) => {
        const socket = connect({ host: "127.0.0.1", port: Number(portOf(url)), rejectUnauthorized: false });
        await once(socket, "secureConnect");
        const certificate = new X509Certificate(socket.getPeerCertificate(true).raw);
        socket.destroy();
        return certificate;
      }),
    );
    for (const certificate of shown) {
      expect(certificate.issuer).toBe(certificate.subject);
      expect(certificate.verify(certificate.publicKey)).toBe(true);
      expect(certificate.ca).toBe(false);
      expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
      expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
      expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now() + 365 * 86_400_000);
    }
    expect(shown[0]!.fingerprint256).not.toBe(shown[1]!.fingerprint256);
    const old = connect({
      host: "127.0.0.1",
      port: Number(portOf(chat.url)),
      rejectUnauthorized: false,
      maxVersion: "TLSv1.1",
      minVersion: "TLSv1",
      ciphers: "ALL:@SECLEVEL=0",
    });
    expect(
      await once(old, "secureConnect").then(
        () => "let in",
        (error: Error) => error.message,
      ),
    ).not.toBe("let in");
  });

  test("answers nobody without TLS", async () => {
    await expect(fetch(chat.url.replace("https", "http"))).rejects.toThrow();
  });

  test("carries WebSockets", async () => {
    const socket = new WebSocket(`${chat.url.replace("https", "wss")}/ws`, { rejectUnauthorized: false });
    const [code] = await once(socket, "close");
    // Let in and told that nobody is signed in: the upgrade went through.
    expect(code).toBe(CloseCode.signedOut);
  });

  test("is found alive by its container, and not without TLS", async () => {
    const port = portOf(chat.url);
    expect(await alive({ PORT: port, TLS: "self-signed" })).toBe("alive");
    expect(await alive({ PORT: port })).toMatch(/^campfire: /);
  });
});

describe("a replica that is entered by one way only", () => {
  let chat: Chat;
  let ann: Person;
  const ours = { "x-azure-fdid": "5b5b6c1e-0000-4000-8000-000000000001" };
  beforeAll(async () => {
    const settings = {
      BUS: "memory",
      REQUIRED_HEADER: `X-Azure-FDID: ${ours["x-azure-fdid"]}`,
      PUBLIC_URL: "https://chat.example.com",
    };
    chat = await Chat.start({ settings });
    ann = new Person(chat.url);
  });
  afterAll(() => chat.stop());

  const theirs = { "x-azure-fdid": "5b5b6c1e-0000-4000-8000-000000000002" };
  const detours = [{}, theirs, { "x-azure-fdid": "" }];

  test.each(["/", "/api/first-run", "/session/new", "/no-such-page", "/rooms/1/1-key/messages"])(
    "refuses %s to who came around it, and says where people go",
    async (path) => {
      for (const headers of detours) {
        const { status, body } = await ann.ask<{ error: { code: string; message: string } }>(
          "GET",
          path,
          undefined,
          headers as Record<string, string>,
        );
        expect([status, body.error?.code]).toEqual([403, "wrong_entrance"]);
        expect(body.error.message).toContain("https://chat.example.com");
      }
    },
  );

  test("refuses what changes something, whatever else it brings", async () => {
    const { status } = await ann.ask("POST", "/api/first-run", {}, { "x-forwarded-for": "127.0.0.1" });
    expect(status).toBe(403);
  });

  test("lets in who came through", async () => {
    expect((await ann.ask("GET", "/", undefined, ours)).status).not.toBe(403);
    expect((await ann.ask("GET", "/api/state", undefined, ours)).status).toBe(401);
  });

  test("keeps its probes and its metrics open from inside, and its metrics closed to who passed a proxy", async () => {
    for (const path of ["/health", "/health/live", "/health/ready", "/up", "/metrics"]) {
      expect((await ann.ask("GET", path)).status, path).toBe(200);
    }
    const passed = { "x-forwarded-for": "203.0.113.9" };
    expect((await ann.ask("GET", "/health/ready", undefined, passed)).status).toBe(200);
    expect((await ann.ask("GET", "/metrics", undefined, passed)).status).toBe(403);
    expect((await ann.ask("GET", "/metrics/x", undefined)).status).toBe(403);
    expect((await ann.ask("GET", "/healthy", undefined)).status).toBe(403);
  });

  test("refuses WebSockets that came around it", async () => {
    expect(await new Line(chat.url, "").closed()).toBe(1006);
    expect(await new Line(chat.url, "", theirs).closed()).toBe(1006);
    expect(await new Line(chat.url, "", ours).closed()).toBe(CloseCode.signedOut);
  });
});

describe("the settings of an entrance", () => {
  const read = (env: Record<string, string>) => {
    const reader = new ConfigReader(env);
    return { ...readEntrance(reader), problems: reader.problems };
  };

  test("leave everything open unless they are set", () => {
    expect(read({})).toEqual({ tls: "off", requiredHeader: null, problems: [] });
  });

  test("take a header as it is written", () => {
    const { requiredHeader } = read({ CAMPFIRE_REQUIRED_HEADER: "X-Azure-FDID:  a-b c" });
    expect(requiredHeader).toEqual({ name: "x-azure-fdid", value: "a-b c" });
  });

  test.each(["X-Azure-FDID", "X-Azure-FDID:", ": value", "two words: value", "name: ö"])(
    "refuse %j without repeating it",
    (text) => {
      const { problems } = read({ CAMPFIRE_REQUIRED_HEADER: text });
      expect(problems.map(({ code }) => code)).toEqual(["config_invalid"]);
      expect(JSON.stringify(problems)).not.toContain("value:");
    },
  );

  test("know no other way to serve TLS", () => {
    expect(read({ CAMPFIRE_TLS: "on" }).problems.map(({ variable }) => variable)).toEqual(["CAMPFIRE_TLS"]);
  });
});
