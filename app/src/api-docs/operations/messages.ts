import { nothing, type Operations } from "./operation.ts";

export const messages: Operations = {
  Messages: {
    "GET /api/rooms/:roomId/messages": {
      does: "A page of a room, oldest first: before, after or around a message's number, else the newest.",
    },
    "POST /api/rooms/:roomId/messages": {
      does: "Says something. The answer comes once it is committed; sent again with the same `clientMessageId` it is 200 with what was stored first.",
      example: { text: "Hello @Bob!", clientMessageId: "5f0c2a6e-1" },
    },
    "GET /api/messages/:id": { does: "One message." },
    "PUT /api/messages/:id": {
      does: "Says something else instead: for who said it, and administrators.",
      errors: ["forbidden"],
      example: { text: "Hello @Bob and @Eve!" },
    },
    "DELETE /api/messages/:id": {
      does: "Takes a message back; its place and number stay. For who said it, and administrators.",
      errors: ["forbidden"],
      answers: nothing,
    },
    "DELETE /api/messages/:id/preview": {
      does: "Takes away what the message shows of its link: for who said it, and administrators.",
      errors: ["forbidden"],
      answers: nothing,
    },
    "GET /api/messages/:id/preview/picture": {
      does: "The picture of what a message's link leads to. The query only tells browsers that it is another one.",
      answers: { status: 200, means: "The picture.", contentType: "image/webp" },
    },
    "POST /api/messages/:id/boosts": { does: "Reacts with up to 16 characters.", example: { content: "👍" } },
    "DELETE /api/messages/:id/boosts/:boostId": { does: "Takes one's own boost back.", answers: nothing },
  },
  Files: {
    "POST /api/rooms/:roomId/attachments": {
      does: "Says something with a file: a form with the file `attachment`. With a `clientMessageId` that was sent before it is 200 with what was stored first.",
      rawBody: { contentTypes: ["multipart/form-data"], means: "The file in a part called attachment." },
    },
    "GET /attachments/:id/:name": {
      does: "A message's file, or the part of it that `Range` asks for (206).",
      answers: { status: 200, means: "The file.", contentType: "application/octet-stream" },
    },
    "GET /thumbnails/:id": {
      does: "A small picture of a picture.",
      answers: { status: 200, means: "The thumbnail.", contentType: "image/webp" },
    },
  },
  Search: {
    "GET /api/search": { does: "The newest 100 messages of one's rooms that hold all these words, newest first." },
    "GET /api/searches": { does: "What one looked for lately, newest first." },
    "DELETE /api/searches": { does: "Forgets that.", answers: nothing },
  },
};
