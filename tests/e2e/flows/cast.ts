import type { Person } from "../../support/people.ts";

/** Who is there in all flows of a chat: Ana administers it, and Ben is at another replica than she. */
export interface Cast {
  ana: Person;
  ben: Person;
  cleo: Person;
}
