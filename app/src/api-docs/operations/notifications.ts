import { nothing, type Operations } from "./operation.ts";

const serverKey = "BFv9xW8m0jU2mD3nYb1c5T6r7Q4k9Lz0sHaPqEwRtYuIoPaSdFgHjKlZxCvBnM1234567890abcdefghijklmno";

export const notifications: Operations = {
  Notifications: {
    "GET /api/push": { does: "The key to subscribe with, and where one is notified already." },
    "POST /api/push/subscriptions": {
      does: "Notifies a browser from now on: its `PushSubscription`, and the key it was made with. It ends with the session.",
      errors: ["conflict", "not_found"],
      example: {
        endpoint: "https://push.example.com/send/aB3dEf5hJk7m",
        keys: { p256dh: serverKey, auth: "aB3dEf5hJk7mNp9qRs1tUv" },
        serverKey,
      },
    },
    "DELETE /api/push/subscriptions/:id": { does: "Notifies that browser no more.", answers: nothing },
    "POST /api/push/subscriptions/:id/test": {
      does: "Sends a notification to try it. As rarely as sign-ins.",
      errors: ["conflict", "unavailable"],
      answers: nothing,
    },
  },
};
