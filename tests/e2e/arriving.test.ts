import { afterAll } from "vitest";
import { CLIENT, IdentityProvider } from "../../app/tests/support/identity-provider.ts";
import { MailServer } from "../../app/tests/support/mail-server.ts";
import { onTwoReplicas } from "../support/two-replicas.ts";
import { firstRun } from "./flows/first-run.ts";
import { invitations } from "./flows/invitations.ts";
import { passwordResets } from "./flows/password-resets.ts";
import { signingIn } from "./flows/signing-in.ts";
import { singleSignOn } from "./flows/single-sign-on.ts";

let mail: MailServer;
let provider: IdentityProvider;

/** A team that may sign in with a password or at its organisation. */
async function settings(url: string) {
  mail = await MailServer.start();
  provider = await IdentityProvider.start(`${url}/session/oidc/callback`);
  return {
    smtpUrl: `smtp://127.0.0.1:${mail.port}?insecure`,
    mailFrom: "Campfire <chat@example.com>",
    oidcIssuer: provider.issuer,
    oidcClientId: CLIENT.id,
    oidcClientSecret: CLIENT.secret,
    oidcName: "Acme",
  };
}

onTwoReplicas(
  "coming to a chat of two replicas",
  "arriving",
  (chat) => {
    // After the people: their browsers may be at the provider.
    afterAll(async () => {
      await provider?.stop();
      await mail?.stop();
    });
    firstRun(chat);
    invitations(chat);
    signingIn(chat);
    passwordResets(chat, () => mail);
    singleSignOn(chat, () => provider);
  },
  settings,
);
