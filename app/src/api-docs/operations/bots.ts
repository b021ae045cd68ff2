import { nothing, type Operation, type Operations } from "./operation.ts";

const PATH = "/rooms/:roomId/:key/messages";
const content = {
  contentTypes: ["text/html", "multipart/form-data", "*/*"],
  means: "The message's HTML, taken as it comes whatever its Content-Type; or a form with the file `attachment`.",
};
const message = { status: 200, means: "The message.", contentType: "application/json" };
const edit: Operation = {
  does: "Says something else instead: what the bot said itself.",
  rawBody: content,
  errors: ["forbidden"],
  answers: message,
};

export const bots: Operations = {
  "What bots call": {
    [`POST ${PATH}`]: {
      does: "Says something, as with Campfire: `curl -d 'Hello!' https://HOST/rooms/1/BOT_KEY/messages`; with `-F attachment=@report.pdf` a file.",
      rawBody: content,
      answers: { status: 201, means: "Said; the body is empty." },
      headers: { location: "The message's address." },
    },
    [`GET ${PATH}`]: {
      does: "At most 40 messages of the room, oldest first.",
      query: { before: "Those before the message with this id.", after: "Those after the message with this id." },
      answers: { status: 200, means: "The messages.", contentType: "application/json" },
      headers: { "x-total-count": "How many there are on this side.", link: 'The next page: `<URL>; rel="next"`.' },
    },
    [`GET ${PATH}/:id/attachment`]: {
      does: "The message's file, or the part of it that `Range` asks for (206).",
      answers: { status: 200, means: "The file.", contentType: "application/octet-stream" },
    },
    [`PATCH ${PATH}/:id`]: edit,
    [`PUT ${PATH}/:id`]: edit,
    [`DELETE ${PATH}/:id`]: { does: "Takes back what the bot said.", errors: ["forbidden"], answers: nothing },
    [`POST ${PATH}/:id/boosts`]: {
      does: "Reacts with up to 16 characters.",
      rawBody: { contentTypes: ["text/plain", "*/*"], means: "The boost, taken as it comes." },
      answers: { status: 201, means: "The boost.", contentType: "application/json" },
    },
    [`DELETE ${PATH}/:id/boosts/:boostId`]: { does: "Takes the bot's own boost back.", answers: nothing },
  },
  "This description": {
    "GET /api/docs": {
      does: "The API described for people.",
      answers: { status: 200, means: "A page.", contentType: "text/html" },
    },
    "GET /api/docs/style.css": {
      does: "How that page looks.",
      answers: { status: 200, means: "A style sheet.", contentType: "text/css" },
    },
    "GET /api/docs/openapi.json": {
      does: "The API described for programs: OpenAPI 3.1.",
      answers: { status: 200, means: "The document.", contentType: "application/json" },
    },
  },
};
