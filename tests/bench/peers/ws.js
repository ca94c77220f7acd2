// The least a server can do with `ws`: each message is encoded once and sent to every socket.
// Speaks as much of the wire contract as the load needs. Run as `node ws.js PORT`.
const { WebSocketServer } = require("ws");

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) });

let seq = 0;
server.on("connection", (socket) => {
  socket.on("message", (bytes) => {
    const frame = JSON.parse(bytes);
    if (frame.type === "hello") {
      const rooms = [{ id: 1, epoch: "", seq }];
      socket.send(JSON.stringify({ type: "welcome", ref: frame.ref, rooms }));
      return;
    }
    seq += 1;
    const message = { room: 1, seq, author_name: "Person", text: frame.text };
    const event = { seq, kind: "message.posted", at: new Date().toISOString(), by: 1, message };
    const text = JSON.stringify({ type: "events", room: 1, events: [event] });
    for (const client of server.clients) client.send(text);
    socket.send(JSON.stringify({ type: "ack", ref: frame.ref, room: 1, seq }));
  });
});
