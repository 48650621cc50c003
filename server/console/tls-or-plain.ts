import { createServer as createHttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";

const handshakeRecord = 0x16;
const firstOctetLimitMs = 10_000;

/**
 * The https port, for people who forget the s: a connection that begins with a TLS handshake goes to `secure`, anything else
 * is sent to the same address with https in front.
 */
export function createTlsOrPlainServer(secure: (socket: Socket) => void): Server {
  const plain = createHttpServer((request, response) => {
    const { host } = request.headers;
    if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return response.writeHead(400).end();
    const location = `https://${host}${request.url?.startsWith("/") ? request.url : "/"}`;
    response.writeHead(308, { location, connection: "close", "content-type": "text/plain; charset=utf-8" });
    response.end(`This port speaks https. Open ${location}\n`);
  });

  return createServer((socket: Socket) => {
    socket.setTimeout(firstOctetLimitMs, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.once("data", (chunk) => {
      socket.pause();
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.unshift(chunk);
      if (chunk[0] === handshakeRecord) secure(socket);
      else plain.emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
}
