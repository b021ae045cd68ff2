import sharp from "sharp";
import { Chat } from "./chat.ts";
import type { Person } from "./person.ts";
import { photo, sendPicture } from "./pictures.ts";
import { form, upload } from "./upload.ts";

/** A chat in which there is something of everything, on two replicas, and people who may do more or less of it. */
export type Team = Awaited<ReturnType<typeof makeTeam>>;

export async function makeTeam() {
  const who: Record<string, Person> = {};
  const ids = {
    direct: 0,
    open: 0,
    closed: 0,
    message: 0,
    boost: 0,
    elsewhere: 0,
    session: 0,
    subscription: 0,
    bot: 0,
  };
  const pictures = { avatar: "", logo: "" };
  const files = { file: "", thumbnail: "" };
  const chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres" } });
  const ann = await chat.firstRun();
  const [bob, eve, gone, guest] = await Promise.all([0, 0, 0, 0].map(() => chat.member()));
  Object.assign(who, { administrator: ann, member: bob, outsider: eve, deactivated: gone, guest });
  guest!.token = undefined;
  ids.open = (await ann.state()).rooms[0]!.id;
  ids.direct = (await ann.ok<{ id: number }>("POST", "/api/rooms", { type: "direct", userIds: [bob!.id] })).id;
  ids.message = (await ann.say(ids.direct, "between us")).id;
  const shown = "insert into link_previews (message_id, url, title, image) values ($1, 'https://a.example', 'A', 'x')";
  await chat.sql(shown, [ids.message]);
  ids.elsewhere = (await ann.say(ids.direct, "another")).id;
  ids.boost = (await ann.ok<{ id: number }>("POST", `/api/messages/${ids.message}/boosts`, { content: "+1" })).id;
  const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  const { attachment } = (await upload(ann, ids.direct, form(png, "a.png"))).body;
  Object.assign(files, { file: attachment!.url, thumbnail: attachment!.thumbnailUrl! });
  const closed = { type: "closed", name: "Closed", userIds: [bob!.id] };
  ids.closed = (await ann.ok<{ id: number }>("POST", "/api/rooms", closed)).id;
  const owner = await chat.member();
  const [subscription] = await chat.sql<{ id: string }>(
    `insert into push_subscriptions (user_id, session_id, endpoint, p256dh, auth, server_key)
     select user_id, id, 'https://push.example.com/1', '', '', '' from sessions where user_id = $1 returning id`,
    [owner.id],
  );
  const [session] = await chat.sql<{ id: string }>("select id from sessions where user_id = $1", [owner.id]);
  ids.session = Number(session!.id);
  ids.subscription = Number(subscription!.id);
  const image = await photo({ width: 32, height: 32, type: "png" });
  ids.bot = (await ann.ok<{ id: number }>("POST", "/api/bots", { name: "Painter" })).id;
  pictures.avatar = (await sendPicture(ann, `/api/bots/${ids.bot}/avatar`, image, "image/png")).body.user.avatarUrl;
  pictures.logo = (await sendPicture<{ logoUrl: string }>(ann, "/api/account/logo", image, "image/png")).body.logoUrl;
  await chat.sql("update users set status = 'deactivated' where id = $1", [gone!.id]);
  return { chat, ann, who, ids, files: { ...files, ...pictures }, image };
}
