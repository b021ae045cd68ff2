const message = {
  id: 1042,
  roomId: 1,
  number: 42,
  clientMessageId: "5f0c2a6e-1",
  creatorId: 1,
  createdAt: "2026-11-22T09:30:00.000Z",
  editedAt: null,
  text: "Hello @Bob!",
  html: 'Hello <span class="mention" data-user-id="2">@Bob</span>!',
  mentions: [{ userId: 2, start: 6, length: 4 }],
};
const ann = { id: 1, name: "Ann", role: "administrator", avatarUrl: null, bio: "Mathematician" };
const room = {
  id: 1,
  type: "open",
  name: "All Talk",
  userIds: null,
  involvement: "mentions",
  lastNumber: 42,
  readNumber: 40,
  lastMessageAt: "2026-11-22T09:30:00.000Z",
  creatorId: 1,
};

/** One of each, by the names of the entities. */
export const EXAMPLES: Record<string, object> = {
  User: ann,
  Room: room,
  Mention: { userId: 2, start: 6, length: 4 },
  Boost: { id: 7, userId: 2, content: "👍", createdAt: "2026-11-22T09:31:00.000Z" },
  Attachment: {
    ...{ name: "boat.jpg", type: "image/jpeg", bytes: 734_412, width: 2400, height: 1600 },
    ...{ url: "/attachments/17/boat.jpg", thumbnailUrl: "/thumbnails/17" },
  },
  Message: message,
  Account: { name: "Acme", joinUrl: "https://chat.example.com/join/aB3d-Ef5h-Jk7m" },
  Session: { id: 9, address: "192.0.2.7", userAgent: "Firefox", createdAt: "2026-11-22T09:00:00.000Z", current: true },
  Bot: { id: 3, name: "Deploys", active: true, key: "3-aB3dEf5hJk7m", webhookUrl: null, webhookSecret: null },
  State: {
    account: { name: "Acme" },
    user: ann,
    users: [ann],
    rooms: [room],
    presence: { online: [1] },
    version: "0.1.0",
    maxAttachmentBytes: 16_773_120,
  },
};
