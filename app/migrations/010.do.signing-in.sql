-- Who somebody is at an OpenID provider: its address, and what it calls them for good.
create table identities (
  issuer text not null,
  subject text not null,
  user_id bigint not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (issuer, subject)
);
create index identities_user on identities (user_id);

-- Links that set a new password, once. Only a keyed hash is stored, as of sessions.
create table password_resets (
  token_hash bytea primary key,
  user_id bigint not null references users on delete cascade,
  expires_at timestamptz(3) not null
);
create index password_resets_user on password_resets (user_id);
