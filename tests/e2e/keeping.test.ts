import { onTwoReplicas } from "../support/two-replicas.ts";
import { castOf } from "./flows/cast.ts";
import { files, LARGEST } from "./flows/files.ts";
import { history } from "./flows/history.ts";

onTwoReplicas(
  "what a chat of two replicas keeps",
  "keeping",
  (chat) => {
    const cast = castOf(chat);
    history(chat, cast);
    files(chat, cast);
  },
  () => ({
    variables: { CAMPFIRE_LINK_PREVIEW_ALLOW_PRIVATE: "true", CAMPFIRE_MAX_REQUEST_SIZE: String(LARGEST) },
  }),
);
