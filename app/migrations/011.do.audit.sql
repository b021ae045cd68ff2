-- Who did what to whom. Nothing refers to other tables: an event outlives what it tells of.
create table audit_events (
  id bigint generated always as identity primary key,
  at timestamptz(3) not null default now(),
  kind text not null,
  -- Null for somebody who isn't signed in, and for the command line.
  actor_id bigint,
  user_id bigint,
  room_id bigint,
  address text,
  request_id text,
  details jsonb
);
create index audit_events_at on audit_events (at);

-- Also for whoever finds a way to run statements as the app: the past stays as it was written.
create function keep_audit_events() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only added to';
end
$$;
create trigger audit_events_stay before update on audit_events for each row execute function keep_audit_events();
