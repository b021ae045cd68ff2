import { nothing, type Operations } from "./operation.ts";

export const rooms: Operations = {
  Rooms: {
    "POST /api/rooms": {
      does: "Makes a room. Of a direct room there is one for each set of people: when it exists, the answer is 200 with it.",
      errors: ["forbidden"],
      example: { type: "closed", name: "Board", userIds: [2, 3] },
    },
    "PUT /api/rooms/:roomId": {
      does: "Renames a room or converts it between open and closed: for who made it, and administrators.",
      errors: ["forbidden"],
      example: { name: "Everybody", type: "open" },
    },
    "PUT /api/rooms/:roomId/members": {
      does: "Makes exactly these people the members of a closed room: for who made it, and administrators.",
      errors: ["forbidden"],
      example: { userIds: [1, 2, 3] },
    },
    "DELETE /api/rooms/:roomId": {
      does: "Removes a room with all that was said in it: for who made it, and administrators; a direct room for its members.",
      errors: ["forbidden"],
      answers: nothing,
    },
    "PUT /api/rooms/:roomId/involvement": {
      does: "How much of a room one wants to hear.",
      answers: nothing,
      example: { involvement: "everything" },
    },
    "PUT /api/rooms/:roomId/read": {
      does: "Marks a room read up to this message's number, never backwards.",
      answers: nothing,
      example: { number: 42 },
    },
  },
};
