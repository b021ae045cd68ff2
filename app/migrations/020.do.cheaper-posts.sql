-- What PostgreSQL does for each message, in half the time for large batches and with the same answers.

-- As the function of 003. Each step knew the rows of the one before by comparing all with all; now each row goes through all steps. Ids are
-- taken before the rows are stored, so that the answer need not be joined from what was stored.
create or replace function post_messages(
  room_ids bigint[], creator_ids bigint[], client_message_ids text[], bodies text[],
  sources text[], mentions text[], calls_webhooks boolean[]
)
returns table (ordinal bigint, id bigint, number bigint, created_at timestamptz, created boolean, calls boolean)
language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
begin
  perform from rooms where rooms.id = any (room_ids) order by rooms.id for no key update;
  return query
  with input as (
    select batch.*, rooms.type, rooms.last_number, known.id as known_id, known.number as known_number, known.created_at as known_at,
      known.id is null and 1 = row_number() over (
        partition by batch.room_id, batch.creator_id, batch.client_message_id order by batch.ordinal
      ) as fresh
    from unnest(room_ids, creator_ids, client_message_ids, bodies, sources, post_messages.mentions, calls_webhooks)
      with ordinality as batch (room_id, creator_id, client_message_id, body, source, mentions, calls_webhooks, ordinal)
    join rooms on rooms.id = batch.room_id
    join memberships on memberships.room_id = batch.room_id and memberships.user_id = batch.creator_id
    join users on users.id = batch.creator_id and users.status = 'active'
    left join messages known on known.room_id = batch.room_id and known.creator_id = batch.creator_id
      and known.client_message_id = batch.client_message_id
  ),
  placed as (
    select input.*, last_number + count(*) filter (where fresh) over (partition by room_id order by ordinal) as place
    from input
  ),
  numbered as materialized (
    select placed.*,
      case when fresh then nextval('messages_id_seq') else known_id end as id,
      case when fresh then place else known_number end as number,
      case when fresh then clock_timestamp()::timestamptz(3) else known_at end as created_at
    from (select * from placed order by ordinal) as placed
  ),
  inserted as (
    insert into messages (id, room_id, number, creator_id, client_message_id, body, source, mentions, created_at)
    overriding system value
    select id, room_id, number, creator_id, client_message_id, body, source, mentions::jsonb, created_at
    from numbered where fresh
  ),
  counted as (
    update rooms set last_number = newest.number, last_message_at = newest.created_at
    from (
      select room_id, max(number) as number, max(created_at) as created_at from numbered where fresh group by room_id
    ) as newest
    where rooms.id = newest.room_id
  ),
  called as (
    insert into webhook_calls (user_id, message_id)
    select webhooks.user_id, numbered.id
    from numbered
    join webhooks on webhooks.user_id <> numbered.creator_id
    join memberships on memberships.room_id = numbered.room_id and memberships.user_id = webhooks.user_id
    -- Most messages end here, whatever order the rest is joined in.
    where numbered.fresh and numbered.calls_webhooks and (numbered.type = 'direct' or numbered.mentions is not null)
      and (
        numbered.type = 'direct'
        or numbered.mentions::jsonb @> jsonb_build_array(jsonb_build_object('userId', webhooks.user_id))
      )
    returning message_id
  )
  select ordinal, first_value(id) over same, first_value(number) over same, first_value(created_at) over same, fresh,
    first_value(id) over same in (select message_id from called)
  from numbered
  window same as (partition by room_id, creator_id, client_message_id order by ordinal);
end
$$;

-- As that of 016, with the same words for every text, and so for the index that is there: only what takes marks between words out is another,
-- as `translate` looks through all of its letters for each of the text's.
create or replace function search_words(body text) returns tsvector language sql immutable strict parallel safe as $function$
  select to_tsvector('pg_catalog.english'::regconfig, regexp_replace(
    regexp_replace(normalize(body, NFD), '[\u0300-\u036F]+', '', 'g'),
    '[!-/:-@\[-`{-~]+', ' ', 'g'
  ))
$function$;
-- Changes nothing, but has open connections read the index's definition again, which must be the function's for searches to use it.
alter index messages_search_words set (fastupdate = on);
