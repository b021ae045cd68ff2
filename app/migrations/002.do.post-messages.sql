-- Appends a batch of messages, numbering each room without gaps, and answers with one row for each message that is accepted.
--
-- A function and not a statement, because each statement in it sees what was committed while it waited for the room
-- locks: a message that another replica just stored is found again instead of breaking the batch. Rooms are locked in
-- the order of their ids, so that two batches can't wait for each other.
--
-- What is left out of the answer was refused: the room doesn't exist or its creator is no active member of it.
-- `created` is false for a message that its client had sent before; `body` is then the text that was stored first.
create function post_messages(room_ids bigint[], creator_ids bigint[], client_message_ids text[], bodies text[])
returns table (ordinal bigint, id bigint, number bigint, created_at timestamptz, created boolean, body text)
language plpgsql as $$
#variable_conflict use_column
begin
  perform from rooms where rooms.id = any (room_ids) order by rooms.id for no key update;
  return query
  with input as materialized (
    select batch.*
    from unnest(room_ids, creator_ids, client_message_ids, bodies)
      with ordinality as batch (room_id, creator_id, client_message_id, body, ordinal)
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
    insert into messages (room_id, number, creator_id, client_message_id, body, created_at)
    select fresh.room_id,
      rooms.last_number + row_number() over (partition by fresh.room_id order by fresh.ordinal),
      fresh.creator_id, fresh.client_message_id, fresh.body, clock_timestamp()
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
  )
  select input.ordinal, inserted.id, inserted.number, inserted.created_at,
    exists (select from fresh where fresh.ordinal = input.ordinal),
    inserted.body
  from input join inserted using (room_id, creator_id, client_message_id)
  union all
  select known.ordinal, known.id, known.number, known.created_at, false, known.body
  from known;
end
$$;
