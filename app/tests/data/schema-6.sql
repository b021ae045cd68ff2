-- Written by app/scripts/record-version.ts: what a chat of this schema held.
set session_replication_role = replica;
truncate accounts, blocked_addresses, boosts, memberships, messages, rooms, schema_version, searches, sessions, transfers, users, webhook_calls, webhooks;
insert into accounts (singleton, name, join_code, created_at, only_administrators_create_rooms) overriding system value values
  ('true', 'The Lighthouse', '4gxF-d7C8-uFX2', '2026-11-22 06:28:39.406+00', 'false');
insert into blocked_addresses (user_id, address) overriding system value values
  ('4', '127.0.0.1');
insert into boosts (id, message_id, creator_id, content, created_at) overriding system value values
  ('1', '17', '2', '🎉', '2026-11-22 06:28:46.282+00'),
  ('2', '17', '3', '🎉', '2026-11-22 06:28:46.451+00');
select setval(pg_get_serial_sequence('boosts', 'id'), max(id)) from boosts;
insert into memberships (room_id, user_id, involvement, read_number, created_at) overriding system value values
  ('1', '1', 'mentions', '0', '2026-11-22 06:28:39.406+00'),
  ('1', '2', 'mentions', '7', '2026-11-22 06:28:40.6+00'),
  ('1', '3', 'mentions', '0', '2026-11-22 06:28:41.587+00'),
  ('1', '4', 'mentions', '0', '2026-11-22 06:28:42.445+00'),
  ('1', '5', 'mentions', '10', '2026-11-22 06:28:45.506+00'),
  ('2', '1', 'mentions', '0', '2026-11-22 06:28:43.311+00'),
  ('2', '2', 'everything', '0', '2026-11-22 06:28:43.311+00'),
  ('2', '3', 'mentions', '0', '2026-11-22 06:28:43.311+00'),
  ('2', '4', 'mentions', '0', '2026-11-22 06:28:43.311+00'),
  ('2', '5', 'mentions', '1', '2026-11-22 06:28:45.506+00'),
  ('3', '1', 'everything', '0', '2026-11-22 06:28:43.446+00'),
  ('3', '3', 'everything', '0', '2026-11-22 06:28:43.446+00'),
  ('4', '1', 'mentions', '0', '2026-11-22 06:28:46.653+00'),
  ('4', '2', 'mentions', '0', '2026-11-22 06:28:46.653+00');
insert into messages (id, room_id, number, creator_id, client_message_id, body, created_at, edited_at, source, mentions, change, deleted_at) overriding system value values
  ('1', '1', '1', '1', 'ann-1', 'Ann''s 1: the *lamp* & <wick> 🔥', '2026-11-22 06:28:42.582+00', null, null, null, '0', null),
  ('10', '1', '10', '2', 'bob-5', 'Bob''s answer 5', '2026-11-22 06:28:43.199+00', null, null, null, '0', null),
  ('11', '3', '1', '3', 'cyd-1', 'Between the two of us', '2026-11-22 06:28:43.531+00', null, null, null, '0', null),
  ('12', '2', '1', '4', 'dee-1', '', '2026-11-22 06:28:43.594+00', null, null, null, '1', '2026-11-22 06:28:46.912+00'),
  ('13', '1', '11', '5', '0b7e0423-143e-4338-aead-26b63d0dfdb5', 'Fog ahead', '2026-11-22 06:28:45.733+00', null, '<b>Fog</b> ahead', null, '0', null),
  ('14', '1', '12', '1', 'ann-mentions', '@Foghorn how thick?', '2026-11-22 06:28:45.801+00', null, null, '[{"start": 0, "length": 8, "userId": 5}]', '0', null),
  ('15', '1', '13', '2', 'bob-edited', 'A typo, mended', '2026-11-22 06:28:45.876+00', '2026-11-22 06:28:45.904+00', null, null, '1', null),
  ('16', '1', '14', '2', 'bob-deleted', '', '2026-11-22 06:28:45.985+00', null, null, null, '2', '2026-11-22 06:28:46.11+00'),
  ('17', '1', '15', '1', 'ann-boosted', 'We are saved', '2026-11-22 06:28:46.25+00', null, null, null, '4', null),
  ('18', '4', '1', '2', 'bob-closed', 'Only for keepers', '2026-11-22 06:28:46.737+00', null, null, null, '0', null),
  ('19', '2', '2', '4', 'dee-2', '', '2026-11-22 06:28:46.905+00', null, null, null, '2', '2026-11-22 06:28:46.912+00'),
  ('2', '1', '2', '2', 'bob-1', 'Bob''s answer 1', '2026-11-22 06:28:42.646+00', null, null, null, '0', null),
  ('3', '1', '3', '1', 'ann-2', 'Ann''s 2: the *lamp* & <wick> 🔥', '2026-11-22 06:28:42.717+00', null, null, null, '0', null),
  ('4', '1', '4', '2', 'bob-2', 'Bob''s answer 2', '2026-11-22 06:28:42.788+00', null, null, null, '0', null),
  ('5', '1', '5', '1', 'ann-3', 'Ann''s 3: the *lamp* & <wick> 🔥', '2026-11-22 06:28:42.87+00', null, null, null, '0', null),
  ('6', '1', '6', '2', 'bob-3', 'Bob''s answer 3', '2026-11-22 06:28:42.898+00', null, null, null, '0', null),
  ('7', '1', '7', '1', 'ann-4', 'Ann''s 4: the *lamp* & <wick> 🔥', '2026-11-22 06:28:43.049+00', null, null, null, '0', null),
  ('8', '1', '8', '2', 'bob-4', 'Bob''s answer 4', '2026-11-22 06:28:43.119+00', null, null, null, '0', null),
  ('9', '1', '9', '1', 'ann-5', 'Ann''s 5: the *lamp* & <wick> 🔥', '2026-11-22 06:28:43.178+00', null, null, null, '0', null);
