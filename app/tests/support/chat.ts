import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { readServeConfig, type ServeConfig } from "../../src/config.ts";
import { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/database/migrations.ts";
import { createLog } from "../../src/log.ts";
import { type Server, serve } from "../../src/main.ts";
import { joinOpenRooms } from "../../src/rooms/rooms.ts";
import { Sessions } from "../../src/sessions/sessions.ts";
import { insertUser } from "../../src/users/queries.ts";
import { Person } from "./person.ts";
import { runSql } from "./postgres.ts";

export const SECRET_KEY = "a secret key of the tests, long enough";

/** Settings that differ from test to test, as environment variables without their CAMPFIRE_ prefix. */
export type Settings = Record<string, string>;

/** A migrated database with a running team and any number of replicas on it. */
export class Chat {
  readonly databaseUrl: string;
  readonly filesFolder: string;
  readonly database: Database;
  readonly replicas: Server[] = [];
  private readonly settings: Settings;
  private people = 0;

  private constructor(databaseUrl: string, filesFolder: string, settings: Settings, database: Database) {
    this.databaseUrl = databaseUrl;
    this.filesFolder = filesFolder;
    this.settings = settings;
    this.database = database;
  }

  /** `count` replicas on a new database; in the shared PostgreSQL unless `postgresUrl` names another. */
  static async start({
    replicas = 1,
    settings = {},
    postgresUrl = inject("postgresUrl"),
  }: {
    replicas?: number;
    settings?: Settings;
    postgresUrl?: string;
  } = {}): Promise<Chat> {
    const databaseUrl = await createDatabase(postgresUrl);
    const filesFolder = await mkdtemp(join(tmpdir(), "campfire-files-"));
    await migrate({ url: databaseUrl, maxConnections: 2, timeout: 30 });
    const log = await createLog({ level: "silent", format: "json" });
    const database = new Database({ url: databaseUrl, maxConnections: 4, timeout: 30 }, log);
    const chat = new Chat(databaseUrl, filesFolder, settings, database);
    for (let i = 0; i < replicas; i++) await chat.addReplica();
    return chat;
  }

  get url(): string {
    return this.replicas[0]!.url;
  }

  config(settings: Settings = {}): ServeConfig {
    return readServeConfig(this.env(settings));
  }

  env(settings: Settings = {}): Record<string, string> {
    const all: Settings = {
      PORT: "0",
      DATABASE_URL: this.databaseUrl,
      DB_TIMEOUT: "10",
      FILES_URL: `file://${this.filesFolder}`,
      SECRET_KEY,
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? "silent",
      SHUTDOWN_TIMEOUT: "5",
      RATE_LIMIT_RPM: "1000000",
      // What tests say links to addresses that don't exist.
      LINK_PREVIEWS: "false",
      ...this.settings,
      ...settings,
    };
    return Object.fromEntries(Object.entries(all).map(([name, value]) => [`CAMPFIRE_${name}`, value]));
  }

  async addReplica(settings: Settings = {}): Promise<Server> {
    const config = this.config(settings);
    const replica = await serve(config, await createLog(config.log), join(import.meta.dirname, "web"));
    this.replicas.push(replica);
    return replica;
  }

  /** Sets the team up over HTTP and returns its administrator. */
  async firstRun(): Promise<Person> {
    const ann = new Person(this.url);
    const body = { accountName: "Acme", name: "Ann", email: "ann@example.com", password: "correct horse" };
    const { user } = await ann.ok<{ user: { id: number } }>("POST", "/api/first-run", body);
    ann.id = user.id;
    return ann;
  }

  /** A signed-in member of every open room, made past the slow password hash; on the replica of this index. */
  async member(replica = 0): Promise<Person> {
    const name = `Person ${++this.people}`;
    const user = await this.database.transaction(async (queries) => {
      const email = `${randomBytes(6).toString("hex")}@example.com`;
      const made = await insertUser(queries, { name, email, passwordHash: "none", role: "member" });
      await joinOpenRooms(queries, made.id);
      return made;
    });
    const sessions = new Sessions(this.database, null, { secretKey: SECRET_KEY, sessionHours: 24 });
    const token = await sessions.start(user.id, { address: "127.0.0.1", userAgent: null });
    return new Person(this.replicas[replica]!.url, user.id, token);
  }

  sql<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return runSql(this.databaseUrl, sql, values);
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    await this.database.close();
    await rm(this.filesFolder, { recursive: true, force: true });
  }
}

export async function createDatabase(postgresUrl = inject("postgresUrl")): Promise<string> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await runSql(new URL("postgres", postgresUrl).href, `create database ${name}`);
  return new URL(name, postgresUrl).href;
}
