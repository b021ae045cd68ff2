-- Which rooms people have before their eyes, through which replica: whoever looks at a room needs no notification of what is
-- said there. Room 0 is any, for clients that don't say. What may be lost is unlogged.
create unlogged table room_presence (
  user_id bigint not null,
  room_id bigint not null,
  replica uuid not null,
  seen_at timestamptz(3) not null,
  primary key (user_id, room_id, replica)
);
