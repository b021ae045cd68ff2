import { expect, it } from "vitest";
import { article, compose, eventually, onStage } from "../support/stage.ts";

const CODE = "```ts\nconst answer: number = 42; // of everything\n```";

onStage("code", (stage) => {
  it("comes in colours, which are loaded with the first block", async () => {
    const page = await stage.page(stage.ana, stage.path);
    const box = page.getByRole("textbox", { name: "Message", exact: true });
    await box.waitFor();
    const scripts: string[] = [];
    page.on("request", (request) => request.url().endsWith(".js") && scripts.push(request.url()));
    await compose(page, "only `inline` code");
    await article(page, "only inline code").waitFor();
    expect(scripts).toEqual([]);
    stage.server.say(stage.room("Design").id, stage.ben, CODE);
    const block = article(page, "const answer").locator("pre");
    await block.locator(".hljs-keyword", { hasText: "const" }).waitFor();
    await block.locator(".hljs-comment").waitFor();
    expect(await block.textContent()).toBe("const answer: number = 42; // of everything\n");
    // The languages, and what several of the client's files share.
    expect(scripts.filter((script) => script.includes("languages-"))).toHaveLength(1);
  });

  it("keeps its colours when the message is drawn again, and gets those of what it is changed to", async () => {
    const page = await stage.page(stage.ana, stage.path);
    const message = stage.server.say(stage.room("Design").id, stage.ben, CODE);
    await page.locator("pre .hljs-keyword").waitFor();
    const boost = { id: 900, userId: stage.ana.id, content: "👍", createdAt: new Date().toISOString() };
    const boosted = stage.server.change(message, { boosts: [boost] });
    await page.getByRole("button", { name: "👍 by you" }).waitFor();
    expect(await page.locator("pre .hljs-keyword").textContent()).toBe("const");
    stage.server.change(boosted, stage.server.chat.written("```py\ndef f(): pass\n```"));
    await eventually(() => page.locator("pre .hljs-keyword").allTextContents()).toContain("def");
  });

  it("stays readable where the colours can't be loaded, and gets them when they can", async () => {
    const page = await stage.page(stage.ana, stage.path);
    await page.route("**/languages-*.js", (route) => route.abort());
    const asked = page.waitForEvent("requestfailed");
    stage.server.say(stage.room("Design").id, stage.ben, CODE);
    await asked;
    expect(await page.locator("pre").textContent()).toContain("const answer");
    expect(await page.locator("pre span").count()).toBe(0);
    await page.unroute("**/languages-*.js");
    await page.reload();
    await page.locator("pre .hljs-keyword").waitFor();
  });
});
