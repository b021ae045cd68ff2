-- One row at most: `singleton` makes several first runs at once create one account.
create table accounts (
  singleton boolean primary key default true check (singleton),
  name text not null,
  join_code text not null,
  created_at timestamptz(3) not null default now()
);

create table users (
  id bigint generated always as identity primary key,
  name text not null,
  email text,
  role text not null default 'member' check (role in ('member', 'administrator', 'bot')),
  status text not null default 'active' check (status in ('active', 'deactivated', 'banned')),
  password_hash text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create unique index users_email on users (lower(email));
create index users_updated_at on users (updated_at);

create table sessions (
  id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  user_id bigint not null references users on delete cascade,
  address text,
  user_agent text,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null
);
create index sessions_user on sessions (user_id);
create index sessions_expires_at on sessions (expires_at);

create table rooms (
  id bigint generated always as identity primary key,
  type text not null check (type in ('open', 'closed', 'direct')),
  name text check ((type = 'direct') = (name is null)),
  -- The sorted ids of a direct room's users, so that a set of users has one room.
  direct_key text unique check ((type = 'direct') = (direct_key is not null)),
  creator_id bigint references users on delete set null,
  last_number bigint not null default 0,
  last_message_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);

create table memberships (
  room_id bigint not null references rooms on delete cascade,
  user_id bigint not null references users on delete cascade,
  involvement text not null default 'mentions' check (involvement in ('invisible', 'nothing', 'mentions', 'everything')),
  read_number bigint not null default 0,
  created_at timestamptz(3) not null default now(),
  primary key (room_id, user_id)
);
create index memberships_user on memberships (user_id);

create table messages (
  id bigint generated always as identity primary key,
  room_id bigint not null references rooms on delete cascade,
  number bigint not null,
  creator_id bigint not null references users,
  client_message_id text not null,
  body text not null,
  created_at timestamptz(3) not null,
  edited_at timestamptz(3),
  unique (room_id, number),
  unique (room_id, creator_id, client_message_id)
);

-- What may be lost is unlogged: faster, and no part of a backup.
create unlogged table presence (
  user_id bigint primary key,
  seen_at timestamptz(3) not null
);

create unlogged table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
