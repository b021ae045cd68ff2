import type { ConfigReader } from "../config-values.ts";

const DATABASE_EXAMPLE = "postgres://campfire:password@127.0.0.1:5432/campfire";

export function readDatabaseUrl(reader: ConfigReader): string {
  const bare = reader.raw("DATABASE_URL") === undefined ? "" : " DATABASE_URL is set: this is its name here.";
  const url = reader.required("CAMPFIRE_DATABASE_URL", `Set it like ${DATABASE_EXAMPLE}.${bare}`);
  if (/^(sqlite:|[./]|.*\.(db|sqlite3?)$)/.test(url)) {
    const remedy = `Set a PostgreSQL database like ${DATABASE_EXAMPLE}; \`campfire import campfire FILE\` brings the old one's content.`;
    reader.fail("config_unsupported", "CAMPFIRE_DATABASE_URL", "names a SQLite file.", remedy);
  } else if (url !== "") reader.url("CAMPFIRE_DATABASE_URL", url, ["postgres:", "postgresql:"], DATABASE_EXAMPLE);
  return url;
}

export function readRedisUrl(reader: ConfigReader): string | null {
  const text = reader.raw("CAMPFIRE_REDIS_URL");
  if (text === undefined) return null;
  return reader.url("CAMPFIRE_REDIS_URL", text, ["redis:", "rediss:"], "redis://127.0.0.1:6379") ? text : null;
}

export function readBus(reader: ConfigReader): "redis" | "postgres" | "memory" {
  const redis = reader.raw("CAMPFIRE_REDIS_URL") !== undefined;
  const bus = reader.choice("CAMPFIRE_BUS", ["redis", "postgres", "memory"], redis ? "redis" : "postgres");
  if (bus === "redis" && !redis) {
    const remedy = "Set both or neither.";
    reader.fail("config_missing", "CAMPFIRE_REDIS_URL", "is not set, but CAMPFIRE_BUS is redis.", remedy);
  }
  return bus;
}

export function readPublicUrl(reader: ConfigReader): URL {
  const port = reader.raw("CAMPFIRE_PORT") ?? "3000";
  const local = URL.canParse(`http://localhost:${port}`) ? `http://localhost:${port}` : "http://localhost";
  const text = reader.raw("CAMPFIRE_PUBLIC_URL") ?? local;
  const url = reader.url("CAMPFIRE_PUBLIC_URL", text, ["http:", "https:"], "https://chat.example.com");
  if (url && (url.pathname !== "/" || url.search !== "")) {
    const remedy = "Serve the chat from a host name of its own.";
    reader.fail("config_unsupported", "CAMPFIRE_PUBLIC_URL", "has a path.", remedy);
  }
  return url ?? new URL("http://localhost");
}

export function readTrustProxy(reader: ConfigReader): false | number | string[] {
  const text = reader.raw("CAMPFIRE_TRUST_PROXY") ?? "false";
  if (text === "false") return false;
  // With `true` fastify would believe the left-most address, which any client can forge.
  if (text === "true") return 1;
  if (/^[1-9]$/.test(text)) return Number(text);
  const addresses = text.split(",").map((part) => part.trim());
  if (addresses.every((address) => /^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(address))) return addresses;
  const remedy = "Set true (one proxy), how many proxies are in front, or their addresses like 10.0.0.0/8.";
  reader.fail("config_invalid", "CAMPFIRE_TRUST_PROXY", `is "${text}".`, remedy);
  return false;
}

export function readOrigins(reader: ConfigReader): string[] {
  const origins = (reader.raw("CAMPFIRE_CORS_ORIGINS") ?? "").split(",").map((part) => part.trim());
  return origins.filter(Boolean).filter((origin) => {
    if (URL.parse(origin)?.origin === origin) return true;
    const remedy = "Set origins such as https://www.example.com, separated by commas, without a path.";
    reader.fail("config_invalid", "CAMPFIRE_CORS_ORIGINS", `holds "${origin}".`, remedy);
    return false;
  });
}

export function readLogFormat(reader: ConfigReader): "json" | "text" {
  const structured = reader.raw("CAMPFIRE_LOG_STRUCTURED");
  const format = reader.choice("CAMPFIRE_LOG_FORMAT", ["json", "text"], structured === "false" ? "text" : "json");
  if (structured === (format === "json" ? "false" : "true")) {
    const message = `is ${structured}, but CAMPFIRE_LOG_FORMAT is ${format}.`;
    reader.fail(
      "config_invalid",
      "CAMPFIRE_LOG_STRUCTURED",
      message,
      "Set one of the two; CAMPFIRE_LOG_FORMAT is enough.",
    );
  }
  return format;
}
