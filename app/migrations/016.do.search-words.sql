-- PostgreSQL takes https://example.com/deploy, src/app.ts or ann@example.com for one word each, and é for another letter than e. People, and
-- who comes from Campfire, look for the words in them.

-- Each word by itself: what stands between letters and digits separates them, and marks above letters are left out.
create function search_words(body text) returns tsvector language sql immutable strict parallel safe as $function$
  select to_tsvector('pg_catalog.english'::regconfig, translate(
    regexp_replace(normalize(body, NFD), '[\u0300-\u036F]+', '', 'g'),
    '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~',
    repeat(' ', 32)
  ))
$function$;

-- Whether those are others than the words that the index of 004 has. Most messages have none, so the second index is a small one.
create function has_joined_words(body text) returns boolean language sql immutable strict parallel safe as $function$
  select body ~ '[^\x01-\x7F]|\S[!-/:-@\[-`{-~]\S'
$function$;

create index messages_search_words on messages using gin (search_words(body)) where deleted_at is null and has_joined_words(body);
