import type { Actor } from "../audit/append-audit.ts";
import type { Store } from "../store.ts";
import { changeListeners } from "./change-listener.ts";
import { insertListener } from "./create-listener.ts";
import { defaultLmtpSocket } from "./default-lmtp-socket.ts";
import type { NewListener } from "./schema.ts";

export interface FirstPorts {
  readonly pop3: number;
  readonly pop3s: number;
  readonly lmtp: number;
  /** Absolute path; absent: `defaultLmtpSocket`. */
  readonly lmtpSocket?: string;
}

const actor: Actor = { kind: "set-up", name: "first start", remoteAddress: null };
/** Of sockaddr_un on Linux, without the final NUL. */
const longestSocketPath = 107;

/** The listeners of a new installation. Makes nothing where there is any listener already; says whether it made them. */
export async function firstListeners(store: Store, ports: FirstPorts): Promise<boolean> {
  if (await store.db.listener.findFirst({ select: { id: true } })) return false;
  const { lmtpSocket = defaultLmtpSocket(store.environment) } = ports;
  return changeListeners(store, actor, async (tx, now) => {
    const isFirst = (await tx.listener.count()) === 0;
    const wishes = isFirst ? listenersOf(ports, lmtpSocket) : [];
    for (const wish of wishes) await insertListener(tx, wish, now);
    return {
      result: isFirst,
      audit: isFirst ? { action: "listener.first", object: "listeners", after: wishes } : null,
    };
  });
}

function listenersOf({ pop3, pop3s, lmtp }: FirstPorts, lmtpSocket: string): NewListener[] {
  const wishes: NewListener[] = [
    { kind: "pop3", name: "POP3", address: "*", port: pop3, tls: "starttls", cleartextSignIn: "loopback" },
    { kind: "pop3", name: "POP3S", address: "*", port: pop3s, tls: "implicit" },
    { kind: "lmtp", name: "LMTP", address: "127.0.0.1", port: lmtp },
  ];
  // A data directory deep in the tree leaves no room for a socket; LMTP by TCP is there all the same.
  if (Buffer.byteLength(lmtpSocket) <= longestSocketPath) {
    wishes.push({ kind: "lmtp-socket", name: "LMTP socket", socketPath: lmtpSocket });
  }
  return wishes;
}
