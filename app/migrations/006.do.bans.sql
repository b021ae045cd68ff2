-- The addresses that a banned person used. Lifting the ban lifts these.
create table blocked_addresses (
  user_id bigint not null references users on delete cascade,
  address text not null,
  primary key (user_id, address)
);
create index blocked_addresses_address on blocked_addresses (address);
