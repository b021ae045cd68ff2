-- Which of our ids stands for what in another chat, whose ids are no numbers: so that a second import adds nothing.
create table imported_ids (
  source text not null,
  kind text not null check (kind in ('user', 'room')),
  source_id text not null,
  id bigint not null,
  primary key (source, kind, source_id)
);
