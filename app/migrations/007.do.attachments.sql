-- A message's file. It has the key that the message has for its client, so that it can be stored before the message is,
-- with nothing to change afterwards: what has no message in the end is swept.
create table attachments (
  id bigint generated always as identity primary key,
  room_id bigint not null references rooms on delete cascade,
  creator_id bigint not null references users,
  client_message_id text not null,
  key text not null,
  thumbnail_key text,
  thumbnail_bytes integer,
  name text not null,
  content_type text not null,
  bytes bigint not null,
  sha256 text not null,
  -- As it is shown, of images only.
  width integer,
  height integer,
  created_at timestamptz(3) not null default now(),
  -- A name is no sentence: report_2026-final.pdf is found by any part of it.
  words tsvector not null
    generated always as (to_tsvector('english', regexp_replace(name, '[^[:alnum:]]+', ' ', 'g'))) stored,
  unique (room_id, creator_id, client_message_id)
);
create index attachments_words on attachments using gin (words);
create index attachments_created_at on attachments (created_at);

-- Files to be removed from the store. One that is being uploaded stands here too, until an attachment has it: whatever
-- happens to the upload, somebody removes it.
create table file_removals (
  key text primary key,
  due_at timestamptz(3) not null
);
create index file_removals_due_at on file_removals (due_at);

-- However an attachment goes, with its message, its room or its author, its files go too. Not at once: a backup that is
-- under way still finds what its database refers to.
create function remove_files_of_attachment() returns trigger language plpgsql as $$
begin
  insert into file_removals (key, due_at)
  select key, now() + interval '1 hour' from unnest(array[old.key, old.thumbnail_key]) as key where key is not null
  on conflict do nothing;
  return null;
end
$$;
create trigger attachments_remove_files after delete on attachments
  for each row execute function remove_files_of_attachment();
