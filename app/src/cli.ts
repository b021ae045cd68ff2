import { EXIT_CODES, helpOf, readArguments, UsageError, usageOf } from "./commands/command.ts";
import { COMMANDS } from "./commands/list.ts";
import { ConfigError } from "./config-values.ts";
import { isUnavailable } from "./database/errors.ts";
import { VERSION } from "./paths.ts";

function help(): string {
  const usages = Object.entries(COMMANDS).map(([name, command]) => ({ usage: usageOf(name, command), ...command }));
  const widest = Math.max(...usages.map(({ usage }) => usage.length)) + 2;
  const lines = usages.map(({ usage, does }) => `  campfire ${usage.padEnd(widest)}${does}`);
  return [
    `campfire ${VERSION}`,
    "",
    ...lines,
    "",
    "campfire COMMAND --help says more. Settings are CAMPFIRE_* variables: see docs/configuration.md.",
    EXIT_CODES,
    "",
  ].join("\n");
}

const [name = "help", ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command) {
  try {
    const read = readArguments(name, command, args);
    if (read === "help") process.stdout.write(helpOf(name, command));
    else await command.run(read);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  }
} else if (["help", "--help", "-h"].includes(name)) {
  const [asked = ""] = args;
  const about = Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  process.stdout.write(about ? helpOf(asked, about) : help());
} else if (["version", "--version"].includes(name)) {
  process.stdout.write(`${VERSION}\n`);
} else {
  process.stderr.write(`campfire: [unknown_command] there is no command "${name}".\n\n${help()}`);
  process.exit(2);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return `campfire: settings to mend:\n${error.message}`;
  const message = error instanceof Error ? error.message || String((error as { code?: string }).code) : String(error);
  // Of a file or folder that was named; a database's socket can be missing too.
  const { syscall, path } = error as NodeJS.ErrnoException;
  if (path !== undefined && syscall !== "connect") {
    return `campfire: [file_unusable] ${message}. Name another file, or give this process the right to use it.`;
  }
  if (isUnavailable(error)) {
    const code = (error as { code?: string }).code ?? "";
    if (/^(25|53|58)/.test(code)) {
      return `campfire: [database_unavailable] ${message} (${code}). Mend that in the PostgreSQL of CAMPFIRE_DATABASE_URL, then run this again.`;
    }
    return `campfire: [database_unreachable] ${message}. Check CAMPFIRE_DATABASE_URL and that PostgreSQL runs there.`;
  }
  const code = (error as { code?: string }).code;
  if (code === "EADDRINUSE")
    return `campfire: [port_in_use] ${message}. Set another CAMPFIRE_PORT or stop what uses it.`;
  if (code === "42P01") return `campfire: [schema_missing] ${message}. Run campfire migrate first.`;
  return `campfire: ${code ? `[${code}] ` : ""}${message}`;
}
