import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { browserMissing } from "../support/browser.ts";
import { article, compose, Stage } from "../support/stage.ts";

const stage = new Stage();

describe.skipIf(browserMissing())("arriving", () => {
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  afterEach(async () => {
    await stage.end();
    expect(stage.errors).toEqual([]);
  });

  describe("at a new Campfire", () => {
    beforeEach(() => stage.begin({ team: false }));

    it("sets it up, invites somebody by the link, and talks with them live", async () => {
      const ana = await stage.page(null);
      await ana.getByRole("textbox", { name: "Team name" }).fill("Northwind");
      await ana.getByRole("textbox", { name: "Your name" }).fill("Ana Ribeiro");
      await ana.getByRole("textbox", { name: "Email address" }).fill("ana@example.com");
      await ana.getByRole("textbox", { name: "Password" }).fill("a good long one");
      await ana.getByRole("button", { name: "Light the fire" }).click();
      await ana.getByRole("heading", { name: "All Talk" }).waitFor();

      await ana.getByRole("complementary").getByRole("button", { name: "Invite people" }).click();
      const link = await ana.getByRole("textbox", { name: "Invitation link" }).inputValue();
      await ana.keyboard.press("Escape");

      const ben = await stage.page(null, new URL(link).pathname);
      await ben.getByRole("heading", { name: "Join Northwind" }).waitFor();
      await ben.getByRole("textbox", { name: "Your name" }).fill("Ben Okafor");
      await ben.getByRole("textbox", { name: "Email address" }).fill("ben@example.com");
      await ben.getByRole("textbox", { name: "Password" }).fill("another long one");
      await ben.getByRole("button", { name: "Join" }).click();
      await ben.getByRole("heading", { name: "All Talk" }).waitFor();

      await compose(ben, "Hello Ana");
      await article(ana, "Hello Ana").waitFor();
      await ana.getByRole("textbox", { name: "Message" }).pressSequentially("Hi");
      await ben.getByText("Ana Ribeiro is typing").waitFor();
      await ana.getByRole("button", { name: "Send" }).click();
      await article(ben, "Hi").waitFor();
    });
  });

  describe("at one that is there", () => {
    beforeEach(() => stage.begin());

    it("says what is wrong with a sign-in, then returns to the page that was asked for", async () => {
      const { id } = stage.room("Design");
      const page = await stage.page(null, `/rooms/${id}`);
      await page.getByRole("textbox", { name: "Email address" }).fill("ben@example.com");
      await page.getByRole("textbox", { name: "Password" }).fill("not this one");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").filter({ hasText: "don’t match" }).waitFor();
      await page.getByRole("textbox", { name: "Password" }).fill(stage.ben.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Design" }).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/rooms/${id}`);
    });

    it("returns to a message that somebody sent a link to, and never to another site", async () => {
      const message = stage.server.chat.post(stage.room("Design"), stage.ana.id, "See this");
      const signIn = async (path: string) => {
        const page = await stage.page(null, path);
        await page.getByRole("textbox", { name: "Email address" }).fill("ben@example.com");
        await page.getByRole("textbox", { name: "Password" }).fill(stage.ben.password);
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByRole("textbox", { name: "Message", exact: true }).waitFor();
        return new URL(page.url());
      };
      expect((await signIn(`/messages/${message.id}`)).pathname).toBe(`/rooms/${message.roomId}/@${message.id}`);
      for (const evil of ["//example.com/rooms/1", "https://example.com", "/\\example.com/rooms/1"])
        expect((await signIn(`/session/new?return=${encodeURIComponent(evil)}`)).origin).toBe(stage.url);
    });

    it("signs out, and what was on this device is gone", async () => {
      const page = await stage.page(stage.ben);
      await page.getByRole("textbox", { name: "Message" }).fill("a secret draft");
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    });

    it("leads to the sign-in page when the server ends the session", async () => {
      const page = await stage.page(stage.ben);
      await page.getByRole("textbox", { name: "Message" }).waitFor();
      await expect.poll(() => stage.server.chat.online.has(stage.ben.id)).toBe(true);
      stage.server.sessions.clear();
      stage.server.dropSockets(4401);
      await page.getByText("You were signed out.").waitFor();
    });

    it("explains an invitation that isn't valid any more, and a room that can't be seen", async () => {
      const joining = await stage.page(null, "/join/OLD-CODE");
      await joining.getByRole("heading", { name: "This invitation doesn’t work" }).waitFor();
      const lost = await stage.page(stage.ben, "/rooms/9999");
      await lost.getByRole("heading", { name: "You can’t see this room" }).waitFor();
      await lost.getByRole("link", { name: "Go to your rooms" }).click();
      await lost.getByRole("heading", { name: "All Talk" }).waitFor();
    });

    it("says so when a room goes away while it is open", async () => {
      const { id } = stage.room("Design");
      const page = await stage.page(stage.ben, `/rooms/${id}`);
      await page.getByRole("textbox", { name: "Message" }).waitFor();
      await expect.poll(() => stage.server.chat.online.size).toBe(1);
      stage.server.tell({ type: "roomRemoved", roomId: id });
      await page.getByRole("heading", { name: "You can’t see this room" }).waitFor();
      expect(await page.getByRole("link", { name: "Design" }).count()).toBe(0);
    });

    it("is told what to do where there is no room, or nobody else", async () => {
      const { chat } = stage.server;
      chat.rooms.splice(0);
      chat.users.splice(0, chat.users.length, stage.ben);
      const ben = await stage.page(stage.ben);
      await ben.getByText("Make the first one").waitFor();
      await ben.getByRole("button", { name: "New direct message" }).click();
      await ben.getByRole("dialog").getByRole("button", { name: "Invite people" }).click();
      await ben.getByRole("dialog", { name: "Invite people" }).waitFor();
      chat.onlyAdministratorsCreateRooms = true;
      await ben.goto("/");
      await ben.getByText("An administrator has yet to let you into a room.").waitFor();
      expect(await ben.getByRole("button", { name: "New room" }).count()).toBe(0);
    });

    it("makes a room and a conversation, which the others find at once", async () => {
      const ana = await stage.page(stage.ana);
      const ben = await stage.page(stage.ben);
      await ana.getByRole("button", { name: "New room" }).click();
      await ana.getByRole("textbox", { name: "Room name" }).fill("Book club");
      await ana.getByRole("button", { name: "Create room" }).click();
      await ana.getByRole("heading", { name: "Book club" }).waitFor();
      await ben.getByRole("link", { name: "Book club" }).waitFor();

      await ben.getByRole("button", { name: "New direct message" }).click();
      await ben.getByRole("checkbox", { name: "Ana Ribeiro" }).check();
      await ben.getByRole("button", { name: "Start conversation" }).click();
      await ben.getByRole("heading", { name: "Ana Ribeiro" }).waitFor();
      await compose(ben, "Just us two");
      await ana.getByRole("link", { name: "Ben Okafor online 1 unread" }).click();
      await article(ana, "Just us two").waitFor();
    });
  });
});
