import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readBackupConfig, readMigrateConfig, readServeConfig, unknownVariables } from "../../../app/src/config.ts";
import { lifecycles, sizes } from "../../presets.ts";

interface Container {
  name: string;
  args?: string[];
  env: { name: string; value?: string; secretRef?: string }[];
}
interface Template {
  initContainers: Container[];
  containers: Container[];
}

/** What the vault holds, by the secret's name. */
const vault: Record<string, string> = {
  "database-url": "postgres://campfire:secret@database.postgres.database.azure.com:5432/campfire?sslmode=verify-full",
  "redis-url": "rediss://:secret@cache.westeurope.redis.azure.net:10000",
  "app-key": "a".repeat(40),
  "backup-key": "b".repeat(40),
};

/** What is known only once Front Door is there. */
const fromFrontDoor: Record<string, string> = {
  CAMPFIRE_REQUIRED_HEADER: "X-Azure-FDID: 5b5b6c1e-0000-4000-8000-000000000001",
};

const goldens = join(import.meta.dirname, "../../../tests/golden");
const cells = sizes.flatMap((size) => lifecycles.map((lifecycle) => ({ size, lifecycle })));

/** Those containers of the golden inventory that run the app, with the environment that they then have. */
function appsOf(size: string, lifecycle: string) {
  const { resources } = JSON.parse(readFileSync(join(goldens, `azure-${size}-${lifecycle}.json`), "utf8")) as {
    resources: Record<string, { template: Template }>;
  };
  return Object.entries(resources)
    .filter(([key]) => /^azure-native:app:(ContainerApp|Job) /.test(key))
    .flatMap(([, { template }]) => [...template.initContainers, ...template.containers])
    .filter(({ args }) => args !== undefined)
    .map(({ args, env }) => ({
      command: args?.[0] ?? "",
      env: Object.fromEntries(
        env.map(({ name, value, secretRef }) => [name, fromFrontDoor[name] ?? value ?? vault[secretRef ?? ""] ?? ""]),
      ),
    }));
}

describe.each(cells)("the app on a stack of size $size, $lifecycle", ({ size, lifecycle }) => {
  const apps = appsOf(size, lifecycle);
  const environmentOf = (command: string) => apps.find((app) => app.command === command)?.env ?? {};

  it("is run by four commands, each with variables that it knows, all of them", () => {
    expect(apps.map(({ command }) => command).sort()).toEqual(["backup", "migrate", "serve", "verify-backup"]);
    for (const { env } of apps) expect(unknownVariables(env)).toEqual([]);
  });

  it("serves with the environment of its replicas, over TLS to database and cache", () => {
    const config = readServeConfig(environmentOf("serve"));
    expect(config).toMatchObject({ host: "0.0.0.0", port: 3000, trustProxy: 2, forceHttps: true, bus: "redis" });
    expect(config.publicUrl.href).toBe("https://chat.example.com/");
    expect(config.files).toEqual({ kind: "folder", folder: "/files" });
    expect(config.redisUrl).toMatch(/^rediss:/);
    expect(config.entrance.requiredHeader?.name).toBe("x-azure-fdid");
  });

  it("migrates, backs up and verifies with what those are given", () => {
    expect(() => readMigrateConfig(environmentOf("migrate"))).not.toThrow();
    expect(readBackupConfig(environmentOf("backup"))).toMatchObject({
      folder: "/backups",
      files: { folder: "/files" },
    });
    expect(readBackupConfig(environmentOf("verify-backup")).folder).toBe("/restored");
  });
});
