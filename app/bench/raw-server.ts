import { createServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";

// What a chat server costs that does nothing but `ws.send` to everybody in a room: the yardstick of fanout.ts.

const rooms = new Map<number, Set<WebSocket>>();
const numbers = new Map<number, number>();
const text = "x".repeat(200);

const http = createServer((_request, response) =>
  response.end(String(process.cpuUsage().user + process.cpuUsage().system)),
);
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on("connection", (socket, request) => {
  const roomId = Number(new URL(request.url!, "http://localhost").searchParams.get("room"));
  const room = rooms.get(roomId) ?? new Set();
  rooms.set(roomId, room.add(socket));
  socket.on("close", () => room.delete(socket));
  socket.on("message", (data) => {
    const frame = JSON.parse(data.toString()) as { type: string; roomId: number; clientMessageId: string };
    if (frame.type !== "send") return;
    const number = (numbers.get(frame.roomId) ?? 0) + 1;
    numbers.set(frame.roomId, number);
    // As large as what the chat server sends.
    const createdAt = new Date().toISOString();
    const { clientMessageId } = frame;
    const message = {
      id: number,
      roomId,
      number,
      clientMessageId,
      creatorId: 1,
      createdAt,
      editedAt: null,
      text,
      html: text,
    };
    const event = JSON.stringify([{ type: "message", message }]);
    for (const receiver of room) receiver.send(event);
  });
});
http.listen(0, "127.0.0.1", () => {
  const { port } = http.address() as { port: number };
  process.stdout.write(`listening http://127.0.0.1:${port}\n`);
});
