-- Links that are still to be looked at, one of a message. Whoever takes one moves `due_at` on, so that another replica goes on when it dies.
create table link_fetches (
  message_id bigint primary key references messages on delete cascade,
  url text not null,
  attempts integer not null default 0,
  due_at timestamptz(3) not null default now()
);
create index link_fetches_due_at on link_fetches (due_at);

-- What a message's link leads to. `image` is a small WebP of ours, so that nobody's browser asks another site for it.
create table link_previews (
  message_id bigint primary key references messages on delete cascade,
  url text not null,
  title text not null,
  description text,
  site text,
  image bytea,
  image_width integer,
  image_height integer
);
