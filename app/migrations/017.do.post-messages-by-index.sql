-- Connections plan the function's statements once, on a new chat while there are no messages: reading them all looks
-- cheapest then, and is done for each batch until statistics tell otherwise. At 20,000 messages that is five times the work.
alter function post_messages(bigint[], bigint[], text[], text[], text[], text[], boolean[]) set enable_seqscan = off;
