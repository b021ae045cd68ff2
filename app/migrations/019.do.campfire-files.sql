-- Which imported message has the file that Campfire's own addresses call by this id: links to it go on working.
create table campfire_files (
  blob_id bigint primary key,
  message_id bigint not null
);
