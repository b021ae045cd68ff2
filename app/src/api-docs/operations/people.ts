import { nothing, type Operations, picture } from "./operation.ts";

const person = { name: "Ann", email: "ann@example.com", password: "correct horse battery" };

export const people: Operations = {
  "Setting up and joining": {
    "POST /api/first-run": {
      does: "Sets the chat up with its first administrator, who is signed in by it. Works once.",
      errors: ["conflict"],
      example: { accountName: "Acme", ...person },
    },
    "GET /api/invitations/:code": { does: "Which chat an invite link leads to." },
    "POST /api/invitations/:code": {
      does: "Joins by an invite link, and signs in.",
      errors: ["conflict"],
      example: person,
    },
  },
  "Signing in": {
    "POST /api/session": {
      does: "Signs in: the answer sets the cookie `session`. At most 10 tries in 3 minutes from a network (of IPv6 a /64), and 30 in 15 minutes for an e-mail address.",
      errors: ["signed_out"],
      example: { email: "ann@example.com", password: "correct horse battery" },
    },
    "GET /api/sign-in": { does: "How people may sign in here." },
    "POST /api/password-resets": {
      does: "Mails a link for a new password; the answer is the same whether anybody has the address or not.",
      errors: ["not_found", "forbidden"],
      answers: nothing,
      example: { email: "ann@example.com" },
    },
    "POST /api/password-resets/:token": {
      does: "Sets a new password by such a link, once, and signs in.",
      errors: ["forbidden"],
      example: { password: "correct horse battery" },
    },
    "DELETE /api/session": { does: "Signs out.", answers: nothing },
    "GET /api/sessions": { does: "Where one is signed in, newest first." },
    "DELETE /api/sessions/:id": {
      does: "Ends one of one's own sessions, and the link that signs in on another device.",
      answers: nothing,
    },
    "POST /api/session/transfer": { does: "Makes a link that signs in on another device, once, within 4 hours." },
    "POST /api/transfers/:token": { does: "Signs in by such a link." },
  },
  "Oneself and everybody": {
    "GET /api/state": { does: "All that a client needs to start." },
    "GET /api/profile": { does: "What only oneself is shown." },
    "PUT /api/profile": {
      does: "Changes one's profile; a new `email` or `password` needs `currentPassword`, and ends all links that sign in or set a password. A new password ends the other sessions.",
      errors: ["conflict", "forbidden"],
      example: { name: "Ann", bio: "Mathematician" },
    },
    "PUT /api/profile/avatar": { does: "Gives oneself a picture.", rawBody: picture },
    "DELETE /api/profile/avatar": { does: "Takes it away: initials are shown again." },
  },
};
