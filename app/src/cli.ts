import { ConfigError } from "./config-values.ts";
import { isUnavailable } from "./database/errors.ts";
import { VERSION } from "./paths.ts";

interface Command {
  usage: string;
  does: string;
  run(args: string[]): Promise<void>;
}

const COMMANDS: Record<string, Command> = {
  serve: {
    usage: "serve",
    does: "run one replica of the chat server",
    run: async () => (await import("./commands/serve.ts")).serveCommand(),
  },
  migrate: {
    usage: "migrate",
    does: "bring the database's schema to this version",
    run: async () => (await import("./commands/migrate.ts")).migrateCommand(),
  },
  doctor: {
    usage: "doctor",
    does: "look at all that a replica needs, and say what is wrong",
    run: async () => (await import("./commands/doctor.ts")).doctorCommand(),
  },
  alive: {
    usage: "alive",
    does: "ask the replica of this container whether it is alive",
    run: async () => (await import("./commands/alive.ts")).aliveCommand(),
  },
  backups: {
    usage: "backups",
    does: "make backups for ever, and restore one a day as a test",
    run: async () => (await import("./commands/backup.ts")).backupsCommand(),
  },
  backup: {
    usage: "backup",
    does: "make one backup now",
    run: async () => (await import("./commands/backup.ts")).backupCommand(),
  },
  "verify-backup": {
    usage: "verify-backup [ID]",
    does: "restore a backup, the newest by default, into a scratch database and compare",
    run: async ([id]) => (await import("./commands/backup.ts")).verifyCommand(id),
  },
  restore: {
    usage: "restore ID|newest",
    does: "restore a backup into an empty database and the files folder",
    run: async ([id]) => {
      if (id === undefined) throw new UsageError("say which backup: campfire restore newest, or an id.");
      await (await import("./commands/backup.ts")).restoreCommand(id);
    },
  },
};

class UsageError extends Error {
  readonly code = "usage";
}

function help(): string {
  const lines = Object.values(COMMANDS).map(({ usage, does }) => `  campfire ${usage.padEnd(24)}${does}`);
  return [`campfire ${VERSION}`, "", ...lines, "", "Settings are CAMPFIRE_* variables: see app/README.md.", ""].join(
    "\n",
  );
}

const [name = "help", ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command) {
  try {
    await command.run(args);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
} else if (["help", "--help", "-h"].includes(name)) {
  process.stdout.write(help());
} else if (["version", "--version"].includes(name)) {
  process.stdout.write(`${VERSION}\n`);
} else {
  process.stderr.write(`campfire: [unknown_command] there is no command "${name}".\n\n${help()}`);
  process.exit(2);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return `campfire: settings to mend:\n${error.message}`;
  const message = error instanceof Error ? error.message || String((error as { code?: string }).code) : String(error);
  if (isUnavailable(error)) {
    return `campfire: [database_unreachable] ${message}. Check CAMPFIRE_DATABASE_URL and that PostgreSQL runs there.`;
  }
  const code = (error as { code?: string }).code;
  if (code === "EADDRINUSE")
    return `campfire: [port_in_use] ${message}. Set another CAMPFIRE_PORT or stop what uses it.`;
  return `campfire: ${code ? `[${code}] ` : ""}${message}`;
}
