alter table users add bio text not null default '';

-- Links that sign their owner in on another device, once. Only a keyed hash is stored, as of sessions.
create table transfers (
  token_hash bytea primary key,
  user_id bigint not null references users on delete cascade,
  expires_at timestamptz(3) not null
);
create index transfers_user on transfers (user_id);
