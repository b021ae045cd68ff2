import { beforeAll } from "vitest";
import { onTwoReplicas } from "../support/two-replicas.ts";
import { appearance } from "./flows/appearance.ts";
import { audit } from "./flows/audit.ts";
import { bots } from "./flows/bots.ts";
import { keyboard } from "./flows/keyboard.ts";

onTwoReplicas(
  "administering a chat of two replicas",
  "administration",
  (chat) => {
    beforeAll(async () => {
      await chat.member("Ana");
    });
    appearance(chat);
    bots(chat);
    audit(chat);
    keyboard(chat);
  },
  () => ({ variables: { CAMPFIRE_WEBHOOK_ALLOW_PRIVATE: "true" } }),
);
