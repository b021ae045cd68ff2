import type { Command } from "./command.ts";

const passwordStdin = { does: "take the password from standard input instead of making one up" };
const dryRun = { does: "say what would be done, and leave everything as it is" };

/** Everything that `campfire` can do. */
export const COMMANDS: Record<string, Command> = {
  serve: {
    does: "run one replica of the chat server",
    run: async () => (await import("./serve.ts")).serveCommand(),
  },
  migrate: {
    does: "bring the database's schema to this version",
    run: async () => (await import("./migrate.ts")).migrateCommand(),
  },
  doctor: {
    does: "look at all that a replica needs, and say what is wrong",
    about: "Changes nothing. ✓ is right, ! worth a look, ✗ wrong: with one of those it exits with 1.",
    run: async () => (await import("./doctor.ts")).doctorCommand(),
  },
  alive: {
    does: "ask the replica of this container whether it is alive",
    run: async () => (await import("./alive.ts")).aliveCommand(),
  },
  "create-admin": {
    does: "make an administrator, and the chat itself where there is none yet",
    about: `What isn't given is asked for on a terminal. Somebody who is here already becomes an administrator and keeps
their password. A password that was made up is shown once.`,
    options: {
      name: { value: "NAME", does: "their name" },
      email: { value: "EMAIL", does: "their e-mail address, to sign in with" },
      account: { value: "NAME", does: "the chat's name, where it is made by this; Campfire by default" },
      "password-stdin": passwordStdin,
    },
    run: async (args) => (await import("./people.ts")).createAdminCommand(args),
  },
  "reset-password": {
    takes: ["EMAIL"],
    does: "give somebody a new password, and end their sessions everywhere",
    options: { "password-stdin": passwordStdin },
    run: async (args) => (await import("./people.ts")).resetPasswordCommand(args),
  },
  "sign-in-link": {
    takes: ["EMAIL"],
    does: "make a link that signs somebody in once, without a password or provider",
    run: async ({ positionals: [email = ""] }) => (await import("./sign-in-link.ts")).signInLinkCommand(email),
  },
  export: {
    does: "write the whole chat into a zip of JSON lines",
    about: `One moment of the database, while the chat goes on. docs/moving.md describes the lines. Passwords' hashes, bots' keys,
webhooks and the invite link are left out, so that an export can be handed on, unless --with-secrets asks for them.`,
    options: {
      out: { value: "FILE", does: "where to; - is standard output. By default campfire-export-TIME.zip here" },
      "with-secrets": { does: "with what people and bots sign in with: to move the chat elsewhere" },
    },
    run: async (args) => (await import("./moving.ts")).exportCommand(args),
  },
  import: {
    takes: ["KIND", "PATH"],
    does: "bring in what another chat holds",
    about: `KIND is
  campfire   PATH is the SQLite database of a once-campfire, storage/db/production.sqlite3; --files its storage/files
  slack      PATH is a Slack export, a zip or a folder
  export     PATH is a zip of campfire export

Run again it adds nothing but what is new there, and an import that was interrupted goes on. Ids of a campfire and an
export are kept, so that links and bots' keys go on working; where one is taken by something else, the import is refused.`,
    options: {
      files: { value: "DIR", does: "of a once-campfire: where its files are" },
      "dry-run": dryRun,
    },
    run: async (args) => (await import("./moving.ts")).importCommand(args),
  },
  backups: {
    does: "make backups for ever, and restore one a day as a test",
    run: async () => (await import("./backup.ts")).backupsCommand(),
  },
  backup: {
    does: "make one backup now",
    run: async () => (await import("./backup.ts")).backupCommand(),
  },
  "verify-backup": {
    takes: ["[ID]"],
    does: "restore a backup, the newest by default, into a scratch database and compare",
    run: async ({ positionals: [id] }) => (await import("./backup.ts")).verifyCommand(id),
  },
  restore: {
    takes: ["ID|newest"],
    does: "restore a backup into an empty database and the files folder",
    run: async ({ positionals: [id] }) => (await import("./backup.ts")).restoreCommand(id!),
  },
};
