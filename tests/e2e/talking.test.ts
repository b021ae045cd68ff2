import { onTwoReplicas } from "../support/two-replicas.ts";
import { castOf } from "./flows/cast.ts";
import { messages } from "./flows/messages.ts";
import { rooms } from "./flows/rooms.ts";

onTwoReplicas(
  "talking in a chat of two replicas",
  "talking",
  (chat) => {
    const cast = castOf(chat);
    rooms(chat, cast);
    messages(chat, cast);
  },
  () => ({ variables: { CAMPFIRE_LINK_PREVIEW_ALLOW_PRIVATE: "true" } }),
);
