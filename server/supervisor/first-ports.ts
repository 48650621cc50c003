import { createServer } from "node:net";
import type { Environment } from "../env.ts";
import { defaultLmtpSocket } from "../listener/default-lmtp-socket.ts";

export interface MailPorts {
  readonly pop3: number;
  readonly pop3s: number;
  readonly lmtp: number;
  /** These are not the standard ones, since this user may not open those. */
  readonly isUnprivileged: boolean;
  /** Path of LMTP's unix socket. */
  readonly lmtpSocket: string;
}

const standardPorts = { pop3: 110, pop3s: 995, lmtp: 24, isUnprivileged: false };
const unprivilegedPorts = { pop3: 1110, pop3s: 1995, lmtp: 2424, isUnprivileged: true };

/**
 * Ports for the listeners of a new installation: the standard ones where this process may bind below 1024, else the others. A
 * standard port that another program has stays the wish, since that program is usually the one being replaced.
 */
export async function chooseFirstPorts(environment: Environment): Promise<MailPorts> {
  const lmtpSocket = defaultLmtpSocket(environment);
  const { pop3, pop3s, lmtp } = standardPorts;
  for (const port of [pop3, pop3s, lmtp]) {
    if ((await tryToBind(port)) === "EACCES") return { ...unprivilegedPorts, lmtpSocket };
  }
  return { ...standardPorts, lmtpSocket };
}

/** Null when it could be bound, or the error's code. */
function tryToBind(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "EUNKNOWN"));
    server.listen({ port, host: "127.0.0.1" }, () => server.close(() => resolve(null)));
  });
}
