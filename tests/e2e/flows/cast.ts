import { beforeAll } from "vitest";
import type { Person } from "../../support/people.ts";
import type { TwoReplicas } from "../../support/two-replicas.ts";

/** Who is there in all flows of a chat: Ana administers it, and Ben is at another replica than she. */
export interface Cast {
  ana: Person;
  ben: Person;
  cleo: Person;
}

/** Those three, who come before the first test. */
export function castOf(chat: TwoReplicas): Cast {
  const cast = {} as Cast;
  beforeAll(async () => {
    cast.ana = await chat.member("Ana Ribeiro", { permissions: ["clipboard-read", "clipboard-write"] });
    cast.ben = await chat.member("Ben Okafor");
    cast.cleo = await chat.member("Cleo Adams");
  });
  return cast;
}
