-- Written by app/scripts/record-version.ts: what a chat of this schema held.
set session_replication_role = replica;
truncate accounts, memberships, messages, rooms, schema_version, sessions, users;
insert into accounts (singleton, name, join_code, created_at) overriding system value values
  ('true', 'The Lighthouse', 'zudj-H4Vm-ikQ8', '2026-11-22 06:28:16.905+00');
insert into memberships (room_id, user_id, involvement, read_number, created_at) overriding system value values
  ('1', '1', 'mentions', '0', '2026-11-22 06:28:16.905+00'),
  ('1', '2', 'mentions', '7', '2026-11-22 06:28:18.42+00'),
  ('1', '3', 'mentions', '0', '2026-11-22 06:28:19.247+00'),
  ('1', '4', 'mentions', '0', '2026-11-22 06:28:20.48+00'),
  ('2', '1', 'mentions', '0', '2026-11-22 06:28:21.524+00'),
  ('2', '2', 'mentions', '0', '2026-11-22 06:28:21.524+00'),
  ('2', '3', 'mentions', '0', '2026-11-22 06:28:21.524+00'),
  ('2', '4', 'mentions', '0', '2026-11-22 06:28:21.524+00'),
  ('3', '1', 'everything', '0', '2026-11-22 06:28:21.732+00'),
  ('3', '3', 'everything', '0', '2026-11-22 06:28:21.732+00');
insert into messages (id, room_id, number, creator_id, client_message_id, body, created_at, edited_at) overriding system value values
  ('1', '1', '1', '1', 'ann-1', 'Ann''s 1: the *lamp* & <wick> 🔥', '2026-11-22 06:28:20.808+00', null),
  ('10', '1', '10', '2', 'bob-5', 'Bob''s answer 5', '2026-11-22 06:28:21.408+00', null),
  ('11', '3', '1', '3', 'cyd-1', 'Between the two of us', '2026-11-22 06:28:21.801+00', null),
  ('12', '2', '1', '4', 'dee-1', 'Ships are coming in', '2026-11-22 06:28:21.837+00', null),
  ('2', '1', '2', '2', 'bob-1', 'Bob''s answer 1', '2026-11-22 06:28:20.949+00', null),
  ('3', '1', '3', '1', 'ann-2', 'Ann''s 2: the *lamp* & <wick> 🔥', '2026-11-22 06:28:21.008+00', null),
  ('4', '1', '4', '2', 'bob-2', 'Bob''s answer 2', '2026-11-22 06:28:21.035+00', null),
  ('5', '1', '5', '1', 'ann-3', 'Ann''s 3: the *lamp* & <wick> 🔥', '2026-11-22 06:28:21.133+00', null),
  ('6', '1', '6', '2', 'bob-3', 'Bob''s answer 3', '2026-11-22 06:28:21.157+00', null),
  ('7', '1', '7', '1', 'ann-4', 'Ann''s 4: the *lamp* & <wick> 🔥', '2026-11-22 06:28:21.19+00', null),
  ('8', '1', '8', '2', 'bob-4', 'Bob''s answer 4', '2026-11-22 06:28:21.224+00', null),
  ('9', '1', '9', '1', 'ann-5', 'Ann''s 5: the *lamp* & <wick> 🔥', '2026-11-22 06:28:21.293+00', null);
select setval(pg_get_serial_sequence('messages', 'id'), max(id)) from messages;
insert into rooms (id, type, name, direct_key, creator_id, last_number, last_message_at, created_at, updated_at) overriding system value values
  ('1', 'open', 'All Talk', null, '1', '10', '2026-11-22 06:28:21.408+00', '2026-11-22 06:28:16.905+00', '2026-11-22 06:28:16.905+00'),
  ('2', 'open', 'Harbour', null, '1', '1', '2026-11-22 06:28:21.837+00', '2026-11-22 06:28:21.524+00', '2026-11-22 06:28:21.524+00'),
  ('3', 'direct', null, '1,3', '1', '1', '2026-11-22 06:28:21.801+00', '2026-11-22 06:28:21.732+00', '2026-11-22 06:28:21.732+00');
select setval(pg_get_serial_sequence('rooms', 'id'), max(id)) from rooms;
insert into schema_version (version, name, md5, run_at) overriding system value values
  ('0', null, null, null),
  ('1', 'first-slice', 'a4e542c3e9858bd9907a5bdc0ac698a9', '2026-11-22 06:28:04.398+00'),
  ('2', 'post-messages', '32af7c833e29ddd61c203cb023b6c029', '2026-11-22 06:28:04.402+00');
insert into sessions (id, token_hash, user_id, address, user_agent, created_at, expires_at) overriding system value values
  ('1', E'\\x7bdb7643a006a4a5f4c809956dea1b0f0540727c9f3db0c23091184fdb359699', '1', '127.0.0.1', 'node', '2026-11-22 06:28:16.934+00', '2026-12-22 06:28:16.934+00'),
  ('2', E'\\x87365ed5a33e43c8362312becaa1bd3c0d9a74ae38f0460886720b77de7c07b2', '2', '127.0.0.1', 'node', '2026-11-22 06:28:18.441+00', '2026-12-22 06:28:18.441+00'),
  ('3', E'\\xc368e37f7b56901c4db2480b8db386f9d8ccc6514f3bfa1d3e5072248960b397', '3', '127.0.0.1', 'node', '2026-11-22 06:28:19.262+00', '2026-12-22 06:28:19.262+00'),
  ('4', E'\\x49d51fec9d9bfb3c97a2bf7b367b679520b4394d8845b323adb64945860716cc', '4', '127.0.0.1', 'node', '2026-11-22 06:28:20.535+00', '2026-12-22 06:28:20.535+00');
select setval(pg_get_serial_sequence('sessions', 'id'), max(id)) from sessions;
insert into users (id, name, email, role, status, password_hash, created_at, updated_at) overriding system value values
  ('1', 'Ann', 'ann@example.com', 'administrator', 'active', '$scrypt$ln=14,r=8,p=5$iWBOJ+0dX36Zw0FcPvARrQ==$CzTyGmjGkP+cMjS/9Z1Tih9+/W98cHeuDre9+/YhKXM=', '2026-11-22 06:28:16.905+00', '2026-11-22 06:28:16.905+00'),
  ('2', 'Bob', 'bob@example.com', 'member', 'active', '$scrypt$ln=14,r=8,p=5$rXeoOUTUJ8KslnPAjg9aEg==$yS4MoS/lOBOkiTawXAibHfOP3eHUUXsDUYUn+YZWnzg=', '2026-11-22 06:28:18.42+00', '2026-11-22 06:28:18.42+00'),
  ('3', 'Cyd', 'cyd@example.com', 'member', 'active', '$scrypt$ln=14,r=8,p=5$ekMfZl6hLRM0VixFhql0+w==$OKNHtqcTGAHgYkMNq78bARpRzG40PjShnZzE37d6XFU=', '2026-11-22 06:28:19.247+00', '2026-11-22 06:28:19.247+00'),
  ('4', 'Dee', 'dee@example.com', 'member', 'active', '$scrypt$ln=14,r=8,p=5$5eIFHsegmNy5UscOHkH1Lg==$1u30fmUf9AKY/ReAONLpv7awWVLQ2YHY7CFWRxNa+wY=', '2026-11-22 06:28:20.48+00', '2026-11-22 06:28:20.48+00');
select setval(pg_get_serial_sequence('users', 'id'), max(id)) from users;
set session_replication_role = origin;
