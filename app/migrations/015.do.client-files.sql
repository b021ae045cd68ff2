-- The files of the clients that replicas serve or lately served: during an upgrade a page of one version asks replicas of another for its
-- files, and pages that stay open load parts of theirs for days. `seal` shows that a replica wrote it. Unlogged, since each replica writes
-- its own again.
create unlogged table client_files (
  name text primary key,
  content bytea not null,
  seal bytea not null,
  seen_at timestamptz(3) not null default now()
);
create index client_files_seen_at on client_files (seen_at);
