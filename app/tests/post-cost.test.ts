import pg from "pg";
import { expect, inject, test } from "vitest";
import { migrate } from "../src/database/migrations.ts";
import { createDatabase } from "./support/chat.ts";
import { until } from "./support/processes.ts";

/** Uses a new chat's database. One connection, as it is what keeps the plans. */
async function onOneConnection(use: (client: pg.Client) => Promise<void>): Promise<void> {
  const url = await createDatabase(inject("postgresUrl"));
  await migrate({ url, maxConnections: 2, timeout: 30 });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

test("posting to a new chat reads no messages but those that it looks for, however many there are", () =>
  onOneConnection(async (client) => {
    await client.query("insert into rooms (type, name) select 'closed', 'Room ' || n from generate_series(1, 50) n");
    await client.query("insert into users (name) select 'Person ' || n from generate_series(1, 500) n");
    await client.query("insert into memberships (room_id, user_id) select (id - 1) % 50 + 1, id from users");
    await client.query("analyze");
    for (let batch = 0; batch < 100; batch++) {
      const users = Array.from({ length: 10 }, (_, n) => ((batch * 10 + n) * 7) % 500);
      await client.query({
        name: "post",
        text: "select from post_messages($1, $2, $3, $4, $5, $6, $7)",
        values: [
          users.map((user) => (user % 50) + 1),
          users.map((user) => user + 1),
          users.map((_, n) => `${batch}.${n}`),
          users.map(() => "hello"),
          ...[users.map(() => null), users.map(() => null), users.map(() => true)],
        ],
      });
    }
    const counted = async () => {
      const sql = "select n_tup_ins, seq_tup_read from pg_stat_user_tables where relname = 'messages'";
      const { rows } = await client.query<{ n_tup_ins: number; seq_tup_read: number }>(sql);
      return rows[0]!;
    };
    // PostgreSQL counts with a delay.
    await until("all were counted", async () => (await counted()).n_tup_ins === 1000);
    // Reading all for each batch would be 50,000.
    expect((await counted()).seq_tup_read).toBeLessThan(1000);
  }));

test("a large batch is stored without comparing each of its messages with all others", () =>
  onOneConnection(async (client) => {
    await client.query("insert into rooms (type, name) values ('closed', 'Room')");
    await client.query("insert into users (name) values ('Person')");
    await client.query("insert into memberships (room_id, user_id) values (1, 1)");
    await client.query("load 'auto_explain'");
    for (const setting of [
      "log_min_duration = 0",
      "log_nested_statements = on",
      "log_analyze = on",
      "log_timing = off",
    ])
      await client.query(`set auto_explain.${setting}`);
    const plans: string[] = [];
    client.on("notice", ({ message }) => plans.push(message ?? ""));
    await client.query("set client_min_messages = log");
    const sql = `select from post_messages(array_fill(1::bigint, array[300]), array_fill(1::bigint, array[300]),
      array(select n::text from generate_series(1, 300) n), array_fill('hello'::text, array[300]), array_fill(null::text, array[300]),
      array_fill(null::text, array[300]), array_fill(true, array[300]))`;
    expect((await client.query(sql)).rowCount).toBe(300);
    // What rows a step read: those that it let go, and those that it passed on, each time it ran.
    const plan = plans.find((text) => text.includes("Insert on messages")) ?? "";
    const read = [
      ...[...plan.matchAll(/Rows Removed by (?:Join )?Filter: (\d+)/g)].map(([, removed]) => Number(removed)),
      ...[...plan.matchAll(/rows=([\d.]+) loops=(\d+)/g)].map(([, rows, loops]) => Number(rows) * Number(loops)),
    ];
    expect(read.length).toBeGreaterThan(20);
    // Comparing all with all would be 90,000.
    expect(Math.max(...read)).toBeLessThan(3000);
  }));
