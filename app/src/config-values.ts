/** One wrong setting: what is wrong and what to do about it. */
export interface ConfigProblem {
  code: "config_missing" | "config_invalid" | "config_unsupported";
  variable: string;
  message: string;
  remedy: string;
}

/** All wrong settings at once, so that they can be mended in one go. */
export class ConfigError extends Error {
  readonly problems: ConfigProblem[];
  constructor(problems: ConfigProblem[]) {
    super(problems.map((p) => `[${p.code}] ${p.variable}: ${p.message} ${p.remedy}`).join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** Reads variables one by one and gathers what is wrong with them. */
export class ConfigReader {
  readonly problems: ConfigProblem[] = [];
  private readonly env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.env = env;
  }

  raw(variable: string): string | undefined {
    const value = this.env[variable]?.trim();
    return value === "" ? undefined : value;
  }

  fail(code: ConfigProblem["code"], variable: string, message: string, remedy: string): void {
    this.problems.push({ code, variable, message, remedy });
  }

  required(variable: string, remedy: string): string {
    const value = this.raw(variable);
    if (value === undefined) this.fail("config_missing", variable, "is not set.", remedy);
    return value ?? "";
  }

  /** At least 32 characters; the value never appears in a message. */
  secret(variable: string, remedy: string): string {
    const value = this.required(variable, remedy);
    if (value !== "" && value.length < 32) {
      this.fail("config_invalid", variable, "is shorter than 32 characters.", remedy);
    }
    return value;
  }

  integer(variable: string, fallback: number, limits: { min: number; max: number }): number {
    const text = this.raw(variable);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= limits.min && value <= limits.max) return value;
    const range = `a whole number from ${limits.min} to ${limits.max}`;
    this.fail("config_invalid", variable, `is "${text}".`, `Set ${range} (${fallback} when it is left out).`);
    return fallback;
  }

  flag(variable: string, fallback: boolean): boolean {
    const text = this.raw(variable);
    if (text === undefined) return fallback;
    if (text === "true" || text === "false") return text === "true";
    this.fail("config_invalid", variable, `is "${text}".`, "Set true or false.");
    return fallback;
  }

  choice<T extends string>(variable: string, choices: readonly T[], fallback: T): T {
    const text = this.raw(variable);
    if (text === undefined) return fallback;
    if ((choices as readonly string[]).includes(text)) return text as T;
    this.fail("config_invalid", variable, `is "${text}".`, `Set one of ${choices.join(", ")}.`);
    return fallback;
  }

  /** An address that may hold a password, so only its scheme is ever shown. */
  url(variable: string, text: string, schemes: readonly string[], example: string): URL | undefined {
    const url = URL.parse(text);
    if (url && schemes.includes(url.protocol)) return url;
    const what = url ? `has the scheme "${url.protocol}"` : "is not an address";
    this.fail("config_invalid", variable, `${what}.`, `Set it like ${example}.`);
    return undefined;
  }
}
