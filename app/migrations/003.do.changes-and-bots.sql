-- `body` is the text as people read it. `source` is the HTML that a bot sent, as it came: it is sanitised when shown.
-- `mentions` is [{"userId", "start", "length"}], parts of `body`; null when nobody is mentioned.
-- `change` numbers what happened to the room's messages after they were posted; 0 when nothing did.
alter table messages
  add source text,
  add mentions jsonb,
  add change bigint not null default 0,
  add deleted_at timestamptz(3);
create index messages_changes on messages (room_id, change) where change > 0;

alter table rooms add last_change bigint not null default 0;

create table boosts (
  id bigint generated always as identity primary key,
  message_id bigint not null references messages on delete cascade,
  creator_id bigint not null references users on delete cascade,
  content text not null,
  created_at timestamptz(3) not null default now()
);
create index boosts_message on boosts (message_id);

-- Not hashed, since every call of a webhook names it in the path that takes the answer.
alter table users add bot_key text;

create table webhooks (
  user_id bigint primary key references users on delete cascade,
  url text not null,
  secret text not null
);

-- What is still to be called. Whoever takes one moves `due_at` on, so that another replica goes on when it dies.
create table webhook_calls (
  id bigint generated always as identity primary key,
  user_id bigint not null references webhooks on delete cascade,
  message_id bigint not null references messages on delete cascade,
  attempts integer not null default 0,
  due_at timestamptz(3) not null default now()
);
create index webhook_calls_due_at on webhook_calls (due_at);
create index webhook_calls_message on webhook_calls (message_id);

-- As the function of 002, which replicas of the version before still call. Also stores what HTML a text comes from and
-- whom it mentions, and notes which webhooks are to be called: of the bots that it mentions, in direct rooms of all.
-- `calls` tells that there are some.
create function post_messages(
  room_ids bigint[], creator_ids bigint[], client_message_ids text[], bodies text[],
  sources text[], mentions text[], calls_webhooks boolean[]
)
returns table (ordinal bigint, id bigint, number bigint, created_at timestamptz, created boolean, calls boolean)
language plpgsql as $$
#variable_conflict use_column
begin
  perform from rooms where rooms.id = any (room_ids) order by rooms.id for no key update;
  return query
  with input as materialized (
    select batch.*
    from unnest(room_ids, creator_ids, client_message_ids, bodies, sources, post_messages.mentions, calls_webhooks)
      with ordinality as batch (room_id, creator_id, client_message_id, body, source, mentions, calls_webhooks, ordinal)
    join memberships using (room_id)
    join users on users.id = batch.creator_id
    where memberships.user_id = batch.creator_id and users.status = 'active'
  ),
  known as materialized (
    select input.ordinal, messages.*
    from input join messages using (room_id, creator_id, client_message_id)
  ),
  fresh as materialized (
    select distinct on (room_id, creator_id, client_message_id) *
    from input
    where not exists (select from known where known.ordinal = input.ordinal)
    order by room_id, creator_id, client_message_id, ordinal
  ),
  inserted as (
    insert into messages (room_id, number, creator_id, client_message_id, body, source, mentions, created_at)
    select fresh.room_id,
      rooms.last_number + row_number() over (partition by fresh.room_id order by fresh.ordinal),
      fresh.creator_id, fresh.client_message_id, fresh.body, fresh.source, fresh.mentions::jsonb, clock_timestamp()
    from fresh join rooms on rooms.id = fresh.room_id
    order by fresh.ordinal
    returning messages.*
  ),
  counted as (
    update rooms set last_number = newest.number, last_message_at = newest.created_at
    from (
      select room_id, max(inserted.number) as number, max(inserted.created_at) as created_at
      from inserted group by room_id
    ) as newest
    where rooms.id = newest.room_id
  ),
  called as (
    insert into webhook_calls (user_id, message_id)
    select webhooks.user_id, inserted.id
    from inserted
    join fresh using (room_id, creator_id, client_message_id)
    join rooms on rooms.id = inserted.room_id
    join memberships on memberships.room_id = inserted.room_id
    join webhooks on webhooks.user_id = memberships.user_id and webhooks.user_id <> inserted.creator_id
    where fresh.calls_webhooks and (
      rooms.type = 'direct'
      or inserted.mentions @> jsonb_build_array(jsonb_build_object('userId', webhooks.user_id))
    )
    returning message_id
  )
  select input.ordinal, inserted.id, inserted.number, inserted.created_at,
    exists (select from fresh where fresh.ordinal = input.ordinal),
    exists (select from called where called.message_id = inserted.id)
  from input join inserted using (room_id, creator_id, client_message_id)
  union all
  select known.ordinal, known.id, known.number, known.created_at, false, false
  from known;
end
$$;
