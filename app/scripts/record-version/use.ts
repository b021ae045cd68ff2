import type { Bot as BotEntity, Message, Room } from "../../src/protocol/entities.ts";
import { Bot } from "../../tests/support/bot.ts";
import { Person } from "../../tests/support/person.ts";

const PASSWORD = "correct horse battery";

/** A small team talks for a while, by all that a version with this schema can do. */
export async function useChat(url: string, schema: number): Promise<void> {
  const ann = new Person(url);
  const account = { accountName: "The Lighthouse", name: "Ann", email: "ann@example.com", password: PASSWORD };
  await ann.ok("POST", "/api/first-run", account);
  const state = await ann.state();
  ann.id = state.user.id;
  const code = state.account.joinUrl!.split("/").at(-1);
  const join = async (name: string) => {
    const person = new Person(url);
    const body = { name, email: `${name.toLowerCase()}@example.com`, password: PASSWORD };
    await person.ok("POST", `/api/invitations/${code}`, body);
    person.id = (await person.state()).user.id;
    return person;
  };
  const [bob, cyd, dee] = [await join("Bob"), await join("Cyd"), await join("Dee")];

  const [talk] = state.rooms;
  const line = await bob.connect({ [talk!.id]: 0 });
  for (let count = 1; count <= 5; count++) {
    await ann.say(talk!.id, `Ann's ${count}: the *lamp* & <wick> 🔥`, `ann-${count}`);
    line.send({ type: "send", roomId: talk!.id, text: `Bob's answer ${count}`, clientMessageId: `bob-${count}` });
    await line.next("sent", ({ clientMessageId }) => clientMessageId === `bob-${count}`);
  }
  line.send({ type: "typing", roomId: talk!.id });
  await line.close();
  const open = await ann.ok<Room>("POST", "/api/rooms", { type: "open", name: "Harbour" });
  const direct = await ann.ok<Room>("POST", "/api/rooms", { type: "direct", userIds: [cyd.id] });
  await cyd.say(direct.id, "Between the two of us", "cyd-1");
  await dee.say(open.id, "Ships are coming in", "dee-1");
  await bob.ok("PUT", `/api/rooms/${talk!.id}/read`, { number: 7 });
  for (const query of ["", "?after=2", "?before=4", "?around=5"])
    await ann.ask("GET", `/api/rooms/${talk!.id}/messages${query}`);
  const again = new Person(url);
  await again.ok("POST", "/api/session", { email: "dee@example.com", password: PASSWORD });
  await again.ask("DELETE", "/api/session");
  for (const path of ["/", "/metrics", "/messages/1", `/rooms/${talk!.id}`]) await ann.ask("GET", path);
  if (schema >= 6) await useMore({ ann, bob, cyd, dee }, talk!, open);
  const short = await ann.connect({ [talk!.id]: 1, [open.id]: 0 });
  await short.close();
}

interface Team {
  ann: Person;
  bob: Person;
  cyd: Person;
  dee: Person;
}

/** Bots, changes of messages, search, profiles and bans. */
async function useMore({ ann, bob, cyd, dee }: Team, talk: Room, open: Room): Promise<void> {
  const made = await ann.ok<BotEntity>("POST", "/api/bots", { name: "Foghorn", webhookUrl: "http://127.0.0.1:9/hook" });
  const bot = new Bot(ann.url, made);
  await bot.say(talk.id, "<b>Fog</b> ahead");
  await ann.say(talk.id, "@Foghorn how thick?", "ann-mentions");
  const edited = await bob.say(talk.id, "A tpyo", "bob-edited");
  await bob.ok("PUT", `/api/messages/${edited.id}`, { text: "A typo, mended" });
  const deleted = await bob.say(talk.id, "Said in anger", "bob-deleted");
  await bob.ok("DELETE", `/api/messages/${deleted.id}`);
  const boosted = await ann.say(talk.id, "We are saved", "ann-boosted");
  for (const person of [bob, cyd]) await person.ok("POST", `/api/messages/${boosted.id}/boosts`, { content: "🎉" });
  await ann.ok<{ messages: Message[] }>("GET", "/api/search?query=saved");
  await ann.ok("GET", "/api/searches");
  const closed = await ann.ok<Room>("POST", "/api/rooms", {
    type: "closed",
    name: "Keepers",
    userIds: [ann.id, bob.id],
  });
  await bob.say(closed.id, "Only for keepers", "bob-closed");
  await ann.ok("PUT", `/api/rooms/${closed.id}`, { name: "The keepers" });
  await bob.ok("PUT", `/api/rooms/${open.id}/involvement`, { involvement: "everything" });
  await cyd.ok("PUT", "/api/profile", { bio: "Looks after the lamp" });
  await cyd.ok("GET", "/api/sessions");
  await dee.say(open.id, "Something bad", "dee-2");
  await ann.ok("POST", `/api/users/${dee.id}/ban`);
}
