import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** A port that nobody listens on, for what cannot be told to choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
