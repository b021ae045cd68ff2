-- Pictures of people and bots: a square webp. In a table of their own, so that a backup doesn't store them again whenever
-- something else about their owner changes. `hash` is in the address that they are cached under.
create table avatars (
  user_id bigint primary key references users on delete cascade,
  hash text not null,
  content bytea not null check (octet_length(content) <= 65536)
);
-- They are compressed already.
alter table avatars alter column content set storage external;

-- How the account looks: its logo, made as the pictures above, and the CSS that is applied for everybody.
alter table accounts
  add logo bytea check (octet_length(logo) <= 65536),
  add logo_hash text,
  add styles text,
  add styles_hash text;
alter table accounts alter column logo set storage external;
