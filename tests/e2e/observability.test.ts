import { setTimeout as sleep } from "node:timers/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sources } from "../../alerts/alert.ts";
import { MailServer } from "../../app/tests/support/mail-server.ts";
import { Person } from "../../app/tests/support/person.ts";
import { form, upload } from "../../app/tests/support/upload.ts";
import { dashboardsFor } from "../../dashboards/index.ts";
import { findExecutable } from "../../infra/local/executables.ts";
import { portsFrom } from "../../infra/local/ports.ts";
import { sizePresets } from "../../infra/presets.ts";
import { expressionsOf } from "../observability/support/expressions.ts";
import { AlertReceiver } from "../support/alert-receiver.ts";
import { freeze } from "../support/frozen.ts";
import { HurriedWatch } from "../support/hurried-watch.ts";
import { TestStack } from "../support/test-stack.ts";

const programs = ["prometheus", "prometheus-alertmanager", "prometheus-node-exporter", "redis-server"];
const canWatch = process.platform === "linux" && programs.every((name) => findExecutable(name) !== undefined);

/** True of a machine that is small and busy, as those that test are, whatever a stack on it does. */
const ofTheMachine =
  /^(Host|CpuHigh|EventLoopSlow|MemoryHigh|ResponsesSlow|MessagesSlow|DeliverySlow|DatabaseSlow|Files|BackupsFull)/;

/** A stack on this machine, watched: it is well, is used, and then one part after another hangs. */
describe.skipIf(!canWatch)("a watched stack on this machine", () => {
  let stack: TestStack;
  let receiver: AlertReceiver;
  let mail: MailServer;
  let watch: HurriedWatch | undefined;

  beforeAll(async () => {
    receiver = await AlertReceiver.listen();
    mail = await MailServer.start({ disabledCommands: ["STARTTLS", "AUTH"] });
    stack = await TestStack.create("observability", {
      alertWebhookUrl: receiver.urlOf("/alerts"),
      alertHeartbeatUrl: receiver.urlOf("/alive"),
      runbookUrl: "https://example.com/runbooks",
      smtpUrl: `smtp://127.0.0.1:${mail.port}?insecure`,
      mailFrom: "chat@example.com",
    });
    await stack.succeed("up");
    setDefaultCACertificates([...getCACertificates("default"), stack.authority]);
  });
  afterAll(async () => {
    await watch?.stop();
    receiver?.close();
    await mail?.stop();
    await stack?.dispose();
  });

  it("fills every panel of every dashboard once people use it", async () => {
    await use(stack.url);
    const queries = dashboardsFor({
      sources,
      targets: sizePresets.small.targets,
    }).flatMap(({ uid, json }) => expressionsOf(json).map((expr) => ({ uid, expr })));
    expect(queries.length).toBeGreaterThan(90);
    let empty = queries;
    for (const deadline = Date.now() + 150_000; empty.length > 0 && Date.now() < deadline; await sleep(3000)) {
      const answers = await Promise.all(empty.map(async (query) => ((await hasData(query.expr)) ? [] : [query])));
      empty = answers.flat();
    }
    expect(empty).toEqual([]);
  });

  it("tells its heartbeat that alerts get through, and nobody anything else", async () => {
    await until(() => receiver.names("/alive", "firing").includes("Watchdog"));
    expect(receiver.names("/alive", "firing")).toEqual(["Watchdog"]);
    expect(receiver.names("/alerts", "firing").filter((name) => !ofTheMachine.test(name))).toEqual([]);
  });

  it.each([
    ["ingress", "IngressDown"],
    ["app-1", "ReplicaDown"],
    ["redis", "BusDown"],
    ["postgres", "ChatUnready"],
  ])("tells of a %s that hangs by %s and nothing else, and when it is over", async (part, alert) => {
    watch ??= await HurriedWatch.start(stack.directory, { "/alerts": "/hurried", "/alive": "/hurried-alive" });
    await until(() => receiver.names("/hurried-alive", "firing").includes("Watchdog"));
    receiver.told["/hurried"] = [];
    const frozen = freeze(await stack.pidOf(part));
    try {
      await until(() => receiver.names("/hurried", "firing").includes(alert));
    } finally {
      frozen.thaw();
    }
    await until(() => receiver.names("/hurried", "resolved").includes(alert));
    expect(receiver.names("/hurried", "firing").filter((name) => !ofTheMachine.test(name))).toEqual([alert]);
    const [told] = receiver.told["/hurried"]!.filter(({ alertname }) => alertname === alert);
    expect(told?.runbook).toBe(`https://example.com/runbooks/${alert}.md`);
  });

  /** Whether Prometheus answers with a number; the reader has chosen all replicas and all kinds of room. */
  async function hasData(expr: string): Promise<boolean> {
    const query = expr.replaceAll(/\$(instance|room_type)/g, ".*");
    const { prometheus } = portsFrom(stack.port, 2);
    const url = `http://127.0.0.1:${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`;
    const answer = (await (await fetch(url)).json()) as { data?: { result: { value: [number, string] }[] } };
    return answer.data?.result.some(({ value }) => Number.isFinite(Number(value[1]))) ?? false;
  }
});

/** One pixel, as PNG. */
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Six clients write in a room for a while, over WebSockets and HTTP, one sends a picture, one leaves, and somebody signs in again and asks for a new password. */
async function use(url: string): Promise<void> {
  const ana = new Person(url);
  const person = { accountName: "The Lighthouse", name: "Ana", email: "ana@example.com" };
  await ana.ok("POST", "/api/first-run", { ...person, password: "correct horse battery" });
  const [room] = (await ana.state()).rooms;
  const lines = await Promise.all(Array.from({ length: 6 }, () => ana.connect()));
  for (let count = 0; count < 30; count++) {
    for (const [index, line] of lines.entries())
      line.send({ type: "send", roomId: room!.id, text: `${count}`, clientMessageId: `${index}-${count}` });
    await ana.say(room!.id, `over HTTP ${count}`);
    await sleep(500);
  }
  const { status, body } = await upload(ana, room!.id, form(picture, "picture.png", "image/png"));
  expect(status).toBe(201);
  expect(body.attachment).toMatchObject({ width: 1, thumbnailUrl: expect.any(String) });
  await lines[0]!.close();
  const again = new Person(url);
  await again.ok("POST", "/api/session", { email: person.email, password: "correct horse battery" });
  await again.ok("POST", "/api/password-resets", { email: person.email });
}

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 120_000; !holds(); await sleep(300))
    if (Date.now() > deadline) throw new Error(`not within two minutes: ${holds}`);
}
