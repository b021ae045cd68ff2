import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { article, eventually, onStage } from "../support/stage.ts";

const cards = (page: Page) => page.locator(".quote-card");

onStage("links to messages", (stage) => {
  const design = () => stage.room("Design");
  const linkTo = ({ roomId, id }: { roomId: number; id: number }) => `${stage.url}/rooms/${roomId}/@${id}`;

  it("show who said what and where, and lead there on the same page", async () => {
    const said = stage.server.say(stage.room("All Talk").id, stage.ben, "We **ship** on Friday");
    stage.server.say(design().id, stage.ana, `As decided: ${linkTo(said)}`);
    const page = await stage.page(stage.ana, stage.path);
    const card = article(page, "As decided").locator(".quote-card");
    await card.waitFor();
    expect(await card.locator("b").textContent()).toBe("Ben Okafor");
    expect(await card.locator(".quote-place").textContent()).toMatch(/^All Talk, Today, /);
    expect(await card.locator(".quote-words").textContent()).toBe("We ship on Friday");
    await article(page, "As decided").locator(".message-body a").click();
    await article(page, "We ship on Friday").and(page.locator(".highlighted")).waitFor();
    expect(page.context().pages()).toHaveLength(1);
    await page.goBack();
    await cards(page).click();
    await eventually(() => new URL(page.url()).pathname).toBe(`/rooms/${said.roomId}/@${said.id}`);
  });

  it("show nothing of what one may not read, nor of what is no message here", async () => {
    const direct = stage.server.chat.direct([stage.ben.id]).room;
    const secret = stage.server.chat.post(direct, stage.ben.id, "Ben's own note");
    const elsewhere = "https://other.example/rooms/1/@1";
    stage.server.say(
      design().id,
      stage.ben,
      `${linkTo(secret)} ${elsewhere} ${stage.url}/rooms/1 [words](${linkTo(secret)})`,
    );
    const [ben, ana] = [await stage.page(stage.ben, stage.path), await stage.page(stage.ana, stage.path)];
    await eventually(() => cards(ben).locator(".quote-words").allTextContents()).toEqual(["Ben's own note"]);
    const answer = ana.waitForResponse(`**/api/messages/${secret.id}`);
    await ana.reload();
    expect((await answer).status()).toBe(404);
    await article(ana, "other.example").waitFor();
    expect(await cards(ana).count()).toBe(0);
  });

  it("follow the message: its changes, its end, and one's leaving of the room", async () => {
    const closed = stage.server.chat.addRoom("Board", [stage.ana.id, stage.ben.id]);
    const [first, second] = [1, 2].map((n) => stage.server.say(closed.id, stage.ben, `Word ${n}`));
    stage.server.say(design().id, stage.ben, `${stage.url}/messages/${first!.id} and ${linkTo(second!)}`);
    const page = await stage.page(stage.ana, stage.path);
    const words = () => cards(page).locator(".quote-words").allTextContents();
    await eventually(words).toEqual(["Word 1", "Word 2"]);
    const edited = stage.server.change(first!, stage.server.chat.written("Word one"));
    await eventually(words).toEqual(["Word one", "Word 2"]);
    stage.server.change(edited, { deleted: true, text: "", html: "" });
    await eventually(words).toEqual(["Word 2"]);
    closed.userIds = [stage.ben.id];
    stage.server.tell({ type: "roomRemoved", roomId: closed.id }, [stage.ana.id]);
    await eventually(words).toEqual([]);
  });
});
