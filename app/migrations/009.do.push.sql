-- The pair that push services know this chat by, where the operator gave none. The first replica that needs it makes
-- it. The private key is sealed with CAMPFIRE_SECRET_KEY: a copy of the database can't speak for the chat.
create table push_keys (
  singleton boolean primary key default true check (singleton),
  public_key text not null,
  private_key bytea not null,
  created_at timestamptz(3) not null default now()
);

-- One browser on one device; it ends with the session that it was made in. `server_key` is the public key that it was
-- made for, which no other key can send to. `failures` counts tries in a row; until `retry_at` there is none.
create table push_subscriptions (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  session_id bigint not null references sessions on delete cascade,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  server_key text not null,
  user_agent text,
  created_at timestamptz(3) not null default now(),
  last_success_at timestamptz(3),
  failures integer not null default 0,
  retry_at timestamptz(3)
);
create index push_subscriptions_user on push_subscriptions (user_id);
create index push_subscriptions_session on push_subscriptions (session_id);

-- Messages that somebody may have to be told of. No foreign key: one that is gone is found out when its turn comes,
-- and posting need not pay for the check.
create table push_messages (
  message_id bigint primary key,
  noted_at timestamptz(3) not null default now()
);

-- Who is still to be told of what. Whoever takes one moves `due_at` on, so that another replica goes on when it dies.
create table push_deliveries (
  id bigint generated always as identity primary key,
  subscription_id bigint not null references push_subscriptions on delete cascade,
  message_id bigint not null,
  attempts integer not null default 0,
  due_at timestamptz(3) not null default now()
);
create index push_deliveries_due_at on push_deliveries (due_at);
create index push_deliveries_subscription on push_deliveries (subscription_id);

create function wants_push(involvement text, mentions jsonb, user_id bigint) returns boolean
language sql immutable parallel safe
return involvement = 'everything' or involvement = 'mentions' and mentions is not null
  and mentions @> jsonb_build_array(jsonb_build_object('userId', user_id));

-- Few want everything, and most rooms have nobody who does.
create index memberships_everything on memberships (room_id) where involvement = 'everything';

-- A trigger, so that a message and the note of it are committed together whichever version of the program posts it.
-- It asks no more than an index answers, since people wait for it: who is to be told is found out later. What is older
-- than an hour was imported, and is no news.
create function note_pushes() returns trigger language plpgsql as $$
begin
  if exists (select from push_subscriptions) then
    insert into push_messages (message_id)
    select posted.id from posted
    where posted.created_at > now() - interval '1 hour' and (
      posted.mentions is not null or exists (
        select from memberships
        where memberships.room_id = posted.room_id and memberships.involvement = 'everything'
          and memberships.user_id <> posted.creator_id
      )
    );
  end if;
  return null;
end
$$;

create trigger messages_note_pushes after insert on messages
referencing new table as posted for each statement execute function note_pushes();
