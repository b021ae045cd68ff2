import { randomUUID } from "node:crypto";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { until } from "../../app/tests/support/processes.ts";
import { type Browser, PushService } from "../../app/tests/support/push-service.ts";
import { choose, slowDown } from "../support/handing-files.ts";
import type { Person } from "../support/people.ts";
import { box, patient, roomLink } from "../support/rooms.ts";
import { onTwoReplicas } from "../support/two-replicas.ts";

let service: PushService;

/** What reaches people who don't look, and what becomes of what they do while the chat is away. */
onTwoReplicas(
  "away, on two replicas",
  "away",
  (chat) => {
    let ana: Person;

    beforeAll(async () => {
      ana = await chat.member("Ana Ribeiro");
      return () => service.stop();
    });

    /** Somebody with an account and a subscription for notifications, who hasn't opened the chat yet. */
    async function subscriber(name: string): Promise<{ person: Person; id: number; browser: Browser }> {
      const person = await chat.stranger(name);
      const code = (await ana.invitationLink()).split("/").at(-1);
      const { email, password } = person;
      const { user } = await person.ask<{ user: { id: number } }>("POST", `/api/invitations/${code}`, {
        name,
        email,
        password,
      });
      const { publicKey } = await person.ask<{ publicKey: string }>("GET", "/api/push");
      const browser = service.browser(publicKey);
      await person.ask("POST", "/api/push/subscriptions", browser.subscription);
      return { person, id: user.id, browser };
    }

    const say = (roomId: number, text: string) =>
      ana.ask<{ id: number }>("POST", `/api/rooms/${roomId}/messages`, { text, clientMessageId: randomUUID() });
    const direct = (...userIds: number[]) =>
      ana.ask<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds }).then(({ id }) => id);

    it("notifies who isn't there or looks at another room, sealed for their browser alone, and not who looks at it", async () => {
      const [dan, eve] = [await subscriber("Dan Silva"), await subscriber("Eve Moreau")];
      const room = await direct(dan.id);
      const { id } = await say(room, "Are you coming?");
      const { notification, headers } = await dan.browser.about(id);
      expect(notification).toMatchObject({ title: "Ana Ribeiro", body: "Are you coming?", badge: 1, roomId: room });
      expect(headers).toMatchObject({ "content-encoding": "aes128gcm", urgency: "high" });

      await dan.person.page.addInitScript(noteBadges);
      await dan.person.open(`/rooms/${(await ana.ask<{ rooms: { id: number }[] }>("GET", "/api/state")).rooms[0]!.id}`);
      await chat.apart(ana, dan.person);
      const badge = () => dan.person.page.evaluate<number>("badges.at(-1)");
      await expect.poll(badge, patient).toBe(1);
      await roomLink(dan.person, "Ana Ribeiro online 1 unread").click();
      expect(await dan.person.sees("Are you coming?")).toBe(1);
      await expect.poll(badge, patient).toBe(0);
      await say(room, "Now that you are here");
      expect(await dan.person.sees("Now that you are here")).toBe(1);
      const both = await say(await direct(dan.id, eve.id), "To both of you");
      await Promise.all([eve, dan].map(({ browser }) => browser.about(both.id)));
      expect(dan.browser.paths.filter((path) => path.startsWith(`/rooms/${room}/`))).toEqual([`/rooms/${room}/@${id}`]);
    });

    it("can be installed, starts without a network, and goes on by itself when there is one again", async () => {
      const fay = await chat.member("Fay Novak", { serviceWorkers: "allow" });
      await fay.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
      const devtools = await fay.page.context().newCDPSession(fay.page);
      const { errors, data } = await devtools.send("Page.getAppManifest");
      expect([errors, JSON.parse(data!).name]).toEqual([[], "The Lighthouse"]);
      const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
      expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
      await devtools.detach();

      await fay.page.context().setOffline(true);
      await fay.page.reload();
      await fay.page.getByText("You are not connected.").waitFor();
      await fay.page.context().setOffline(false);
      await box(fay).waitFor();
      await fay.say("Back on land");
      await ana.open("/");
      expect(await ana.sees("Back on land")).toBe(1);
    });

    it("loses and doubles nothing when a replica is killed during an upload and while people write", async () => {
      const ben = await chat.member("Ben Okafor");
      await chat.apart(ana, ben);
      const content = Buffer.alloc(2_000_000, "All of it. ");
      await slowDown(ana.page, 100_000);
      await choose(ana.page, { name: "letter.txt", type: "text/plain", content });
      await box(ana).pressSequentially("Half a sen");
      await box(ben).pressSequentially("So is");
      let victim: { name: string; pid: number } | undefined;
      await until("a replica takes the file in", async () => {
        const replicas = Object.values(await chat.stack.processes()).filter(({ name }) => name.startsWith("app-"));
        const taking = replicas.find(({ pid }) => pid && writesBelow(pid, join(chat.stack.directory, "files")));
        victim = taking && { name: taking.name, pid: taking.pid! };
        return victim !== undefined;
      });
      process.kill(victim!.pid, "SIGKILL");
      await slowDown(ana.page, -1);
      await box(ana).pressSequentially("tence, and the rest");
      await box(ana).press("Enter");
      await box(ben).pressSequentially(" mine");
      await box(ben).press("Enter");
      for (const person of [ana, ben])
        for (const text of ["Half a sentence, and the rest", "So is mine", "letter.txt"])
          expect([person.name, text, await person.sees(text)]).toEqual([person.name, text, 1]);
      for (const { page } of [ana, ben])
        await expect.poll(() => page.locator("article.pending").count(), patient).toBe(0);
      const link = ben.page.getByRole("link", { name: /letter\.txt/ });
      const whole = await ben.page.request.get((await link.getAttribute("href"))!);
      expect(Buffer.compare(await whole.body(), content)).toBe(0);
      const texts = async ({ page }: Person) =>
        (await page.locator("article .message-body").allTextContents()).slice(-3);
      expect(await texts(ana)).toEqual(await texts(ben));
      await until(
        `${victim!.name} is back`,
        async () => {
          const now = (await chat.stack.processes())[victim!.name];
          return now?.ready === true && now.pid !== victim!.pid;
        },
        60_000,
      );
      // That the ingress said so of a replica that died is what was tried.
      chat.problems.splice(0, chat.problems.length, ...chat.problems.filter((one) => !/: 50[23] of /.test(one)));
    });
  },
  async () => {
    service = await PushService.start();
    // The stack's replicas are to trust what this machine's Node does.
    process.env.NODE_EXTRA_CA_CERTS = service.authorityFile;
    return { variables: { CAMPFIRE_PUSH_ALLOW_PRIVATE: "true" } };
  },
);

/** Has a page keep the numbers that it puts on the app's icon, which not every system shows. */
const noteBadges = `
  globalThis.badges = [];
  navigator.setAppBadge = async (count) => void badges.push(count);
  navigator.clearAppBadge = async () => void badges.push(0);
`;

/** Whether a process has a file below a folder open. */
function writesBelow(pid: number, folder: string): boolean {
  const opened = `/proc/${pid}/fd`;
  return readdirSync(opened).some((descriptor) => {
    try {
      return readlinkSync(join(opened, descriptor)).startsWith(`${folder}/`);
    } catch {
      return false;
    }
  });
}
