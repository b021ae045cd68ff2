alter table accounts add only_administrators_create_rooms boolean not null default false;

-- English stems, as Campfire's search has them: a stem of another language is a word as it is.
create index messages_search on messages using gin (to_tsvector('english', body)) where deleted_at is null;

create table searches (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  query text not null,
  searched_at timestamptz(3) not null default clock_timestamp(),
  unique (user_id, query)
);
