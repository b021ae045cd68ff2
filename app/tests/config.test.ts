import { describe, expect, test } from "vitest";
import { readBackupConfig, readMigrateConfig, readServeConfig } from "../src/config.ts";
import { ConfigError } from "../src/config-values.ts";
import { unknownVariables } from "../src/settings/table.ts";

const right = {
  CAMPFIRE_DATABASE_URL: "postgres://campfire:hunter2@127.0.0.1/campfire",
  CAMPFIRE_FILES_URL: "file:///var/lib/campfire",
  CAMPFIRE_SECRET_KEY: "0123456789abcdef0123456789abcdef",
};

function problems(env: Record<string, string>, read: (env: Record<string, string>) => unknown = readServeConfig) {
  try {
    read(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).problems;
  }
}

describe("settings", () => {
  test("need only a database, a files folder and a secret", () => {
    expect(readServeConfig(right)).toMatchObject({ port: 3000, bus: "postgres", pingSeconds: 30, trustProxy: false });
    expect(problems({}).map((problem) => [problem.code, problem.variable])).toEqual([
      ["config_missing", "CAMPFIRE_DATABASE_URL"],
      ["config_missing", "CAMPFIRE_FILES_URL"],
      ["config_missing", "CAMPFIRE_SECRET_KEY"],
    ]);
  });

  test.each([
    ["CAMPFIRE_PORT", "70000"],
    ["CAMPFIRE_PORT", "http"],
    ["CAMPFIRE_DATABASE_URL", "/app/data/campfire.db"],
    ["CAMPFIRE_DATABASE_URL", "mysql://somewhere"],
    ["CAMPFIRE_REDIS_URL", "localhost:6379"],
    ["CAMPFIRE_FILES_URL", "https://bucket"],
    ["CAMPFIRE_FILES_URL", "s3://UPPER_case"],
    ["CAMPFIRE_FILES_URL", "s3://key:secret@bucket"],
    ["CAMPFIRE_FILES_URL", "s3://bucket/a//b"],
    ["CAMPFIRE_FILES_URL", "s3://bucket?acl=public"],
    ["CAMPFIRE_FILES_URL", "s3://bucket?region=Frankfurt am Main"],
    ["CAMPFIRE_FILES_URL", "s3://bucket?endpoint=storage.example.com"],
    ["CAMPFIRE_FILES_URL", "s3://bucket?forcePathStyle=1"],
    ["CAMPFIRE_FILES_URL", "file://host/share"],
    ["CAMPFIRE_SECRET_KEY", "short"],
    ["CAMPFIRE_PUBLIC_URL", "chat.example.com"],
    ["CAMPFIRE_PUBLIC_URL", "https://example.com/chat"],
    ["CAMPFIRE_BUS", "kafka"],
    ["CAMPFIRE_FORCE_HTTPS", "yes"],
    ["CAMPFIRE_LINK_PREVIEWS", "private"],
    ["CAMPFIRE_TRUST_PROXY", "loopback"],
    ["CAMPFIRE_CORS_ORIGINS", "https://a.example.com/path"],
    ["CAMPFIRE_LOG_LEVEL", "loud"],
    ["CAMPFIRE_WEBSOCKET_PING_INTERVAL", "-1"],
    ["CAMPFIRE_DB_MAX_CONNECTIONS", "1"],
  ])("%s=%s is refused by name and with a remedy", (variable, value) => {
    const [problem, ...others] = problems({ ...right, [variable]: value });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ variable, code: expect.stringMatching(/^config_/) });
    expect(problem!.remedy.length).toBeGreaterThan(10);
  });

  test("that are all wrong are named all at once", () => {
    expect(problems({ CAMPFIRE_PORT: "x", CAMPFIRE_BUS: "x", CAMPFIRE_LOG_LEVEL: "x" })).toHaveLength(6);
    expect(problems(right, readBackupConfig).map((problem) => problem.variable)).toEqual([
      "CAMPFIRE_BACKUP_DIR",
      "CAMPFIRE_BACKUP_KEY",
    ]);
  });

  test("never show a secret", () => {
    const env = {
      CAMPFIRE_SECRET_KEY: "hunter2",
      CAMPFIRE_DATABASE_URL: "mysql://me:hunter2@db",
      CAMPFIRE_REDIS_URL: "tcp://:hunter2@r",
    };
    const text = new ConfigError(problems(env)).message;
    expect(text).toContain("CAMPFIRE_REDIS_URL");
    expect(text).not.toContain("hunter2");
  });

  test("that nobody knows are found, with the one that was probably meant", () => {
    const env = { ...right, CAMPFIRE_PROT: "1", CAMPFIRE_LOGLEVEL: "info", CAMPFIRE_DB_WAL_MODE: "true", PATH: "/bin" };
    expect(unknownVariables({ ...env, CAMPFIRE_QUANTUM_ENTANGLEMENT: "1" })).toEqual([
      { variable: "CAMPFIRE_PROT", hint: "; did you mean CAMPFIRE_PORT?" },
      { variable: "CAMPFIRE_LOGLEVEL", hint: "; did you mean CAMPFIRE_LOG_LEVEL?" },
      { variable: "CAMPFIRE_QUANTUM_ENTANGLEMENT", hint: "" },
    ]);
  });

  test.each([readServeConfig, readBackupConfig, readMigrateConfig])(
    "that can't be honoured are refused by %o",
    (read) => {
      const env = { ...right, CAMPFIRE_BACKUP_DIR: "/b", CAMPFIRE_BACKUP_KEY: right.CAMPFIRE_SECRET_KEY };
      const found = problems({ ...env, CAMPFIRE_DB_WAL_MODE: "true", CAMPFIRE_METRICS_DETAILED: "false" }, read);
      expect(found.map(({ code, variable }) => [code, variable])).toEqual([
        ["config_unsupported", "CAMPFIRE_DB_WAL_MODE"],
        ["config_unsupported", "CAMPFIRE_METRICS_DETAILED"],
      ]);
      expect(problems({ ...env, CAMPFIRE_METRICS_DETAILED: "true" }, read)).toEqual([]);
    },
  );

  test.each([
    ["true", undefined, "json"],
    ["false", undefined, "text"],
    ["false", "text", "text"],
    ["true", "text", null],
    ["false", "json", null],
  ])("CAMPFIRE_LOG_STRUCTURED=%s with CAMPFIRE_LOG_FORMAT=%s", (structured, format, expected) => {
    const env = { ...right, CAMPFIRE_LOG_STRUCTURED: structured, ...(format && { CAMPFIRE_LOG_FORMAT: format }) };
    if (expected === null) expect(problems(env)).toMatchObject([{ variable: "CAMPFIRE_LOG_STRUCTURED" }]);
    else expect(readServeConfig(env).log.format).toBe(expected);
  });

  test("that name a SQLite file or lack the prefix say what to do", () => {
    const [sqlite] = problems({ ...right, CAMPFIRE_DATABASE_URL: "/app/data/campfire.db" });
    expect(sqlite).toMatchObject({ code: "config_unsupported", remedy: expect.stringContaining("campfire import") });
    const { CAMPFIRE_DATABASE_URL: url, ...rest } = right;
    expect(problems({ ...rest, DATABASE_URL: url })[0]!.remedy).toContain("DATABASE_URL is set");
  });

  test("of backups keep what a tier isn't told", () => {
    const env = { ...right, CAMPFIRE_BACKUP_DIR: "/backups", CAMPFIRE_BACKUP_KEY: right.CAMPFIRE_SECRET_KEY };
    expect(readBackupConfig(env)).toMatchObject({ everyMinutes: 10, keep: { hourly: 24, monthly: 12 } });
    const keep = readBackupConfig({ ...env, CAMPFIRE_BACKUP_KEEP: "hourly=6,daily=1, weekly=0" }).keep;
    expect(keep).toEqual({ hourly: 6, daily: 1, weekly: 0, monthly: 12 });
    const wrong = problems({ ...env, CAMPFIRE_BACKUP_KEEP: "hourly=6;daily=1" }, readBackupConfig);
    expect(wrong.map((problem) => problem.variable)).toEqual(["CAMPFIRE_BACKUP_KEEP"]);
  });

  test.each([
    ["true", 1],
    ["2", 2],
    ["10.0.0.0/8, ::1", ["10.0.0.0/8", "::1"]],
  ])("CAMPFIRE_TRUST_PROXY=%s", (value, expected) => {
    expect(readServeConfig({ ...right, CAMPFIRE_TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });
});
