// Socket.IO 4 with its Redis adapter: everybody in one room, nothing stored.
// Run as `node socketio.js PORT REDIS_URL`.
const { createServer } = require("node:http");
const { Server } = require("socket.io");
const { createAdapter } = require("@socket.io/redis-adapter");
const { Redis } = require("ioredis");

const [port, redis] = process.argv.slice(2);
const publisher = new Redis(redis);
const subscriber = publisher.duplicate();
const http = createServer();
const io = new Server(http, {
  transports: ["websocket"],
  adapter: createAdapter(publisher, subscriber),
});

let seq = 0;
io.on("connection", (socket) => {
  socket.join("lounge");
  socket.on("post", (text, acknowledge) => {
    seq += 1;
    const at = new Date().toISOString();
    io.to("lounge").emit("posted", { seq, at, by: socket.id, name: "Person", text });
    acknowledge(seq);
  });
});
http.listen(Number(port), "127.0.0.1");
