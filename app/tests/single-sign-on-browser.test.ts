import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort } from "../../tests/support/free-ports.ts";
import { createLog } from "../src/log.ts";
import { serve } from "../src/main.ts";
import { buildWeb } from "../web/build.ts";
import { browserMissing, launch } from "../web/tests/support/browser.ts";
import { Chat } from "./support/chat.ts";
import { CLIENT, IdentityProvider } from "./support/identity-provider.ts";

describe.skipIf(browserMissing())("in a browser, with a real provider", () => {
  test("the first person sets the chat up, the next joins by a link to a room, and a refusal is explained", async () => {
    const folder = await mkdtemp(join(tmpdir(), "campfire-web-"));
    const { outDir } = await buildWeb({ outDir: join(folder, "web") });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const idp = await IdentityProvider.start(`${url}/session/oidc/callback`);
    const chat = await Chat.start({ replicas: 0 });
    const config = chat.config({
      PORT: String(port),
      PUBLIC_URL: url,
      BUS: "memory",
      PASSWORD_SIGN_IN: "false",
      OIDC_ISSUER: idp.issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_NAME: "Acme",
    });
    const server = await serve(config, await createLog(config.log), outDir);
    const browser = await launch();
    const problems: string[] = [];
    const page = async (path: string) => {
      const made = await (await browser.newContext({ baseURL: url })).newPage();
      made.setDefaultTimeout(30_000);
      made.on("console", (message) => {
        if (/Content Security Policy/.test(message.text())) problems.push(message.text());
      });
      await made.goto(path);
      return made;
    };
    try {
      idp.is({ sub: "ann", name: "Ann", email: "ann@example.com", email_verified: true });
      const ann = await page("/");
      await ann.getByRole("textbox", { name: "Team name" }).fill("Northwind");
      await ann.getByRole("button", { name: "Set up with Acme" }).click();
      await ann.getByRole("complementary", { name: "Northwind" }).waitFor();
      const room = new URL(ann.url()).pathname;

      idp.is({ sub: "bob", name: "Bob", email: "bob@example.com", email_verified: true });
      const bob = await page(room);
      await bob.getByRole("link", { name: "Sign in with Acme" }).click();
      await bob.getByRole("textbox", { name: "Message" }).fill("Hello from Bob");
      await bob.getByRole("textbox", { name: "Message" }).press("Enter");
      expect(new URL(bob.url()).pathname).toBe(room);
      await ann.getByRole("article").filter({ hasText: "Hello from Bob" }).waitFor();

      await ann.getByRole("button", { name: "Administration" }).click();
      await ann.getByRole("menuitem", { name: "Audit log" }).click();
      await ann.getByText("Bob joined with the organisation’s sign-in").waitFor();
      await ann.getByText("Ann set up Northwind").waitFor();

      idp.is(null);
      const nobody = await page("/session/new");
      await nobody.getByRole("link", { name: "Sign in with Acme" }).click();
      await nobody.getByRole("alert").getByText("didn’t let you in").waitFor();
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
      await server.stop();
      await chat.stop();
      await idp.stop();
      await rm(folder, { recursive: true });
    }
  }, 120_000);
});
