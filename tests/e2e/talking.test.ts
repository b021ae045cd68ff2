import { beforeAll } from "vitest";
import { onTwoReplicas } from "../support/two-replicas.ts";
import type { Cast } from "./flows/cast.ts";
import { files, LARGEST } from "./flows/files.ts";
import { history } from "./flows/history.ts";
import { messages } from "./flows/messages.ts";
import { rooms } from "./flows/rooms.ts";

onTwoReplicas(
  "talking in a chat of two replicas",
  "talking",
  (chat) => {
    const cast = {} as Cast;
    beforeAll(async () => {
      cast.ana = await chat.member("Ana Ribeiro", { permissions: ["clipboard-read", "clipboard-write"] });
      cast.ben = await chat.member("Ben Okafor");
      cast.cleo = await chat.member("Cleo Adams");
    });
    rooms(chat, cast);
    messages(chat, cast);
    history(chat, cast);
    files(chat, cast);
  },
  () => ({
    variables: { CAMPFIRE_LINK_PREVIEW_ALLOW_PRIVATE: "true", CAMPFIRE_MAX_REQUEST_SIZE: String(LARGEST) },
  }),
);
