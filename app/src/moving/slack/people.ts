import { giveIds } from "../give-ids.ts";
import type { Importer } from "../importer.ts";
import type { Row } from "../tables.ts";
import { knownIds, rememberIds } from "./ids.ts";
import type { SlackMessage, SlackUser } from "./types.ts";

/** Slack's people and bots, and who they are here. */
export class SlackPeople {
  private readonly importer: Importer;
  private readonly source: string;
  private ids = new Map<string, number>();
  private readonly names = new Map<string, string>();
  private readonly active = new Set<number>();

  constructor(importer: Importer, source: string) {
    this.importer = importer;
    this.source = source;
  }

  id = (slackId: string): number | undefined => this.ids.get(slackId);
  name = (slackId: string): string | undefined => this.names.get(slackId);

  /** Our ids of those who may use this chat. */
  get activeIds(): number[] {
    return [...this.active];
  }

  /** Imports those whom nobody here has the address of; the others are who has it. */
  async add(users: SlackUser[]): Promise<void> {
    const { transact, report } = this.importer;
    this.ids = await transact((queries) => knownIds(queries, this.source, "user"));
    for (const user of users) this.names.set(user.id, nameOf(user));
    const fresh = users.filter(({ id }) => !this.ids.has(id));
    report.read("users", users.length - fresh.length);
    if (fresh.length < users.length) report.skipped("users", "there already", users.length - fresh.length);
    await transact(async (queries) => {
      const here = await queries.query<{ id: number; name: string; email: string }>(
        "import.peopleHere",
        "select id, name, lower(email) as email from users where lower(email) = any ($1) and status = 'active'",
        [fresh.flatMap(({ profile }) => profile?.email?.toLowerCase() ?? [])],
      );
      const byEmail = new Map(here.map((person) => [person.email, person]));
      const matched = fresh.filter(
        ({ profile, deleted }) => !deleted && byEmail.has(profile?.email?.toLowerCase() ?? ""),
      );
      for (const { id, profile } of matched) {
        const person = byEmail.get(profile!.email!.toLowerCase())!;
        this.ids.set(id, person.id);
        // So that mentions name them as they are called here.
        this.names.set(id, person.name);
      }
      await rememberIds(
        queries,
        this.source,
        "user",
        matched.map(({ id }) => [id, this.ids.get(id)!]),
      );
      report.read("users", matched.length);
      if (matched.length > 0) report.skipped("users", "here already, by their e-mail address", matched.length);
    });
    const admins = fresh.filter(({ is_admin: admin, id }) => admin && !this.ids.has(id)).length;
    if (admins > 0) report.note("administrators of Slack came as members", admins);
    await this.insert(
      fresh.filter(({ id }) => !this.ids.has(id)).map((user) => ({ slackId: user.id, row: rowOf(user) })),
    );
    const gone = new Set(users.filter(({ deleted, is_bot: bot }) => deleted || bot).map(({ id }) => id));
    for (const { id } of users) if (!gone.has(id)) this.active.add(this.ids.get(id)!);
  }

  /** Who said it: somebody of another organisation, or a bot, may be in no list of people. */
  async creatorOf(message: SlackMessage): Promise<number> {
    const slackId = message.user ?? message.bot_id ?? `name:${message.username ?? ""}`;
    const known = this.ids.get(slackId);
    if (known !== undefined) return known;
    const { user_profile: profile, bot_profile: bot, username } = message;
    const name = profile?.real_name || profile?.display_name || username || bot?.name || slackId;
    this.names.set(slackId, name);
    await this.insert([
      { slackId, row: { ...rowOf({ id: slackId, name, deleted: true }), role: message.user ? "member" : "bot" } },
    ]);
    return this.ids.get(slackId)!;
  }

  private async insert(people: { slackId: string; row: Row }[]): Promise<void> {
    if (people.length === 0) return;
    const rows = people.map(({ row }) => row);
    await this.importer.transact(async (queries) => {
      await giveIds(queries, "users", rows);
      await this.importer.within(queries).add("users", rows);
      const ids = people.map(({ slackId, row }): [string, number] => [slackId, Number(row.id)]);
      for (const [slackId, id] of ids) this.ids.set(slackId, id);
      await rememberIds(queries, this.source, "user", ids);
    });
  }
}

function nameOf({ id, name, real_name: realName, profile }: SlackUser): string {
  const called = profile?.display_name || profile?.real_name || realName || name || id;
  return [...called.trim()].slice(0, 100).join("") || id;
}

function rowOf(user: SlackUser): Row {
  const active = !user.deleted && !user.is_bot;
  const now = new Date().toISOString();
  return {
    name: nameOf(user),
    email: active ? (user.profile?.email ?? null) : null,
    role: user.is_bot ? "bot" : "member",
    status: active ? "active" : "deactivated",
    bio: user.profile?.title ?? "",
    createdAt: now,
    updatedAt: now,
  };
}
