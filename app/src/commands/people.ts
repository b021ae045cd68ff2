import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { Check } from "typebox/value";
import { createAdministrator } from "../accounts/create-administrator.ts";
import { FirstRun } from "../protocol/requests.ts";
import { resetPassword } from "../sessions/reset-password.ts";
import { besideReplicas } from "./beside.ts";
import { type Arguments, UsageError } from "./command.ts";

/** Makes an administrator; see the command's help. */
export async function createAdminCommand({ values, flags }: Arguments): Promise<void> {
  const [name, email] = [values.name ?? (await ask("Name")), values.email ?? (await ask("E-mail address"))];
  const accountName = values.account ?? "Campfire";
  const { password, made } = await newPassword(flags.has("password-stdin"));
  requireValid({ accountName, name, email, password });
  await besideReplicas(async (beside) => {
    const outcome = await createAdministrator(beside, { accountName, name, email, password });
    if (outcome === "promoted") return say(`${email} is an administrator now, with the password they have.`);
    if (outcome === "set up") say(`Set up the chat ${accountName}.`);
    say(`Made the administrator ${name} <${email}>. Sign in at ${beside.config.publicUrl.href}session/new`);
    if (made) say(`Password: ${password}`);
  });
}

/** Gives somebody a new password; see the command's help. */
export async function resetPasswordCommand({ positionals: [email = ""], flags }: Arguments): Promise<void> {
  const { password, made } = await newPassword(flags.has("password-stdin"));
  requireValid({ accountName: "-", name: "-", email, password });
  await besideReplicas(async (beside) => {
    const ended = await resetPassword(beside, email, password);
    say(`${email} has a new password; ${ended === 1 ? "1 session" : `${ended} sessions`} ended.`);
    if (made) say(`Password: ${password}`);
  });
}

async function newPassword(fromStdin: boolean): Promise<{ password: string; made: boolean }> {
  if (!fromStdin) return { password: randomBytes(15).toString("base64url"), made: true };
  return { password: (await text(process.stdin)).replace(/\r?\n$/, ""), made: false };
}

function requireValid(input: FirstRun): void {
  for (const [field, schema] of Object.entries(FirstRun.properties)) {
    if (Check(schema, input[field as keyof FirstRun])) continue;
    const wanted: Record<string, string> = {
      accountName: "--account needs 1 to 100 characters.",
      name: "--name needs 1 to 100 characters.",
      email: `"${input.email}" is no e-mail address.`,
      password: "A password has 8 to 200 characters.",
    };
    throw new UsageError(wanted[field]);
  }
}

async function ask(what: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(`say --${what === "Name" ? "name NAME" : "email EMAIL"}.`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(`${what}: `)).trim();
  } finally {
    lines.close();
  }
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
