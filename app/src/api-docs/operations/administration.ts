import { nothing, type Operations, picture } from "./operation.ts";

export const administration: Operations = {
  Administration: {
    "PUT /api/account": {
      does: "Changes the chat's settings.",
      example: { name: "Acme", onlyAdministratorsCreateRooms: true },
    },
    "PUT /api/account/logo": { does: "Gives the chat a logo, which is shown whole and not cut.", rawBody: picture },
    "DELETE /api/account/logo": { does: "Takes it away: the campfire is shown again." },
    "GET /api/account/styles": { does: "The CSS that is applied for everybody." },
    "PUT /api/account/styles": {
      does: "Changes the CSS that is applied for everybody; it may load nothing from other sites.",
      example: { styles: ":root { --ember: #0066cc }" },
    },
    "POST /api/account/join-code": { does: "Makes a new invite link; the old one stops working." },
    "GET /api/users/:id/profile": { does: "Somebody's profile with their e-mail address; a bot has none." },
    "PUT /api/users/:id": {
      does: "Makes somebody an administrator, or a member again.",
      errors: ["conflict"],
      example: { role: "administrator" },
    },
    "DELETE /api/users/:id": {
      does: "Deactivates somebody: signed out everywhere, out of all rooms but direct ones.",
      errors: ["conflict"],
      answers: nothing,
    },
    "POST /api/users/:id/password-reset": {
      does: "Makes a link for a new password, to hand over.",
      errors: ["conflict"],
    },
    "DELETE /api/users/:id/avatar": { does: "Takes a person's picture away, also of who isn't here any more." },
    "POST /api/users/:id/ban": {
      does: "Bans somebody: signed out everywhere, all they said deleted, the addresses that they used blocked.",
      errors: ["conflict"],
      answers: nothing,
    },
    "DELETE /api/users/:id/ban": { does: "Lifts a ban.", answers: nothing },
  },
  "Audit log": {
    "GET /api/audit": { does: "What happened, newest first; `before` is the id of an event." },
    "GET /api/audit/download": {
      does: "All of it as a file.",
      answers: { status: 200, means: "CSV, or JSON with an event a line.", contentType: "text/csv" },
    },
  },
  "Keeping bots": {
    "GET /api/bots": { does: "All bots with their keys." },
    "POST /api/bots": {
      does: "Makes a bot, a member of every open room.",
      example: { name: "Deploys", webhookUrl: null },
    },
    "PUT /api/bots/:id": { does: "Changes a bot.", example: { webhookUrl: "https://bots.example.com/hook" } },
    "POST /api/bots/:id/key": { does: "Makes a new key; the old one stops working at once." },
    "DELETE /api/bots/:id": { does: "Deactivates a bot for good; what it said stays.", answers: nothing },
    "PUT /api/bots/:id/avatar": { does: "Gives a bot a picture.", rawBody: picture },
    "DELETE /api/bots/:id/avatar": { does: "Takes it away." },
  },
};
