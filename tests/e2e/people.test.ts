import { beforeAll } from "vitest";
import { onTwoReplicas } from "../support/two-replicas.ts";
import { auditOfPeople } from "./flows/audit.ts";
import { devices } from "./flows/devices.ts";
import { profile } from "./flows/profile.ts";
import { removal } from "./flows/removal.ts";

onTwoReplicas("people of a chat of two replicas", "people", (chat) => {
  beforeAll(async () => {
    await chat.member("Ana");
  });
  profile(chat);
  devices(chat);
  removal(chat);
  auditOfPeople(chat);
});
