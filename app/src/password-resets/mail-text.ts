import type { Mail } from "../mail/mailer.ts";
import { escapeHtml } from "../messages/html.ts";

/** What somebody gets who asked for a new password. It loads nothing and counts nothing. */
export function resetMail(to: string, person: string, team: string, url: string): Mail {
  // A line break in a name would make lines of its own.
  const [name, account] = [person, team].map((text) => text.replaceAll(/\s+/g, " ").trim());
  const text = `Hello ${name},

somebody asked for a new password for your account at ${account}. If that was you, set it here:

${url}

The link works once, for an hour. If it wasn't you, do nothing: your password stays as it is.
`;
  const link = escapeHtml(url);
  const html = `<!doctype html>
<html lang="en">
  <body style="font-family: sans-serif; line-height: 1.5; color: #2a231e">
    <p>Hello ${escapeHtml(name!)},</p>
    <p>somebody asked for a new password for your account at ${escapeHtml(account!)}. If that was you, set it here:</p>
    <p><a href="${link}" style="color: #aa4012">${link}</a></p>
    <p>The link works once, for an hour. If it wasn’t you, do nothing: your password stays as it is.</p>
  </body>
</html>
`;
  return { to, subject: `A new password for ${account}`, text, html };
}