select setval(pg_get_serial_sequence('messages', 'id'), max(id)) from messages;
insert into rooms (id, type, name, direct_key, creator_id, last_number, last_message_at, created_at, updated_at, last_change) overriding system value values
  ('1', 'open', 'All Talk', null, '1', '15', '2026-11-22 06:28:46.25+00', '2026-11-22 06:28:39.406+00', '2026-11-22 06:28:39.406+00', '4'),
  ('2', 'open', 'Harbour', null, '1', '2', '2026-11-22 06:28:46.905+00', '2026-11-22 06:28:43.311+00', '2026-11-22 06:28:43.311+00', '2'),
  ('3', 'direct', null, '1,3', '1', '1', '2026-11-22 06:28:43.531+00', '2026-11-22 06:28:43.446+00', '2026-11-22 06:28:43.446+00', '0'),
  ('4', 'closed', 'The keepers', null, '1', '1', '2026-11-22 06:28:46.737+00', '2026-11-22 06:28:46.653+00', '2026-11-22 06:28:46.809+00', '0');
select setval(pg_get_serial_sequence('rooms', 'id'), max(id)) from rooms;
insert into schema_version (version, name, md5, run_at) overriding system value values
  ('0', null, null, null),
  ('1', 'first-slice', 'a4e542c3e9858bd9907a5bdc0ac698a9', '2026-11-22 06:28:32.169+00'),
  ('2', 'post-messages', '32af7c833e29ddd61c203cb023b6c029', '2026-11-22 06:28:32.178+00'),
  ('3', 'changes-and-bots', 'a0b3832af560192edb207fb88b972c7c', '2026-11-22 06:28:32.225+00'),
  ('4', 'rooms-and-search', 'b90ea1bd9e21fb7ff36eb68b7e4a2041', '2026-11-22 06:28:32.247+00'),
  ('5', 'people', '6811cbe34089d99bcc8b627fbce8aa02', '2026-11-22 06:28:32.268+00'),
  ('6', 'bans', '49703700e0033ca6e8ca0d0aa0d1079a', '2026-11-22 06:28:32.288+00');
insert into searches (id, user_id, query, searched_at) overriding system value values
  ('1', '1', 'saved', '2026-11-22 06:28:46.515+00');
select setval(pg_get_serial_sequence('searches', 'id'), max(id)) from searches;
insert into sessions (id, token_hash, user_id, address, user_agent, created_at, expires_at) overriding system value values
  ('1', E'\\x27d1cd86a395a8b408536042f739bb77bd9837d250fc9f3473361b7de6ad72f1', '1', '127.0.0.1', 'node', '2026-11-22 06:28:39.439+00', '2026-12-22 06:28:39.439+00'),
  ('2', E'\\x0ab5f6f0936404bfa3803020b68008bf4aab155ceb83a5c35ef1b1b4581e5adc', '2', '127.0.0.1', 'node', '2026-11-22 06:28:40.629+00', '2026-12-22 06:28:40.629+00'),
  ('3', E'\\x6b2f337b383417d39e3fa9898feb9cb558eefe46a2ae82d30d17ae6df8083129', '3', '127.0.0.1', 'node', '2026-11-22 06:28:41.658+00', '2026-12-22 06:28:41.658+00');
select setval(pg_get_serial_sequence('sessions', 'id'), max(id)) from sessions;
insert into users (id, name, email, role, status, password_hash, created_at, updated_at, bot_key, bio) overriding system value values
  ('1', 'Ann', 'ann@example.com', 'administrator', 'active', '$scrypt$ln=14,r=8,p=5$gS0Avc3HUxZoe9DtWlO8pA==$uhglY4Xrt5ZChcf7Y48Md3DRUvTc2fpimYKAbSpLD9o=', '2026-11-22 06:28:39.406+00', '2026-11-22 06:28:39.406+00', null, ''),
  ('2', 'Bob', 'bob@example.com', 'member', 'active', '$scrypt$ln=14,r=8,p=5$tpcmxKpa/S6w/Lqtj7ul/A==$XyJ5nQ9g00Yl5qNGaqAOEJi5st5Jqy4W2kIQfnPoVvM=', '2026-11-22 06:28:40.6+00', '2026-11-22 06:28:40.6+00', null, ''),
  ('3', 'Cyd', 'cyd@example.com', 'member', 'active', '$scrypt$ln=14,r=8,p=5$JRRvw4/XfZCMtoRw0/zMww==$abtcChmN2jW6gbaBuDeg7jgMZqo5jiCyndTZt9k+9Xs=', '2026-11-22 06:28:41.587+00', '2026-11-22 06:28:46.865+00', null, 'Looks after the lamp'),
  ('4', 'Dee', 'dee@example.com', 'member', 'banned', '$scrypt$ln=14,r=8,p=5$8D2/WPUwh8QccgvydT+N1Q==$gvOhDzWNavZYpQ/aZxmBK0BEUVK1S4kNmJsBy7m9/pc=', '2026-11-22 06:28:42.445+00', '2026-11-22 06:28:46.912+00', null, ''),
  ('5', 'Foghorn', null, 'bot', 'active', null, '2026-11-22 06:28:45.506+00', '2026-11-22 06:28:45.506+00', '15tQL5JpoaQY', '');
select setval(pg_get_serial_sequence('users', 'id'), max(id)) from users;
insert into webhooks (user_id, url, secret) overriding system value values
  ('5', 'http://127.0.0.1:9/hook', 'p0i3Ol9C3sKP1VLsdd2xbC1i7CMpZMg8');
set session_replication_role = origin;
